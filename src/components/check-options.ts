import type { JsonSchema } from '../registry/manifest.js'
import { readSchema } from '../schema/component-schema.js'
import { branchesOf, expectation, show } from '../schema/expectation.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'

/**
 * Checks options that code gives to a built-in component: their types and ranges are those of its schema, as for a
 * config. Null and undefined stand for the default.
 * @param schema its name: `optimizer/adam`
 * @param path what messages call the component: `optimizer`
 * @throws ConfigError naming every option that does not fit
 */
export function checkOptions(schema: string, path: string, given: object): void {
  const wrong = faultsOf(given, readSchema(schema), path)
  if (wrong.length > 0) throw new ConfigError(wrong)
}

/** Keys that the schema does not have are what a run passes in beside the config's. */
function faultsOf(given: object, schema: JsonSchema, path: string): Diagnostic[] {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>
  return Object.entries(properties).flatMap(([key, property]) => {
    const value = (given as Record<string, unknown>)[key]
    if (value === undefined || value === null) return []
    const at = `${path}.${key}`
    const isDict = branchesOf(property).some(({ type }) => type === 'object')
    if (isDict && typeof value === 'object') return faultsOf(value, property, at)
    if (branchesOf(property).some((branch) => fits(value, branch))) return []
    return [{ code: 'out-of-range', path: at, message: `${at} must be ${expectation(property)}, not ${shown(value)}` }]
  })
}

function fits(value: unknown, schema: JsonSchema): boolean {
  if (Array.isArray(schema.enum)) return schema.enum.includes(value)
  switch (schema.type) {
    case 'number':
    case 'integer':
      return fitsNumber(value, schema)
    case 'array':
      return Array.isArray(value) && fitsList(value, schema)
    case 'null':
      return value === null
    default:
      // 'boolean' and 'string', as `typeof` calls them too.
      return typeof value === String(schema.type)
  }
}

function fitsNumber(value: unknown, schema: JsonSchema): boolean {
  // What YAML writes as 1.0.
  const fraction = (value as { fraction?: unknown }).fraction
  const number = fraction ?? value
  if (typeof number !== 'number') return false
  const isWhole = fraction === undefined && Number.isInteger(number)
  if (schema.type === 'integer' || schema.numberKind === 'int' ? !isWhole : schema.numberKind === 'float' && isWhole) {
    return false
  }
  const { minimum = -Infinity, maximum = Infinity } = schema as { minimum?: number; maximum?: number }
  const { exclusiveMinimum: above, exclusiveMaximum: below } = schema as Record<string, number | undefined>
  return number >= minimum && number <= maximum && !(number <= (above ?? NaN)) && !(number >= (below ?? NaN))
}

function fitsList(values: readonly unknown[], schema: JsonSchema): boolean {
  const {
    minItems = 0,
    maxItems = Infinity,
    items = {},
  } = schema as { minItems?: number; maxItems?: number } & JsonSchema
  if (values.length < minItems || values.length > maxItems) return false
  return values.every((value, i) => {
    const item = (Array.isArray(items) ? items[i] : items) as JsonSchema
    return branchesOf(item).some((branch) => fits(value, branch))
  })
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  return show((value as { fraction?: unknown }).fraction ?? value)
}
