import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** Gradients of y by each of xs, undefined where y does not depend on it. @param dy what comes in at y. Default: 1. */
export type Backward = (y: Tensor, xs: readonly Tensor[], dy?: Tensor) => (Tensor | undefined)[]

/**
 * Runs `compute` while operations are recorded, so that it may take several backward passes over what it has computed:
 * `tf.grads` computes anew for each. Tensors that are to last must be kept.
 */
export function withBackwardPasses<Result>(compute: (backward: Backward) => Result): Result {
  const engine = tf.engine()
  let result: Result | undefined
  const backward: Backward = (y, xs, dy) => {
    // What a backward pass computes is in the way of the next one's search, and nobody asks for its gradients.
    engine.state.kernelDepth++
    try {
      return engine.gradients(() => y, [...xs], dy, true).grads as (Tensor | undefined)[]
    } finally {
      engine.state.kernelDepth--
    }
  }
  // Recording ends with a backward pass: over nothing, here.
  const nothing = tf.scalar(0)
  const { value } = engine.gradients(
    () => {
      result = compute(backward)
      return tf.scalar(0)
    },
    [nothing],
    undefined,
    true,
  )
  for (const tensor of [value, nothing]) tensor.dispose()
  return result as Result
}
