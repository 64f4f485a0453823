import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { ParameterUpdate } from '../../nn/parameter-update.js'

/**
 * Adam's running averages of the gradient and of its square (Kingma and Ba 2015, algorithm 1), without bias correction.
 * The betas are read when the step is done: schedulers change them while it trains.
 */
export function moments(
  update: ParameterUpdate,
  gradient: Tensor,
  options: Readonly<{ betas: readonly [number, number] }>,
): { average: Tensor; square: Tensor } {
  const blend = (slot: string, value: Tensor, i: 0 | 1) =>
    update.blend(
      update.slot(slot),
      value,
      () => options.betas[i],
      () => 1 - options.betas[i],
    )
  return { average: blend('exp_avg', gradient, 0), square: blend('exp_avg_sq', tf.square(gradient), 1) }
}
