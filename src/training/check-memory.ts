import * as tf from '@tensorflow/tfjs-core'
import { bytesText } from '../util/bytes-text.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { memoryLimit } from '../util/memory-limit.js'
import type { Loop } from './loop.js'
import type { TrainingPlan } from './training-plan.js'

/**
 * A training that cannot fit: what it holds at least while its optimizer steps, which is all weights with their
 * gradients and the optimizer's state, and the batch with what the layers gave. WebAssembly also keeps each matrix a
 * second time, as its products need it.
 */
export function checkMemory({ algorithm, dataset }: Loop, { steps }: TrainingPlan): Diagnostic[] {
  const limit = memoryLimit()
  if (steps === 0 || !Number.isFinite(limit)) return []
  const size = (variables: readonly { size: number; rank: number }[]) =>
    4 * variables.reduce((sum, variable) => sum + variable.size, 0)
  const variables = algorithm.parameters().map(({ variable }) => variable)
  const trained = algorithm.parameters().flatMap(({ variable, frozen }) => (frozen ? [] : [variable]))
  const weights = size(variables)
  const packed = tf.getBackend() === 'wasm' ? size(variables.filter(({ rank }) => rank > 1)) : 0
  const state = size(trained) * (1 + (algorithm.optimizer.slots ?? 0))
  const rows =
    dataset.batchSize * (4 * dataset.sampleShape.reduce((all, side) => all * side, 1) + bytesOfRow(algorithm, dataset))
  const bytes = weights + packed + state + rows
  if (bytes <= limit) return []
  const parts = `weights ${bytesText(weights + packed)}, gradients and optimizer ${bytesText(state)}, a batch ${bytesText(rows)}`
  const message = `training takes at least ${bytesText(bytes)} (${parts}), but there is room for ${bytesText(limit)}`
  const hint = rows > bytes / 2 ? 'use a smaller dataset.batch_size' : 'make the layers smaller'
  return [{ code: 'memory', path: rows > bytes / 2 ? 'dataset.batch_size' : 'backbone', message, hint }]
}

/** Of what the layers give of one row. */
function bytesOfRow(algorithm: Loop['algorithm'], dataset: Loop['dataset']): number {
  const taskIds = algorithm.trainTasks[0]
  if (taskIds === undefined) return 0
  let bytes = 0
  tf.tidy(() => {
    const { activations } = algorithm.forward(tf.zeros([1, ...dataset.sampleShape]), { stage: 'test', taskIds })
    for (const tensor of activations.values()) bytes += 4 * tensor.size
  })
  return bytes
}
