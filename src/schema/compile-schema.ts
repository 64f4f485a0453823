import { Ajv, type Options, type ValidateFunction } from 'ajv'
import type { JsonSchema } from '../registry/manifest.js'
import { type NumberKinds, numberKind } from './number-kind.js'

/** Draft-07, strict, all errors at once; ajv never changes what it validates. */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, passContext: true, ...options })
  ajv.addKeyword(numberKind)
  return ajv
}

/**
 * Compiles a schema at run time: for plugins, and where the package is not built.
 * @throws Error where the schema is not valid draft-07, or breaks ajv's strict mode.
 */
export function compileSchema(schema: JsonSchema): ValidateFunction & ((this: NumberKinds, data: unknown) => boolean) {
  return createAjv().compile(schema) as ValidateFunction & ((this: NumberKinds, data: unknown) => boolean)
}
