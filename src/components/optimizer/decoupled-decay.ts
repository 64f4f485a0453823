import type { Tensor } from '@tensorflow/tfjs-core'
import { type ParameterUpdate, scale } from '../../nn/parameter-update.js'

/** The parameter, less `lr · weight_decay` of itself (Loshchilov and Hutter 2019). */
export function decoupledDecay(
  update: ParameterUpdate,
  options: Readonly<{ lr: number; weight_decay: number }>,
): Tensor {
  return scale(
    update.variable,
    update.coefficient(() => 1 - options.lr * options.weight_decay, 1),
  )
}
