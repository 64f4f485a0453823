import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { decoupledDecay } from './decoupled-decay.js'
import { directedGradient } from './directed-gradient.js'
import { moments } from './moments.js'

/** Keys of `NAdam`, with their defaults. */
export interface NAdamOptions {
  /** 0.002 */
  lr: number
  /** Decay of the averages of the gradient and of its square: [0.9, 0.999]. */
  betas: readonly [number, number]
  /** Added to the denominator: 1e-8. */
  eps: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** How fast the momentum warms up: 0.004. */
  momentum_decay: number
  /** Shrinks the weights themselves instead of adding an L2 penalty: false. */
  decoupled_weight_decay: boolean
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: NAdamOptions = {
  lr: 0.002,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weight_decay: 0,
  momentum_decay: 0.004,
  decoupled_weight_decay: false,
  maximize: false,
}

/** NAdam, Adam with Nesterov momentum: the update and its defaults are those of torch.optim.NAdam. */
export class NAdam extends BuiltinOptimizer<NAdamOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<NAdamOptions> = {}) {
    super('NAdam', params, defaults)
  }

  protected override slotsOf(): number {
    return 2
  }

  protected override update(update: ParameterUpdate, options: Readonly<NAdamOptions>): void {
    const { eps, weight_decay, momentum_decay, decoupled_weight_decay } = options
    // schedulers change both while it trains
    const beta = (i: 0 | 1) => options.betas[i]
    const { variable } = update
    update.countStep()
    const momentumAt = (step: number) => beta(0) * (1 - 0.5 * 0.96 ** (step * momentum_decay))
    const product = update.scalar('mu_product', 1)
    update.forEachPresent((lane) => {
      // Torch keeps this product in float32.
      product[lane] = Math.fround((product[lane] as number) * Math.fround(momentumAt(update.steps(lane))))
    })
    const decoupled = decoupled_weight_decay && weight_decay !== 0
    const gradient = directedGradient(update, {
      maximize: options.maximize,
      weight_decay: decoupled ? 0 : weight_decay,
    })
    const { average, square } = moments(update, gradient, options)
    // √(v / (1 − β2ᵗ)) + ε, its correction folded into the numerators and ε: saves an operation
    const correction2 = (lane: number) => Math.sqrt(1 - beta(1) ** update.steps(lane))
    const floor = update.coefficient((lane) => eps * correction2(lane), 1)
    const gradientRate = update.coefficient((lane) => {
      const mu = momentumAt(update.steps(lane))
      return (correction2(lane) * options.lr * (1 - mu)) / (1 - (product[lane] as number))
    }, 0)
    const averageRate = update.coefficient((lane) => {
      const next = momentumAt(update.steps(lane) + 1)
      return (correction2(lane) * options.lr * next) / (1 - (product[lane] as number) * next)
    }, 0)
    const decayed = decoupled ? decoupledDecay(update, options) : variable
    const direction = tf.add(scale(gradient, gradientRate), scale(average, averageRate))
    variable.assign(tf.sub(decayed, tf.div(direction, shift(tf.sqrt(square), floor))))
  }
}
