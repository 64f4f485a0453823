import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Batch normalization by the batch's own statistics in one kernel, which a backend may have beside TensorFlow.js's:
 * from x `[rows, height, width, features]`, scale and shift `[features]` it makes y, the mean, the unbiased variance,
 * and what its gradient needs.
 */
export const batchNormKernel = 'BatchNormTraining'

/** From dy, x, scale and what the kernel kept (`kept0` …) it makes the gradients by x, scale and shift. */
export const batchNormGradKernel = 'BatchNormTrainingGrad'

/**
 * Normalizes by one kernel.
 * @param observe gets the batch's mean and unbiased variance, which last as long as its call.
 * @returns undefined where the backend has no such kernel
 */
export function normalizeAtOnce(
  [x, weight, bias]: readonly [x: Tensor4D, weight: Tensor, bias: Tensor],
  epsilon: number,
  observe: (mean: Tensor, variance: Tensor) => void,
): Tensor4D | undefined {
  if (!tf.getKernel(batchNormKernel, tf.getBackend())) return undefined
  return tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [Tensor4D, Tensor, Tensor, tf.GradSaveFunc]
    const results = tf.engine().runKernel(batchNormKernel, { x: input, scale, shift }, { epsilon })
    const [value, mean, variance, ...kept] = results as unknown as [Tensor4D, Tensor, Tensor, ...Tensor[]]
    observe(mean, variance)
    save([input, scale, ...kept])
    const gradFunc = (dy: Tensor, [before, gamma, ...needed]: Tensor[]) => {
      const named = Object.fromEntries(needed.map((tensor, i) => [`kept${i}`, tensor]))
      const inputs = { dy, x: before as Tensor, scale: gamma as Tensor, ...named }
      return tf.engine().runKernel(batchNormGradKernel, inputs, { epsilon }) as unknown as Tensor[]
    }
    return { value, gradFunc }
  })(x, weight, bias) as Tensor4D
}
