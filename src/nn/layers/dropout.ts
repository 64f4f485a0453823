import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor } from '../../compile/host-work.js'
import type { Generator } from '../../util/generator.js'

/**
 * Zeroes each element with probability p and divides the others by 1 − p, as `torch.nn.Dropout` does while training.
 * The draws come from a stream of their own, so that they do not move the data's order.
 */
export function dropout(x: Tensor, p: number, stream: Generator): Tensor {
  if (p === 0) return x
  const scale = p === 1 ? 0 : 1 / (1 - p)
  const mask = hostTensor(x.shape, 'float32', (values) => {
    const draws = stream.uniform(values.length)
    for (let i = 0; i < values.length; i++) values[i] = (draws[i] as number) < p ? 0 : scale
  })
  return tf.mul(x, mask)
}
