import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { JsonSchema } from '../../registry/manifest.js'
import type { Registry } from '../../registry/registry.js'
import { componentSchema, readSchema } from '../../schema/component-schema.js'
import type { Project } from '../project.js'
import { type Candidate, finished } from './candidate.js'

/** Finds the schemas of a config's parts. Plugins are imported when a component is not built in, and only then. */
export class SchemaFinder {
  constructor(
    readonly project: Project,
    readonly builtin: Registry,
  ) {}

  /**
   * The schema of a dotted path: its component's part of it, or else that of the whole config; undefined where none
   * says.
   */
  async at(full: MapNode, keys: readonly string[]): Promise<JsonSchema | undefined> {
    const [first, ...rest] = keys
    let schema: JsonSchema | undefined = first === 'hydra' ? readSchema('hydra') : readSchema('config')
    let node: Node | undefined = full
    for (const key of first === 'hydra' ? rest : keys) schema = property(schema, key)
    for (const [i, key] of keys.entries()) {
      node = entryAt(node, key)
      const component: JsonSchema | undefined = await this.#component(node)
      if (component) schema = keys.slice(i + 1).reduce<JsonSchema | undefined>(property, component)
    }
    return schema
  }

  async #component(node: Node | undefined): Promise<JsonSchema | undefined> {
    const target = entryAt(node, '_target_')
    if (target?.kind !== 'string') return undefined
    // A plugin that does not load has nothing to complete; a run says what is wrong with it.
    const known = this.builtin.find(target.value)
      ? this.builtin
      : await this.project.trustedRegistry({ quiet: true }).catch(() => this.builtin)
    const manifest = known.find(target.value)
    return manifest && componentSchema(manifest)
  }
}

function property(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  for (const part of alternatives(schema)) {
    const properties = part.properties as Record<string, JsonSchema> | undefined
    if (properties && Object.hasOwn(properties, key)) return properties[key]
    if (typeof part.additionalProperties === 'object') return part.additionalProperties as JsonSchema
    if (/^\d+$/.test(key) && typeof part.items === 'object' && !Array.isArray(part.items))
      return part.items as JsonSchema
  }
  return undefined
}

/** The schema itself and what its `anyOf`, `oneOf` and `allOf` hold. */
function alternatives(schema: JsonSchema | undefined): JsonSchema[] {
  if (!schema) return []
  const inner = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => (schema[word] ?? []) as JsonSchema[])
  return [schema, ...inner.flatMap(alternatives)]
}

/** The keys that a schema knows, with what they are. */
export function schemaKeys(schema: JsonSchema | undefined): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>()
  for (const part of alternatives(schema)) {
    for (const [key, value] of Object.entries((part.properties ?? {}) as Record<string, JsonSchema>)) {
      if (!/^_.*_$/.test(key)) found.set(key, value)
    }
  }
  return found
}

/** The values that a schema spells out: enums, constants, booleans, and null beside them. */
export function schemaValues(schema: JsonSchema | undefined): Candidate[] {
  const values = new Set<string>()
  let nullable = false
  for (const part of alternatives(schema)) {
    const types = [part.type].flat()
    if (part.enum) for (const value of part.enum as unknown[]) values.add(String(value))
    else if ('const' in part) values.add(String(part.const))
    else if (types.includes('boolean')) for (const value of ['true', 'false']) values.add(value)
    nullable ||= types.includes('null') && !part.enum
  }
  if (nullable) values.add('null')
  return [...values].map((value) => finished(value, value === String(schema?.default) ? 'default' : undefined))
}
