import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** `[rows, …]` to `[rows, features]`, in torch's order: of images, all of a channel before the next. */
export function flatten(x: Tensor): Tensor2D {
  if (x.rank === 2) return x as Tensor2D
  const rows = x.shape[0] as number
  const channels = x.shape[3] ?? 1
  const ordered = x.rank === 4 && channels > 1 ? tf.transpose(x, [0, 3, 1, 2]) : x
  return tf.reshape(ordered, [rows, x.size / rows])
}
