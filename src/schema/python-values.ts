import { entryAt } from '../config/key-path.js'
import type { Key, MapNode, Node } from '../config/node.js'
import type { ResolveOptions } from '../config/resolvers/registry.js'
import { select } from '../config/select.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { torchMetricName, withOurMetric } from './torch-metrics.js'

/** Objects of Python's, Lightning's and torch's that are plain values here. */
const profiler = /^(?:lightning\.pytorch|pytorch_lightning)\.profilers\.(?:\w+\.)?(\w+)Profiler$/
const strategy = /^(?:lightning\.pytorch|pytorch_lightning)\.strategies\.(?:\w+\.)?(\w+)Strategy$/
const loss = /^torch\.nn\.(?:modules\.loss\.)?(\w+)Loss$/
const theme = /^(?:lightning\.pytorch|pytorch_lightning)\.callbacks\.(?:\w+\.)*RichProgressBarTheme$/
const timedelta = 'datetime.timedelta'

/** A task's losses by their names in torch, without `Loss`. */
const losses: Readonly<Record<string, string>> = {
  CrossEntropy: 'cross_entropy',
  BCEWithLogits: 'binary_cross_entropy',
  MSE: 'mse',
  L1: 'l1',
  Huber: 'huber',
}

/** The nodes that may have such an object as the value of a key; `*` is any key. */
const HOLDERS = [['trainer'], ['callbacks', '*'], ['dataset', 'tasks', '*']] as const

/** These keys. */
const KEYS: ReadonlySet<Key> = new Set([
  'profiler',
  'strategy',
  'max_time',
  'duration',
  'train_time_interval',
  'loss',
  'theme',
])

/**
 * What an object that a `_target_` names is here, in words; undefined: it is none of these.
 * @param node that names it
 */
export function pythonValueName(target: string, node?: Node): string | undefined {
  const metric = torchMetricName(target, node)
  if (metric !== undefined) return metric
  if (target === timedelta) return 'a dict such as {hours: 1}'
  if (theme.test(target)) return 'a dict of its keys'
  const named = nameOf(target)
  return named && `${named.key}=${named.name}`
}

/** Keys of a profiler or a strategy that are dropped with the object that they are of. */
export function idleKeys(root: MapNode): Diagnostic[] {
  const trainer = root.entries.get('trainer')
  return (['profiler', 'strategy'] as const).flatMap((key) => {
    const node = entryAt(trainer, key)
    const target = entryAt(node, '_target_')
    if (node?.kind !== 'map' || target?.kind !== 'string' || !nameOf(target.value)) return []
    return [...node.entries].flatMap(([own, value]): Diagnostic[] => {
      if (String(own).startsWith('_') || value.kind === 'null') return []
      const path = `trainer.${key}.${String(own)}`
      const message = `${path} has no effect: a ${key} is known here by its name alone`
      return [{ code: 'no-effect', severity: 'warning', path, message, source: value.keySource ?? value.source }]
    })
  })
}

/**
 * A config with values in place of such objects, and our metrics in place of torchmetrics'; unchanged without any.
 * @param resolving how interpolations of these metrics are resolved, which may decide what they are here
 */
export function withPythonValues(root: MapNode, resolving: ResolveOptions = {}): MapNode {
  if (LOOKED_AT.every((key) => isPlain(root.entries.get(key), key))) return root
  const changed = withPythonValuesIn(root, resolving)
  if (changed !== root || holdsTorchMetric(root)) return changed
  for (const key of LOOKED_AT) {
    const node = root.entries.get(key)
    if (node) plain.set(node, key)
  }
  return root
}

const LOOKED_AT = ['trainer', 'callbacks', 'dataset', 'metrics'] as const

/** Entries of roots that hold no such object: the jobs of a sweep share most of them. */
const plain = new WeakMap<Node, Key>()

function isPlain(node: Node | undefined, key: Key): boolean {
  return node === undefined || plain.get(node) === key
}

/** Whether what becomes of a metric may depend on more than its node. */
function holdsTorchMetric(root: MapNode): boolean {
  const metrics = root.entries.get('metrics')
  if (metrics?.kind !== 'map') return false
  return [...metrics.entries.values()].some((metric) => {
    const target = entryAt(metric, '_target_')
    return target?.kind === 'string' && torchMetricName(target.value) !== undefined
  })
}

function withPythonValuesIn(root: MapNode, resolving: ResolveOptions): MapNode {
  const held = HOLDERS.reduce((node, path) => within(node, path) as MapNode, root)
  const changed = mapped(held, (child, key) =>
    key === 'dataset' && child.kind === 'map' ? withTransforms(child) : child,
  )
  return mapped(changed, (child, key) =>
    key === 'metrics' && child.kind === 'map'
      ? mapped(child, (metric, name) =>
          withOurMetric(metric, withValues(metric, root, `metrics.${String(name)}`, resolving)),
        )
      : child,
  )
}

