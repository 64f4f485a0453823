import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Generator } from '../../util/generator.js'

/**
 * Zeroes each element with probability p and divides the others by 1 − p, as `torch.nn.Dropout` does while training.
 * The draws come from a stream of their own, so that they do not move the data's order.
 */
export function dropout(x: Tensor, p: number, stream: Generator): Tensor {
  if (p === 0) return x
  const scale = p === 1 ? 0 : 1 / (1 - p)
  const mask = stream.uniform(x.size)
  for (let i = 0; i < mask.length; i++) mask[i] = (mask[i] as number) < p ? 0 : scale
  return tf.mul(x, tf.tensor(mask, x.shape))
}
