import { fromPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Key, MapNode, Node } from '../config/node.js'
import { toPlain } from '../config/plain.js'
import { torchMetricsClass } from '../registry/torchmetrics-names.js'

/** A metric of torchmetrics' as one of ours. */
interface Counterpart {
  name: string
  /** Keys of its own that are none of ours, and what they must be for both to be the same; undefined: left out. */
  needs?: Readonly<Record<string, readonly unknown[]>>
  /** What a key of `needs` may be where another counterpart is meant by it. */
  others?: Readonly<Record<string, readonly unknown[]>>
  /** Keys that do nothing there. */
  idle?: readonly string[]
  /** Keys of ours that have another default there. */
  defaults?: Readonly<Record<string, string>>
}

/** The kinds of task that a class may be for. */
const kinds = ['binary', 'multiclass', 'multilabel'] as const
type Kind = (typeof kinds)[number]

/** The counterpart of a class for such tasks. `average` is what it is asked for. */
type Choice = (kind: Kind, average: unknown) => Counterpart | undefined

const exact = { normalize: ['none', null, undefined] }
const whole = { average: ['macro', undefined], max_fpr: [null, undefined] }

/** Classes for each kind of task; their names are also functions that take the kind as `task`. */
const ofKinds: Readonly<Record<string, Choice>> = {
  Accuracy: accuracy,
  // Of two classes there is nothing to put together.
  F1Score: (kind) => ({ name: 'F1', idle: kind === 'binary' ? ['average'] : [] }),
  AUROC: (kind) => ({
    name: 'AUROC',
    ...(kind === 'binary' ? { idle: ['average'], needs: { max_fpr: [null, undefined] } } : { needs: whole }),
    defaults: { absent_classes: 'zero' },
  }),
  ConfusionMatrix: (kind) => (kind === 'multilabel' ? undefined : { name: 'ConfusionMatrix', needs: exact }),
}

const others: Readonly<Record<string, Counterpart>> = {
  MeanMetric: { name: 'Loss', needs: { nan_strategy: ['warn', 'error', 'ignore', undefined] } },
  MeanAbsoluteError: { name: 'MAE' },
  MeanSquaredError: { name: 'RMSE', needs: { squared: [false] } },
  R2Score: { name: 'R2' },
}

/** Keys of all classes: any value, or only a value that asks for nothing else. */
const KNOWN: ReadonlySet<Key> = new Set(['validate_args'])
const USUAL: Readonly<Record<string, readonly unknown[]>> = {
  top_k: [1, null],
  threshold: [0.5],
  thresholds: [null],
  ignore_index: [null],
  multidim_average: ['global'],
}

/** By the mean over classes, which counts one that is predicted alone; or by all rows together. */
function accuracy(kind: Kind, average: unknown): Counterpart {
  if (kind === 'binary') return { name: 'Accuracy', idle: ['average'] }
  // As many rows stand behind each label.
  if (kind === 'multilabel') return { name: 'Accuracy', needs: { average: ['micro', 'macro', undefined] } }
  // Weighed by its rows, a class's share of right ones adds up to that of all.
  const isOfRows = average === 'micro' || average === 'weighted'
  if (isOfRows) return { name: 'Accuracy', needs: { average: ['micro', 'weighted', undefined] } }
  return {
    name: 'BalancedAccuracy',
    needs: { average: ['macro', undefined] },
    others: { average: ['micro', 'weighted'] },
    defaults: { absent_classes: 'zero' },
  }
}

/**
 * Our name of a metric of torchmetrics'; undefined where there is none.
 * @param node that names it. Without one: what it may be
 */
export function torchMetricName(target: string, node?: Node): string | undefined {
  const found = counterpart(target, node)
  return !found || (node?.kind === 'map' && lacks(node, found)) ? undefined : `polyhead.metrics.${found.name}`
}

/** Whether another thing is meant by what a node leaves out. */
function lacks(node: MapNode, { needs = {} }: Counterpart): boolean {
  return Object.entries(needs).some(([key, values]) => !node.entries.has(key) && !values.includes(undefined))
}