/** A metric of torchmetrics' with values in place of interpolations: which of ours it is depends on them. */
function withValues(node: Node, root: MapNode, path: string, resolving: ResolveOptions): Node {
  const target = entryAt(node, '_target_')
  if (node.kind !== 'map' || target?.kind !== 'string' || torchMetricName(target.value) === undefined) return node
  // What is to be told of them is told where all of the config is resolved.
  const options: ResolveOptions = { ...resolving, quiet: true, warn: () => {} }
  return mapped(node, (child, key) => {
    if (child.kind !== 'interpolation') return child
    try {
      return select(root, `${path}.${String(key)}`, options) ?? child
    } catch (error) {
      if (error instanceof ConfigError) return child
      throw error
    }
  })
}

function within(node: Node, path: readonly string[]): Node {
  if (node.kind !== 'map') return node
  const [key, ...rest] = path
  if (key === undefined) return mapped(node, (child, name) => (KEYS.has(name) ? plainValue(child) : child))
  return mapped(node, (child, name) => (key === '*' || name === key ? within(child, rest) : child))
}

/** The node itself where nothing in it changes. */
function mapped(node: MapNode, change: (child: Node, key: Key) => Node): MapNode {
  let entries: Map<Key, Node> | undefined
  for (const [key, child] of node.entries) {
    const changed = change(child, key)
    if (changed !== child) entries = (entries ?? new Map(node.entries)).set(key, changed)
  }
  return entries ? { ...node, entries } : node
}

function plainValue(node: Node): Node {
  const target = node.kind === 'map' ? node.entries.get('_target_') : undefined
  if (node.kind !== 'map' || target?.kind !== 'string') return node
  const named = nameOf(target.value)
  const own = [...node.entries].filter(([key]) => key !== '_target_')
  if (target.value === timedelta || theme.test(target.value)) return { ...node, entries: new Map(own) }
  if (!named) return node
  const name: Node = { ...target, value: named.name }
  if (named.key !== LOSS) return name
  const keys = own.filter(([key, value]) => key !== 'reduction' || value.kind !== 'string' || value.value !== 'mean')
  const entries = new Map<Key, Node>([['name', name]])
  for (const [key, value] of keys) entries.set(key === 'weight' ? 'class_weights' : key, value)
  return { ...node, entries }
}

const torchvision = /^torchvision\.transforms\.(?:transforms\.|v2\.)?(\w+)$/

/** A data set with `name: RandomCrop` in place of torchvision's classes. */
function withTransforms(dataset: MapNode): MapNode {
  return mapped(dataset, (child, key) => (key === 'custom_transforms' ? transformsOf(child) : child))
}

/** One transform, or those that are composed, as a list. */
function transformsOf(node: Node): Node {
  const name = transformName(node)
  if (name === 'Compose') {
    const all = entryAt(node, 'transforms')
    return all?.kind === 'list' ? transformsOf(all) : node
  }
  if (name !== undefined) return { kind: 'list', items: [named(node, name)], source: node.source } as Node
  if (node.kind !== 'list') return node
  const items = node.items.map((item) => named(item, transformName(item)))
  return items.some((item, i) => item !== node.items[i]) ? { ...node, items } : node
}

function transformName(node: Node): string | undefined {
  const target = entryAt(node, '_target_')
  return target?.kind === 'string' ? torchvision.exec(target.value)?.[1] : undefined
}

function named(node: Node, name: string | undefined): Node {
  if (node.kind !== 'map' || name === undefined) return node
  const target = node.entries.get('_target_') as Node
  const others = [...node.entries].filter(([key]) => key !== '_target_')
  return { ...node, entries: new Map<Key, Node>([['name', { ...target, value: name } as Node], ...others]) }
}

const LOSS = 'dataset.tasks.<t>.loss'

/** The key that such an object is for, and its name there: `simple`, `ddp`, `mse`. */
function nameOf(target: string): { key: string; name: string } | undefined {
  const profiles = profiler.exec(target)?.[1]
  if (profiles !== undefined) return { key: 'trainer.profiler', name: profiles.toLowerCase() }
  const spreads = strategy.exec(target)?.[1]
  if (spreads !== undefined) {
    return { key: 'trainer.strategy', name: spreads.replace(/([a-z])([A-Z][a-z])/g, '$1_$2').toLowerCase() }
  }
  const minimised = loss.exec(target)?.[1]
  if (minimised === undefined || !Object.hasOwn(losses, minimised)) return undefined
  return { key: LOSS, name: losses[minimised] as string }
}
