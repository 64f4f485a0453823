import { joinPath } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { showNode } from './schema-errors.js'
import { torchMetricKeys, torchMetricOf } from './torch-metrics.js'

/**
 * What is wrong with a key of a metric of torchmetrics' that has become one of ours, in the words of its own class.
 * @param node of the metric of ours
 */
export function inTorchsWords(found: Diagnostic, node: MapNode, path: string): Diagnostic {
  const meant = found.code === 'unknown-key' ? torchMetricOf(node) : undefined
  const [key, value] = [...node.entries].find(([each]) => joinPath(path, String(each)) === found.path) ?? []
  if (!meant || !value) return found
  const choices = meant.values(String(key))
  const known = [...torchMetricKeys, 'num_classes', 'num_labels']
  if (choices.length === 0) {
    const hint = found.hint ?? didYouMean(String(key), known)
    return { ...found, message: `${found.path} is not a key of ${meant.target}`, hint }
  }
  const names = choices.map((each) => (typeof each === 'string' ? `'${each}'` : String(each)))
  const one = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names[0]
  const message = `${found.path} of ${meant.target} must be ${one} here, but is ${showNode(value)}`
  const texts = choices.filter((each) => typeof each === 'string')
  const hint = value.kind === 'string' ? didYouMean(value.value, texts) : undefined
  return { code: 'not-an-option', path: found.path, message, source: value.source, hint }
}
