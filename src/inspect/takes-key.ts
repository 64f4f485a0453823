import { splitKey } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { byOwnKeys } from '../dialects/own-keys.js'
import { componentGroups, dictGroups, type JsonSchema, partGroups, partPaths } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { componentSchema, readSchema } from '../schema/component-schema.js'

/**
 * Whether a run takes a key that its config has. A config of another program, which names none of our components where
 * a run has them, may have any.
 */
export function takesKey(composed: MapNode, key: string, registry: Registry): boolean {
  const [name, ...rest] = splitKey(key)
  const { root, first } = name === undefined ? { root: composed, first: name } : byOwnKeys(composed, name)
  if (first === null) return false
  const own = componentGroups.some((group) => schemaOf(root.entries.get(group), registry) !== undefined)
  if (!own || first === undefined || first === 'hydra') return true
  // What stands by name among others is a component.
  const item = isByName(first) && rest[0] !== undefined ? entryAt(root, first, rest[0]) : undefined
  if (item?.kind === 'map' && !item.entries.has('_target_')) return false
  if (isOfNoComponent(root, [first, ...rest])) return false
  let schema: JsonSchema | undefined = readSchema('config')
  let node: Node | undefined = root
  for (const step of [first, ...rest]) {
    const property = propertyOf(schema, step)
    if (property === undefined) return schema.additionalProperties !== false
    node = entryAt(node, step)
    const named = entryAt(node, '_target_')
    schema = schemaOf(node, registry) ?? property
    // A component that nobody knows may take any key.
    if (named && schemaOf(node, registry) === undefined) return true
  }
  return true
}

/** Whether a key would stand where a component must be, and none is named. */
function isOfNoComponent(root: MapNode, keys: readonly string[]): boolean {
  const places = [
    ...componentGroups.filter((group) => !isByName(group)).map((group) => [group]),
    ...partGroups.map((group) => partPaths[group]),
  ]
  return places.some((place) => {
    if (place.length >= keys.length || place.some((key, i) => key !== keys[i])) return false
    const node = entryAt(root, ...place)
    return node?.kind === 'map' && !node.entries.has('_target_')
  })
}

function isByName(group: string): boolean {
  return [...dictGroups].some((each) => each === group)
}

function schemaOf(node: Node | undefined, registry: Registry): JsonSchema | undefined {
  const target = entryAt(node, '_target_')
  const manifest = target?.kind === 'string' ? registry.find(target.value) : undefined
  return manifest && componentSchema(manifest)
}

function propertyOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  const own = (schema.properties ?? {}) as Record<string, JsonSchema>
  if (Object.hasOwn(own, name)) return own[name]
  const patterns = Object.entries((schema.patternProperties ?? {}) as Record<string, JsonSchema>)
  const matching = patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1]
  const others = schema.additionalProperties
  return matching ?? (typeof others === 'object' && others !== null ? (others as JsonSchema) : undefined)
}
