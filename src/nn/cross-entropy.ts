import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor, staticTensor } from '../compile/host-work.js'

/**
 * Cross-entropy with a weight for each row: Σ wᵢ · (logsumexp(xᵢ) − xᵢ[yᵢ]). With wᵢ = 1/rows it is torch's mean. The
 * gradient is w · (softmax(x) − onehot(y)), in one go. Labels and weights are read again for each step that is
 * replayed.
 * @param logits `[rows, classes]`; @param y `[rows]`; @param weights `[rows]`.
 * @param terms gets the terms of the sum, `[rows]`, to keep.
 */
export function weightedCrossEntropy(
  logits: Tensor2D,
  y: Int32Array,
  weights: Float32Array,
  terms?: (rows: Tensor1D) => void,
): Scalar {
  const [rows, classes] = logits.shape
  const target = hostTensor([rows, classes], 'float32', (targets) => {
    targets.fill(0)
    for (let row = 0; row < rows; row++) targets[row * classes + (y[row] as number)] = weights[row] as number
  })
  const shares = staticTensor(weights, [rows, 1])
  return tf.customGrad((x, save) => {
    const logProbabilities = logSoftmax(x as Tensor2D)
    const products = tf.mul(logProbabilities, target)
    const value = tf.neg(tf.sum(products)) as Scalar
    terms?.(tf.keep(tf.neg(tf.sum(products, 1))) as Tensor1D)
    ;(save as tf.GradSaveFunc)([logProbabilities, target, shares])
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [logP, want, share] = saved as [Tensor2D, Tensor2D, Tensor2D]
      const slope = tf.sub(tf.mul(tf.exp(logP), share), want)
      return tf.mul(slope, dy)
    }
    return { value, gradFunc }
  })(logits) as Scalar
}

/**
 * Cross-entropy of each row, `[rows]`: logsumexp(xᵢ) − xᵢ[yᵢ].
 * @param logits `[rows, classes]`; @param y `[rows]`, read again for each step that is replayed.
 */
export function rowCrossEntropy(logits: Tensor2D, y: Int32Array): Tensor1D {
  const [rows, classes] = logits.shape
  const target = hostTensor([rows, classes], 'float32', (hits) => {
    hits.fill(0)
    for (let row = 0; row < rows; row++) hits[row * classes + (y[row] as number)] = 1
  })
  return tf.customGrad((x, save) => {
    const logProbabilities = logSoftmax(x as Tensor2D)
    const value = tf.neg(tf.sum(tf.mul(logProbabilities, target), 1)) as Tensor1D
    ;(save as tf.GradSaveFunc)([logProbabilities, target])
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [logP, want] = saved as [Tensor2D, Tensor2D]
      return tf.mul(tf.sub(tf.exp(logP), want), tf.reshape(dy, [rows, 1]))
    }
    return { value, gradFunc }
  })(logits) as Tensor1D
}

/** By rows; one operation where the backend has it. Without a gradient of its own. */
function logSoftmax(logits: Tensor2D): Tensor2D {
  if (tf.getKernel('LogSoftmax', tf.getBackend())) return tf.engine().runKernel('LogSoftmax', { logits }, { axis: 1 })
  const centred = tf.sub(logits, tf.max(logits, 1, true))
  return tf.sub(centred, tf.log(tf.sum(tf.exp(centred), 1, true)))
}
