import { fromPlain, loadYaml } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Key, ListNode, MapNode, Node } from '../config/node.js'
import type { ResolveOptions } from '../config/resolvers/registry.js'
import { dictGroups, type JsonSchema, type Manifest } from '../registry/manifest.js'
import { namedItems } from '../registry/named-items.js'
import type { Registry } from '../registry/registry.js'
import type { DerivedSource } from '../util/source.js'
import { componentSchema, ownProperties, readSchema, readSchemaText, schemaName } from './component-schema.js'
import { withPythonValues } from './python-values.js'

/**
 * The config with the optional keys that it leaves out, from each schema's `default`, with the schema as their source.
 * For an unresolved config; the given one is not changed. Nodes whose `_target_` is not registered stay as they are:
 * `validate` reports them.
 * @param resolving how the config's interpolations are resolved: some decide what a component is here
 */
export function fillDefaults(root: MapNode, registry: Registry, resolving: ResolveOptions): MapNode {
  // A root is no other config's: nobody asks for it again.
  const filled = fillOnce(withPythonValues(withNames(root), resolving), registry) as MapNode
  return fillMap(filled, ownProperties(readSchema('config')), { by: 'config', builtin: 'config' }, new Set())
}

/** The root with a dict in place of each list of metrics, callbacks or loggers: they go by their classes' names. */
function withNames(root: MapNode): MapNode {
  const lists = [...dictGroups].filter((group) => root.entries.get(group)?.kind === 'list')
  if (lists.length === 0) return root
  const entries = new Map(root.entries)
  for (const group of lists) entries.set(group, namedItems(root.entries.get(group) as ListNode))
  return { ...root, entries }
}

/** What is known to be filled: the jobs of a sweep share most of their nodes. */
const known = new WeakMap<Registry, WeakMap<Node, Node>>()

/** A node with what the components in it leave out; the root's own defaults are not added. */
export function fillNode(node: Node, registry: Registry): Node {
  if (node.kind !== 'map' && node.kind !== 'list') return node
  const ofRegistry = known.get(registry) ?? new WeakMap<Node, Node>()
  known.set(registry, ofRegistry)
  const filled = ofRegistry.get(node) ?? fillOnce(node, registry)
  ofRegistry.set(node, filled)
  return filled
}

function fillOnce(node: MapNode | ListNode, registry: Registry): Node {
  if (node.kind === 'list') {
    const items = node.items.map((item) => fillNode(item, registry))
    return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node
  }
  let entries: Map<Key, Node> | undefined
  for (const [key, child] of node.entries) {
    const filled = fillNode(child, registry)
    if (filled !== child) entries = (entries ?? new Map(node.entries)).set(key, filled)
  }
  const result = entries ? { ...node, entries } : node
  const target = result.entries.get('_target_')
  const manifest = target?.kind === 'string' ? registry.find(target.value) : undefined
  return manifest ? fillComponent(withAliasDefaults(result, manifest), manifest) : result
}

/** By the name of another library's class, a component has that class's defaults. */
function withAliasDefaults(node: MapNode, manifest: Manifest): MapNode {
  const target = node.entries.get('_target_')
  const own = Object.entries(manifest.aliasDefaults ?? {}).filter(([key]) => !node.entries.has(key))
  if (own.length === 0 || (target?.kind === 'string' && target.value === manifest.target)) return node
  const name = target?.kind === 'string' ? ` by the name '${target.value}'` : ''
  const source: DerivedSource = { kind: 'schema', by: `${schemaName(manifest)}${name}` }
  const entries = new Map(node.entries)
  for (const [key, value] of own) entries.set(key, fromPlain(value, { source }))
  return { ...node, entries }
}

function fillComponent(node: MapNode, manifest: Manifest): MapNode {
  const args = node.entries.get('_args_')
  const byPosition = args?.kind === 'list' ? manifest.positional?.slice(0, args.items.length) : []
  const by = schemaName(manifest)
  const origin = { by, builtin: typeof manifest.schema === 'string' ? by : undefined }
  return fillMap(node, ownProperties(componentSchema(manifest)), origin, new Set(byPosition))
}

interface Origin {
  by: string
  /** The schema's name under `schemas/`, unless a plugin brought it. */
  builtin?: string
}

function fillMap(
  node: MapNode,
  properties: Readonly<Record<string, JsonSchema>>,
  origin: Origin,
  skip: ReadonlySet<string>,
  path: readonly string[] = [],
): MapNode {
  let entries: Map<Key, Node> | undefined
  const set = (key: string, value: Node): void => {
    entries = (entries ?? new Map(node.entries)).set(key, value)
  }
  for (const [key, property] of listed(properties)) {
    const present = node.entries.get(key)
    if (present === undefined && property.default !== undefined && !skip.has(key))
      set(key, defaultNode(property, origin, [...path, 'properties', key]))
    else if (present?.kind === 'map' && property.properties && !present.entries.has('_target_')) {
      const nested = property.properties as Record<string, JsonSchema>
      const filled = fillMap(present, nested, origin, NONE, [...path, 'properties', key])
      if (filled !== present) set(key, filled)
    }
  }
  return entries ? { ...node, entries } : node
}

const NONE: ReadonlySet<string> = new Set()

/** Each job of a sweep goes through the same ones. */
const lists = new WeakMap<object, readonly [key: string, property: JsonSchema][]>()

function listed(properties: Readonly<Record<string, JsonSchema>>): readonly [key: string, property: JsonSchema][] {
  const known = lists.get(properties) ?? Object.entries(properties)
  lists.set(properties, known)
  return known
}

/** By property, and by who brings it: the jobs of a sweep have the same defaults. */
const defaults = new WeakMap<JsonSchema, Map<string, Node>>()

function defaultNode(property: JsonSchema, origin: Origin, path: readonly string[]): Node {
  const made = defaults.get(property) ?? new Map<string, Node>()
  defaults.set(property, made)
  const node = made.get(origin.by) ?? makeDefault(property, origin, path)
  made.set(origin.by, node)
  return node
}

function makeDefault(property: JsonSchema, { by, builtin }: Origin, path: readonly string[]): Node {
  const source: DerivedSource = { kind: 'schema', by }
  // JSON.parse makes 1 of 1.0; JSON is YAML too, and read as such it keeps a float a float.
  const ambiguous = builtin !== undefined && /(?:^|[^\d.e-])-?\d+(?![\d.e])/.test(JSON.stringify(property.default))
  const written = ambiguous && entryAt(asYaml(builtin), ...path, 'default')
  return written ? withSource(written, source) : fromPlain(property.default, { source })
}

const schemasAsYaml = new Map<string, Node>()

/** A schema's text as nodes, read once. */
function asYaml(name: string): Node {
  const known = schemasAsYaml.get(name) ?? loadYaml(readSchemaText(name))
  schemasAsYaml.set(name, known)
  return known
}

function withSource(node: Node, source: DerivedSource): Node {
  if (node.kind === 'list') return { kind: 'list', items: node.items.map((item) => withSource(item, source)), source }
  if (node.kind !== 'map') return { ...node, source, keySource: source }
  const entries = new Map([...node.entries].map(([key, child]) => [key, withSource(child, source)]))
  return { kind: 'map', entries, source }
}
