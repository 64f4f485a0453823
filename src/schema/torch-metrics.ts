import { fromPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
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
  // Of two classes it is the positive one's there: ours have no such score.
  F1Score: { name: 'F1', needs: { task: ['multiclass', undefined] }, defaults: { average: 'micro' } },
  AUROC: { name: 'AUROC', needs: { average: ['macro', undefined], max_fpr: [null, undefined] } },
  ConfusionMatrix: { name: 'ConfusionMatrix', needs: { normalize: ['none', null, undefined] } },
  BinaryAccuracy: { name: 'Accuracy' },
  MulticlassF1Score: { name: 'F1' },
  MultilabelF1Score: { name: 'F1' },
  BinaryAUROC: { name: 'AUROC', needs: { max_fpr: [null, undefined] } },
  MulticlassAUROC: { name: 'AUROC', needs: { average: ['macro', undefined] } },
  MultilabelAUROC: { name: 'AUROC', needs: { average: ['macro', undefined] } },
  BinaryConfusionMatrix: { name: 'ConfusionMatrix', needs: { normalize: ['none', null, undefined] } },
  MulticlassConfusionMatrix: { name: 'ConfusionMatrix', needs: { normalize: ['none', null, undefined] } },
  MeanMetric: { name: 'Loss', needs: { nan_strategy: ['warn', 'error', 'ignore', undefined] } },
  MeanAbsoluteError: { name: 'MAE' },
  MeanSquaredError: { name: 'RMSE', needs: { squared: [false] } },
  R2Score: { name: 'R2' },
}

/** What a run knows by itself: any value; or only a value that asks for nothing else. */
const KNOWN: ReadonlySet<Key> = new Set(['num_classes', 'num_labels', 'validate_args'])
const USUAL: Readonly<Record<string, readonly unknown[]>> = {
  task: ['multiclass', 'binary'],
  top_k: [1, null],
  threshold: [0.5],
  thresholds: [null],
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
  const metric = target?.kind === 'string' ? metricOf(target.value, node) : undefined
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

/** `MulticlassAccuracy` is the mean over classes, unless it is asked for all rows together. */
function multiclassAccuracy(node: Node): TorchMetric {
  const average = entryAt(node, 'average')
  const isMicro = average?.kind === 'string' && average.value === 'micro'
  return isMicro
    ? { name: 'Accuracy', needs: { average: ['micro'] } }
    : { name: 'BalancedAccuracy', needs: { average: ['macro', undefined] } }
}

function metricOf(target: string, node?: Node): TorchMetric | undefined {
  const name = /^torchmetrics\.(?:(?:classification|regression|aggregation)\.(?:[a-z]\w*\.)?)?([A-Z]\w*)$/.exec(
    target,
  )?.[1]
  if (name === 'MulticlassAccuracy') return multiclassAccuracy(node ?? { kind: 'null', value: null })
  return name !== undefined && Object.hasOwn(metrics, name) ? metrics[name] : undefined
}
