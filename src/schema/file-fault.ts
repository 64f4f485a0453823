import { createRequire } from 'node:module'
import type { ErrorObject } from 'ajv'
import { joinPath } from '../config/key-path.js'
import type { JsonSchema } from '../registry/manifest.js'
import { readSchema } from './component-schema.js'
import { compiledAhead, type Validator } from './validators.js'

/** Schemas of files that polyhead writes and reads back: JSON, not configs. */
export const FILE_SCHEMAS = ['run', 'checkpoint-manifest', 'checkpoint-state', 'run-index'] as const
export type FileSchema = (typeof FILE_SCHEMAS)[number]

const validators = new Map<FileSchema, Validator>()

/**
 * What is wrong with the content of a file that polyhead wrote; undefined where nothing is. Keys of later versions are
 * not.
 */
export function fileFault(name: FileSchema, data: unknown): string | undefined {
  let validator = validators.get(name)
  if (!validator) {
    const schema = readSchema(name)
    validator = compiledAhead(schema, name) ?? compileNow(withoutClosing(schema))
    validators.set(name, validator)
  }
  if (validator.call({} as ThisParameterType<Validator>, data)) return undefined
  return describe(validator.errors?.[0], data)
}

/** Only where the package is not built. */
function compileNow(schema: JsonSchema): Validator {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv')
  return new Ajv({ strict: true, allowUnionTypes: true }).compile(schema) as unknown as Validator
}

/** A schema that takes objects with more keys than it knows: those of a later version. */
export function withoutClosing<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withoutClosing) as T
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).filter(([key, value]) => key !== 'additionalProperties' || value !== false)
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutClosing(value)])) as T
}

function describe(error: ErrorObject | undefined, data: unknown): string {
  if (!error) return 'it is not what was written'
  const at = pathOf(error.instancePath, data) || 'it'
  const { keyword, params } = error
  switch (keyword) {
    case 'type':
      return `${at} is no ${([] as string[]).concat(params.type).join(' or ')}`
    case 'required':
      return `${at} lacks '${params.missingProperty}'`
    case 'enum':
      return `${at} is none of ${params.allowedValues.join(', ')}`
    case 'const':
      return `${at} is not ${params.allowedValue}, as this version writes it`
    default:
      return `${at} is not what was written (${keyword})`
  }
}

/** A JSON pointer as a path. */
function pathOf(pointer: string, data: unknown): string {
  let [path, at] = ['', data]
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    path = joinPath(path, Array.isArray(at) ? Number(key) : key)
    at = (at as Readonly<Record<string, unknown>>)[key]
  }
  return path
}
