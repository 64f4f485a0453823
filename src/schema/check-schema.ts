import type { ErrorObject } from 'ajv'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { JsonSchema } from '../registry/manifest.js'
import { type Diagnostic, MOST_FOUND } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { readSchema } from './component-schema.js'
import { hideSecrets } from './hide-secrets.js'
import { toJson } from './node-paths.js'
import { type SchemaErrorContext, schemaDiagnostics } from './schema-errors.js'
import { twinKeys } from './twin-keys.js'
import { validatorOf } from './validators.js'

/** A node against one of the schemas under `schemas/` that is no component's: `config`, `hydra`. */
export async function validateBySchema(node: MapNode, name: string, path: string): Promise<Diagnostic[]> {
  return checkSchema(readSchema(name), name, { place: { node, path }, owner: path === '' ? 'the config' : path })
}

/**
 * A resolved config against the schema that an app brings with it, or a part of one against a schema of the project's.
 * @param at where the node stands, and whose keys it has. Default: it is the whole config
 */
export async function validateAgainst(
  node: MapNode,
  schema: JsonSchema,
  { path, owner } = { path: '', owner: 'the config' },
): Promise<Diagnostic[]> {
  const found = await checkSchema(schema, undefined, { place: { node, path }, owner })
  return sortByPlace(hideSecrets(found, node))
}

/** Nodes that fit a schema: the jobs of a sweep share most of them. */
const fitting = new WeakMap<JsonSchema, WeakSet<Node>>()

/** A node against a schema, in the words of a reader of configs. @param name undefined: it is no built-in one */
export async function checkSchema(
  schema: JsonSchema,
  name: string | undefined,
  context: Omit<SchemaErrorContext, 'schema'>,
): Promise<Diagnostic[]> {
  const known = fitting.get(schema) ?? new WeakSet()
  if (known.has(context.place.node)) return []
  let validator: Awaited<ReturnType<typeof validatorOf>>
  try {
    validator = await validatorOf(schema, name)
  } catch (error) {
    // A built-in schema that does not compile is our own fault; a plugin's is its author's.
    if (name !== undefined) throw error
    return [invalidSchema(context, error)]
  }
  const twins = twinKeys(context.place)
  if (twins.length > 0) return twins
  const { data, kinds } = toJson(context.place.node)
  if (validator.call(kinds, data)) {
    // A root is no other config's.
    if (context.place.path !== '') fitting.set(schema, known.add(context.place.node))
    return []
  }
  return schemaDiagnostics(firstOf(validator.errors ?? []), { ...context, schema })
}

/** The first errors, and every unknown key: some are variables of the user's own. */
function firstOf(errors: readonly ErrorObject[]): ErrorObject[] {
  let others = 0
  return errors.filter(({ keyword }) => keyword === 'additionalProperties' || ++others <= MOST_FOUND)
}

function invalidSchema({ place, owner }: Omit<SchemaErrorContext, 'schema'>, error: unknown): Diagnostic {
  const why = error instanceof Error ? error.message : String(error)
  const target = entryAt(place.node, '_target_')
  return {
    code: 'invalid-schema',
    path: place.path,
    message: `${place.path}: the schema of ${owner} is not valid: ${why}`,
    source: target?.source ?? place.node.source,
    hint: 'schemas are JSON Schema draft-07, and checked strictly',
  }
}
