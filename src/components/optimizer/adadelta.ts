import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of `Adadelta`, with their defaults. */
export interface AdadeltaOptions {
  /** 1 */
  lr: number
  /** Decay of the averages of squared gradients and of squared updates: 0.9. */
  rho: number
  /** Added to both averages before their roots: 1e-6. */
  eps: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: AdadeltaOptions = {
  lr: 1,
  rho: 0.9,
  eps: 1e-6,
  weight_decay: 0,
  maximize: false,
}

/** Adadelta: the update and its defaults are those of torch.optim.Adadelta. */
export class Adadelta extends BuiltinOptimizer<AdadeltaOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<AdadeltaOptions> = {}) {
    super('Adadelta', params, defaults)
  }

  protected override slotsOf(): number {
    return 2
  }

  protected override update(update: ParameterUpdate, options: Readonly<AdadeltaOptions>): void {
    const { rho, eps } = options
    const { variable } = update
    update.countStep()
    const gradient = directedGradient(update, options)
    const square = update.blend(update.slot('square_avg'), tf.square(gradient), rho, 1 - rho)
    const deltas = update.slot('acc_delta')
    const floor = update.coefficient(eps, 1)
    const delta = tf.mul(tf.div(tf.sqrt(shift(deltas, floor)), tf.sqrt(shift(square, floor))), gradient)
    update.blend(deltas, tf.square(delta), rho, 1 - rho)
    const rate = update.coefficient(() => options.lr, 0)
    variable.assign(tf.sub(variable, scale(delta, rate)))
  }
}
