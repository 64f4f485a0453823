import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { noWeights, weightsFile } from '../saved-weights.js'

/** The rules of heads: an activation has a layer to follow, and the weights of a warm start exist. */
export function checkHeads(node: Node, path: string): Diagnostic[] {
  return [...idleActivation(node, path), ...missingWeights(entryAt(node, 'weights'), `${path}.weights`)]
}

/** A head of one layer has no activation: a warning where another one than the default is chosen. */
function idleActivation(node: Node, path: string): Diagnostic[] {
  const hidden = entryAt(node, 'hidden_dims')
  const activation = entryAt(node, 'activation_layer')
  if (!activation || (hidden?.kind === 'list' && hidden.items.length > 0)) return []
  if (activation.kind === 'string' && /^(torch\.nn\.)?ReLU$/.test(activation.value)) return []
  const at = `${path}.activation_layer`
  const message = `${at} has no effect: it follows hidden layers, and there are none`
  const hint = `give the heads some: ${path}.hidden_dims=[64]`
  return [{ code: 'no-effect', severity: 'warning', path: at, message, hint, source: activation.source }]
}

function missingWeights(weights: Node | undefined, path: string): Diagnostic[] {
  if (weights?.kind === 'map') {
    return [...weights.entries].flatMap(([taskId, own]) => missingWeights(own, `${path}.${String(taskId)}`))
  }
  if (weights?.kind !== 'string' || weightsFile(weights.value) !== undefined) return []
  return [{ ...noWeights(weights.value, path), source: weights.source }]
}
