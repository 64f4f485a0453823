import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorObject } from 'ajv'
import type { JsonSchema } from '../registry/manifest.js'
import { loadBuilt } from '../util/load-built.js'
import { packageRoot } from '../util/package-root.js'
import type { NumberKinds } from './number-kind.js'
import { schemaDigest } from './schema-digest.js'

/** A compiled schema. */
export interface Validator {
  (this: NumberKinds, data: unknown): boolean
  errors?: readonly ErrorObject[] | null
}

const compiled = new WeakMap<JsonSchema, Promise<Validator>>()

/**
 * A schema's validator: compiled ahead for a built-in (named as under `schemas/`), else compiled now, which loads ajv.
 * @throws Error where a plugin's schema is not valid draft-07.
 */
export function validatorOf(schema: JsonSchema, builtinName?: string): Promise<Validator> {
  const known = compiled.get(schema)
  if (known) return known
  const validator = load(schema, builtinName)
  compiled.set(schema, validator)
  return validator
}

async function load(schema: JsonSchema, builtinName: string | undefined): Promise<Validator> {
  const known = builtinName === undefined ? undefined : compiledAhead(schema, builtinName)
  if (known) return known
  const { compileSchema } = await import('./compile-schema.js')
  return compileSchema(schema)
}

/** What the build has compiled of a schema of `schemas/`; undefined where the package is not built, or is older. */
export function compiledAhead(schema: JsonSchema, name: string): Validator | undefined {
  const file = join(packageRoot, 'dist', 'validators', `${name}.cjs`)
  if (!existsSync(file)) return undefined
  const module = loadBuilt(file) as { validate: Validator; digest: string }
  return module.digest === schemaDigest(schema) ? module.validate : undefined
}
