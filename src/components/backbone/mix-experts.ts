import type { Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** Σₑ softmax(scores)ₑ · expertₑ. @param experts `[rows, width]` each; @param scores `[rows, experts]`. */
export function mixExperts(experts: readonly Tensor2D[], scores: Tensor2D): Tensor2D {
  const shares = tf.softmax(scores)
  const rows = scores.shape[0]
  const parts = experts.map((expert, e) => tf.mul<Tensor2D>(expert, tf.slice(shares, [0, e], [rows, 1])))
  return parts.reduce((sum, part) => tf.add<Tensor2D>(sum, part))
}
