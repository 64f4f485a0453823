import { fromPlain } from '../config/index.js'
import type { Key, MapNode, Node } from '../config/node.js'
import { toPlain } from '../config/plain.js'

/** A metric of torchmetrics' that is one of ours. */
interface TorchMetric {
  name: string
  /** Keys of its own that are none of ours, and what they must be for both to be the same; undefined: left out. */
  needs?: Readonly<Record<string, readonly unknown[]>>
  /** Keys of ours that have another default there. */
  defaults?: Readonly<Record<string, string>>
}

const metrics: Readonly<Record<string, TorchMetric>> = {
  Accuracy: { name: 'Accuracy', needs: { average: ['micro', undefined] } },
  F1Score: { name: 'F1', defaults: { average: 'micro' } },
  AUROC: { name: 'AUROC', needs: { average: ['macro', undefined], max_fpr: [null, undefined] } },
  ConfusionMatrix: { name: 'ConfusionMatrix', needs: { normalize: ['none', null, undefined] } },
  MeanAbsoluteError: { name: 'MAE' },
  MeanSquaredError: { name: 'RMSE', needs: { squared: [false] } },
  R2Score: { name: 'R2' },
}

/** What a run knows by itself: any value; or only a value that asks for nothing else. */
const KNOWN: ReadonlySet<Key> = new Set(['num_classes', 'validate_args'])
const USUAL: Readonly<Record<string, readonly unknown[]>> = {
  task: ['multiclass', 'binary'],
  top_k: [1, null],
  ignore_index: [null],
  multidim_average: ['global'],
}

/** Our name of a metric of torchmetrics'; undefined where there is none. */
export function torchMetricName(target: string): string | undefined {
  const found = metricOf(target)
  return found && `polyhead.metrics.${found.name}`
}

/**
 * A metric of torchmetrics' as ours. What asks for something else stays in it, for validation to name; where something
 * else is meant by what is left out, the node stays as it is.
 */
export function withOurMetric(node: Node): Node {
  const target = node.kind === 'map' ? node.entries.get('_target_') : undefined
  const metric = target?.kind === 'string' ? metricOf(target.value) : undefined
  if (node.kind !== 'map' || target?.kind !== 'string' || !metric) return node
  const { name, needs = {}, defaults = {} } = metric
  const lacks = Object.entries(needs).some(([key, values]) => !node.entries.has(key) && !values.includes(undefined))
  if (lacks) return node
  const entries = new Map<Key, Node>([['_target_', { ...target, value: `polyhead.metrics.${name}` }]])
  for (const [key, value] of node.entries) {
    const allowed = needs[String(key)] ?? USUAL[String(key)]
    const isMeant = KNOWN.has(key) || (value.kind !== 'interpolation' && allowed?.includes(toPlain(value)))
    if (key !== '_target_' && !isMeant) entries.set(key, value)
  }
  for (const [key, value] of Object.entries(defaults)) if (!entries.has(key)) entries.set(key, fromPlain(value))
  return { ...(node as MapNode), entries }
}

function metricOf(target: string): TorchMetric | undefined {
  const name = /^torchmetrics\.(?:(?:classification|regression)\.(?:[a-z]\w*\.)?)?([A-Z]\w*)$/.exec(target)?.[1]
  return name !== undefined && Object.hasOwn(metrics, name) ? metrics[name] : undefined
}
