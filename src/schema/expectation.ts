import type { JsonSchema } from '../registry/manifest.js'
import { orList } from '../util/or-list.js'

/** What a schema allows, as the end of the sentence `x must be …`: `a number ≥ 0`, `one of a, b, or null`. */
export function expectation(schema: JsonSchema): string {
  const branches = branchesOf(schema)
  if (branches.length === 0) return 'a valid value'
  return orList(branches.map(expectBranch))
}

/** Several kinds of things: a list of lists needs the plural. */
function expectMany(schema: JsonSchema): string {
  const [only, ...others] = branchesOf(schema)
  if (!only || others.length > 0) return `items that are each ${expectation(schema)}`
  const text = expectBranch(only)
  const plural = text.replace(/^an? (non-empty )?(\w+)/, (_, empty = '', noun: string) => `${empty}${noun}s`)
  return plural === text ? `items that are each ${text}` : plural
}

/** The alternatives of a schema, one type each: `anyOf`, `oneOf`, and lists of types taken apart. */
export function branchesOf(schema: JsonSchema): JsonSchema[] {
  const alternatives = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined
  if (alternatives) return alternatives.flatMap(branchesOf)
  if (schema.enum !== undefined || schema.const !== undefined) return [schema]
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }))
  return schema.type === undefined ? [] : [schema]
}

function expectBranch(schema: JsonSchema): string {
  if (schema.const !== undefined) return show(schema.const)
  if (Array.isArray(schema.enum)) {
    return schema.enum.length === 1 ? show(schema.enum[0]) : `one of ${schema.enum.map(show).join(', ')}`
  }
  switch (schema.type) {
    case 'number':
      return expectNumber(schema.numberKind === 'float' ? 'a float' : 'a number', schema)
    case 'integer':
      return expectNumber('an integer', schema)
    case 'string':
      return expectString(schema)
    case 'boolean':
      return 'true or false'
    case 'array':
      return expectList(schema)
    case 'object':
      return 'a dict'
    case 'null':
      return 'null'
    default:
      return 'a valid value'
  }
}

function expectNumber(noun: string, schema: JsonSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const bounds: string[] = []
  if (minimum !== undefined && maximum !== undefined) bounds.push(`from ${minimum} to ${maximum}`)
  else if (minimum !== undefined) bounds.push(`≥ ${minimum}`)
  else if (maximum !== undefined) bounds.push(`≤ ${maximum}`)
  if (exclusiveMinimum !== undefined) bounds.push(`> ${exclusiveMinimum}`)
  if (exclusiveMaximum !== undefined) bounds.push(`< ${exclusiveMaximum}`)
  if (multipleOf !== undefined) bounds.push(`that is a multiple of ${multipleOf}`)
  return bounds.length > 0 ? `${noun} ${bounds.join(' and ')}` : noun
}

function expectString(schema: JsonSchema): string {
  if (schema.pattern !== undefined) {
    // What a text begins with is seen best in one that does.
    const isBeginning = !String(schema.pattern).endsWith('$') && typeof schema.default === 'string'
    return isBeginning ? `a string such as '${schema.default}'` : `a string like /${schema.pattern}/`
  }
  return typeof schema.minLength === 'number' && schema.minLength > 0 ? 'a non-empty string' : 'a string'
}

function expectList(schema: JsonSchema): string {
  const { minItems, maxItems, items } = schema
  const noun = minItems === 1 && maxItems !== 1 ? 'a non-empty list' : 'a list'
  const of = items && !Array.isArray(items) ? ` of ${expectMany(items as JsonSchema)}` : ''
  if (minItems !== undefined && minItems === maxItems) return `${noun}${of || ' of values'}, ${minItems} in all`
  if (typeof minItems === 'number' && minItems > 1) return `${noun}${of}, at least ${minItems}`
  return maxItems === undefined ? noun + of : `${noun}${of}, at most ${maxItems}`
}

/** A plain value as messages show it: `'relu'`, `0.1`, `null`, `a list of 3`. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'a dict'
  if (typeof value !== 'string') return String(value)
  return value.length > 60 ? `'${value.slice(0, 57)}…'` : `'${value}'`
}
