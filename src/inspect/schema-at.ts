import { selectRaw, splitKey } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { JsonSchema, Manifest } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { componentSchema, readSchema } from '../schema/component-schema.js'
import { expectation } from '../schema/expectation.js'

/** What a value may be. */
export interface ValueSchema {
  expected: string
  default?: string
  description?: string
  /** Whose value it is: `optimizer 'adam'`. */
  component: string
}

/**
 * What the schema of its component, or of the config, says of a value; undefined where none knows it.
 * @param root with the hydra node, where a path may lead into that
 */
export function schemaAt(root: MapNode, path: string, registry: Registry): ValueSchema | undefined {
  const keys = splitKey(path)
  let owner: { manifest: Manifest; keys: string[] } | undefined
  let node: Node | undefined = root
  for (const [depth, key] of keys.entries()) {
    node = node?.kind === 'list' ? node.items[Number(key)] : node && selectRaw(node, key)
    const target = entryAt(node, '_target_')
    const manifest = target?.kind === 'string' ? registry.find(target.value) : undefined
    if (manifest) owner = { manifest, keys: keys.slice(depth + 1) }
  }
  // A sweeper or a launcher is a component of its own.
  if (!owner && keys[0] === 'hydra') return fromSchema(readSchema('hydra'), keys.slice(1), 'hydra')
  if (!owner) return fromSchema(readSchema('config'), keys, 'the config')
  return fromSchema(componentSchema(owner.manifest), owner.keys, `${owner.manifest.group} '${owner.manifest.option}'`)
}

function fromSchema(schema: JsonSchema, keys: readonly string[], component: string): ValueSchema | undefined {
  let at: JsonSchema | undefined = schema
  for (const key of keys) {
    const items = at?.items as JsonSchema | undefined
    at = (at?.properties as Record<string, JsonSchema> | undefined)?.[key] ?? (/^\d+$/.test(key) ? items : undefined)
  }
  if (!at || keys.length === 0) return undefined
  return {
    expected: expectation(at),
    default: at.default === undefined ? undefined : JSON.stringify(at.default),
    description: typeof at.description === 'string' ? at.description : undefined,
    component,
  }
}
