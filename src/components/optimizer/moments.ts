import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type ParameterUpdate, scale } from '../../nn/parameter-update.js'

/**
 * Adam's running averages of the gradient and of its square (Kingma and Ba 2015, algorithm 1), without bias correction.
 * The betas are read when the step is done: schedulers change them while it trains.
 */
export function moments(
  update: ParameterUpdate,
  gradient: Tensor,
  options: Readonly<{ betas: readonly [number, number] }>,
): { average: Tensor; square: Tensor } {
  const [beta, betaOfSquare] = [0, 1].map((i) => () => options.betas[i as 0 | 1]) as [() => number, () => number]
  const share = scale(
    gradient,
    update.coefficient(() => 1 - beta(), 0),
  )
  const average = update.blend(update.slot('exp_avg'), share, beta, 1)
  // the square's own share, made of the other: where the gradient is a product, that needs no pass of its own
  const root = scale(
    share,
    update.coefficient(() => Math.sqrt(1 - betaOfSquare()) / (1 - beta()), 0),
  )
  return { average, square: update.blend(update.slot('exp_avg_sq'), tf.square(root), betaOfSquare, 1) }
}