/**
 * A metric of torchmetrics' as ours. What asks for something else stays in it, for validation to name; where something
 * else is meant by what is left out, the node stays as it is.
 * @param values the node with values in place of its interpolations, which decide what is meant. Those that stay in
 *   the metric stay as they are.
 */
export function withOurMetric(node: Node, values: Node = node): Node {
  const target = node.kind === 'map' ? node.entries.get('_target_') : undefined
  const metric = target?.kind === 'string' ? counterpart(target.value, values) : undefined
  if (node.kind !== 'map' || target?.kind !== 'string' || !metric || lacks(node, metric)) return node
  const { name, needs = {}, idle = [], defaults = {} } = metric
  const entries = new Map<Key, Node>([['_target_', { ...target, value: `polyhead.metrics.${name}` }]])
  for (const [key, value] of node.entries) {
    const allowed = needs[String(key)] ?? USUAL[String(key)]
    const given = toPlain(entryAt(values, String(key)) ?? value)
    const isMeant = KNOWN.has(key) || idle.includes(String(key)) || allowed?.includes(given)
    if (key !== '_target_' && !isMeant) entries.set(key, value)
  }
  written.set(entries.get('_target_') as Node, { target: target.value, metric })
  for (const [key, value] of Object.entries(defaults)) {
    if (!entries.has(key)) entries.set(key, { ...fromPlain(value), source: target.source } as Node)
  }
  return { ...(node as MapNode), entries }
}

/** What a config says in place of our name of a metric, by the node of that name. */
const written = new WeakMap<Node, { target: string; metric: Counterpart }>()

/** A class of torchmetrics that a config names. */
export interface TorchMetric {
  target: string
  /** What a key of it may be here. */
  values(key: string): readonly unknown[]
}

/** The class of torchmetrics that a config names where one of our metrics has come in its place. */
export function torchMetricOf(node: MapNode): TorchMetric | undefined {
  const meant = written.get(node.entries.get('_target_') as Node)
  if (!meant) return undefined
  const { target, metric } = meant
  const values = (key: string) => [...(metric.needs?.[key] ?? USUAL[key] ?? []), ...(metric.others?.[key] ?? [])]
  return { target, values: (key) => values(key).filter((each) => each !== undefined) }
}

/** Keys that some class of torchmetrics' has. */
export const torchMetricKeys: readonly string[] = [...Object.keys(USUAL), 'average']

function counterpart(target: string, node?: Node): Counterpart | undefined {
  const name = torchMetricsClass(target)
  if (name === undefined) return undefined
  if (Object.hasOwn(others, name)) return others[name]
  const [, prefix = '', base = ''] = /^(Binary|Multiclass|Multilabel)?(\w+)$/.exec(name) ?? []
  if (!Object.hasOwn(ofKinds, base)) return undefined
  const isFunction = prefix === ''
  const task = isFunction ? plainAt(node, 'task') : prefix.toLowerCase()
  const kind = kinds.find((each) => each === task) ?? 'multiclass'
  // Where the classes take the mean, the functions put all counts together; an area is always the mean.
  const isMicro = isFunction && ['Accuracy', 'F1Score'].includes(base)
  const found = (ofKinds[base] as Choice)(kind, plainAt(node, 'average') ?? (isMicro ? 'micro' : undefined))
  const defaults = {
    ...found?.defaults,
    ...(isMicro && found?.name === 'F1' && kind !== 'binary' && { average: 'micro' }),
    ...(!isFunction && { task: kind }),
  }
  const idle = [...(found?.idle ?? []), ...(found ? idleCounts(kind, task) : [])]
  return found && { ...found, idle, defaults }
}

/** What tells the number of classes counts for tasks of classes, and of labels for tasks of labels. */
function idleCounts(kind: Kind, task: unknown): string[] {
  if (task === undefined || task === null) return []
  return ['num_classes', 'num_labels'].filter(
    (key) => key !== `num_${kind === 'multilabel' ? 'labels' : 'classes'}` || kind === 'binary',
  )
}

function plainAt(node: Node | undefined, key: string): unknown {
  const found = entryAt(node, key)
  return found && toPlain(found)
}
