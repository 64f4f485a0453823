import * as tf from '@tensorflow/tfjs-core'
import { hostConstant } from '../../compile/host-work.js'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of `RMSprop`, with their defaults. */
export interface RMSpropOptions {
  /** 0.01 */
  lr: number
  /** Decay of the average of squared gradients: 0.99. */
  alpha: number
  /** Added to the denominator: 1e-8. */
  eps: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** 0 */
  momentum: number
  /** Divides by an estimate of the gradient's standard deviation: false. */
  centered: boolean
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: RMSpropOptions = {
  lr: 0.01,
  alpha: 0.99,
  eps: 1e-8,
  weight_decay: 0,
  momentum: 0,
  centered: false,
  maximize: false,
}

/**
 * RMSprop, centered and with momentum where asked for: the update and its defaults are those of torch.optim.RMSprop.
 */
export class RMSprop extends BuiltinOptimizer<RMSpropOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<RMSpropOptions> = {}) {
    super('RMSprop', params, defaults)
  }

  protected override slotsOf({ momentum, centered }: Readonly<RMSpropOptions>): number {
    return 1 + Number(momentum > 0) + Number(centered)
  }

  protected override update(update: ParameterUpdate, options: Readonly<RMSpropOptions>): void {
    const { alpha, eps, centered } = options
    const hasMomentum = hostConstant(() => options.momentum > 0)
    const { variable } = update
    update.countStep()
    const gradient = directedGradient(update, options)
    let variance: tf.Tensor = update.blend(update.slot('square_avg'), tf.square(gradient), alpha, 1 - alpha)
    if (centered) {
      const mean = update.blend(update.slot('grad_avg'), gradient, alpha, 1 - alpha)
      // Rounding may make the difference of nearly equal numbers negative.
      variance = tf.relu(tf.sub(variance, tf.square(mean)))
    }
    const deviation = shift(tf.sqrt(variance), update.coefficient(eps, 1))
    let direction = tf.div(gradient, deviation)
    if (hasMomentum) direction = update.blend(update.slot('momentum_buffer'), direction, () => options.momentum, 1)
    const rate = update.coefficient(() => options.lr, 0)
    variable.assign(tf.sub(variable, scale(direction, rate)))
  }
}
