import * as tf from '@tensorflow/tfjs-core'
import { hostTensor, recordsStep } from '../compile/host-work.js'
import type { Gradient } from './parameter.js'

/** Lightning's `gradient_clip_algorithm`. */
export type ClipAlgorithm = 'norm' | 'value'

/**
 * Limits gradients before a step, as `torch.nn.utils.clip_grad_norm_` and `clip_grad_value_` do. By norm: all of them
 * together times min(1, limit / (norm + 1e-6)), norm over every element. A limit of 0 or less changes nothing, as in
 * Lightning. Absent segments take no part. Reads nothing back from the backend.
 * @returns gradients that stand in for those given, whose tensors are disposed.
 */
export function clipGradients(
  gradients: readonly Gradient[],
  limit: number | null | undefined,
  algorithm: ClipAlgorithm = 'norm',
): readonly Gradient[] {
  if (limit === null || limit === undefined || limit <= 0 || gradients.length === 0) return gradients
  const clipped = tf.tidy(() => {
    const tensors = gradients.map(presentPart)
    if (algorithm === 'value') return tensors.map((tensor) => tf.clipByValue(tensor, -limit, limit))
    const squares = tensors.map((tensor) => tf.sum(tf.square(tensor)))
    const norm = tf.sqrt(tf.addN(squares))
    const factor = tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1)
    return tensors.map((tensor) => tf.mul(tensor, factor))
  })
  for (const { value } of gradients) value.dispose()
  return gradients.map((gradient, i) => ({ ...gradient, value: clipped[i] as tf.Tensor }))
}

/** The gradient with zeros in the columns of absent segments. */
function presentPart({ value, parameter, present }: Gradient): tf.Tensor {
  const { segments } = parameter
  if (!segments || !present || (!recordsStep() && !present.includes(false))) return value
  const columns = hostTensor([value.shape[value.shape.length - 1] as number], 'float32', (values) => {
    segments.forEach(({ offset, size }, lane) => {
      values.fill(present[lane] ? 1 : 0, offset, offset + size)
    })
  })
  return tf.mul(value, columns)
}
