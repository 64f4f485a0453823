import { joinPath } from '../config/index.js'
import type { MapNode, Node } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { orList } from '../util/or-list.js'
import { didYouMean } from '../util/suggest.js'
import { showNode } from './schema-errors.js'
import { type TorchMetric, torchMetricKeys, torchMetricOf } from './torch-metrics.js'

/**
 * What is wrong with the keys of a metric of torchmetrics' that has become one of ours, in the words of its own class.
 * @param node of the metric of ours
 */
export function inTorchsWords(found: readonly Diagnostic[], node: MapNode, path: string): readonly Diagnostic[] {
  const meant = torchMetricOf(node)
  if (!meant) return found
  const entries = new Map([...node.entries].map((entry) => [joinPath(path, String(entry[0])), entry]))
  return found.map((one) => {
    const entry = one.code === 'unknown-key' ? entries.get(one.path) : undefined
    return entry ? ofKey(one, meant, String(entry[0]), entry[1]) : one
  })
}

function ofKey(found: Diagnostic, meant: TorchMetric, key: string, value: Node): Diagnostic {
  const choices = meant.values(key)
  const known = [...torchMetricKeys, 'num_classes', 'num_labels']
  if (choices.length === 0) {
    const hint = found.hint ?? didYouMean(key, known)
    return { ...found, message: `${found.path} is not a key of ${meant.target}`, hint }
  }
  const names = choices.map((each) => (typeof each === 'string' ? `'${each}'` : String(each)))
  const message = `${found.path} of ${meant.target} must be ${orList(names)} here, but is ${showNode(value)}`
  const texts = choices.filter((each) => typeof each === 'string')
  const hint = value.kind === 'string' ? didYouMean(value.value, texts) : undefined
  return { code: 'not-an-option', path: found.path, message, source: value.source, hint }
}
