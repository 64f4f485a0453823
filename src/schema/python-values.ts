import type { Key, MapNode, Node } from '../config/node.js'
import { torchMetricName, withOurMetric } from './torch-metrics.js'

/** Objects of Python's, Lightning's and torch's that are plain values here. */
const profiler = /^(?:lightning\.pytorch|pytorch_lightning)\.profilers\.(?:\w+\.)?(\w+)Profiler$/
const strategy = /^(?:lightning\.pytorch|pytorch_lightning)\.strategies\.(?:\w+\.)?(\w+)Strategy$/
const loss = /^torch\.nn\.(?:modules\.loss\.)?(\w+)Loss$/
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
const KEYS: ReadonlySet<Key> = new Set(['profiler', 'strategy', 'max_time', 'duration', 'train_time_interval', 'loss'])

/** What an object that a `_target_` names is here, in words; undefined: it is none of these. */
export function pythonValueName(target: string): string | undefined {
  const metric = torchMetricName(target)
  if (metric !== undefined) return metric
  if (target === timedelta) return 'a dict such as {hours: 1}'
  const named = nameOf(target)
  return named && `${named.key}=${named.name}`
}

/** A config with values in place of such objects, and our metrics in place of torchmetrics'; unchanged without any. */
export function withPythonValues(root: MapNode): MapNode {
  const plain = HOLDERS.reduce((node, path) => within(node, path) as MapNode, root)
  return mapped(plain, (child, key) =>
    key === 'metrics' && child.kind === 'map' ? mapped(child, withOurMetric) : child,
  )
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
  if (target.value === timedelta) return { ...node, entries: new Map(own) }
  if (!named) return node
  const name: Node = { ...target, value: named.name }
  if (named.key !== LOSS) return name
  const keys = own.filter(([key, value]) => key !== 'reduction' || value.kind !== 'string' || value.value !== 'mean')
  const entries = new Map<Key, Node>([['name', name]])
  for (const [key, value] of keys) entries.set(key === 'weight' ? 'class_weights' : key, value)
  return { ...node, entries }
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
