import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { decoupledDecay } from './decoupled-decay.js'
import { directedGradient } from './directed-gradient.js'
import { moments } from './moments.js'

/** Keys of `Adam`, with their defaults. */
export interface AdamOptions {
  /** 0.001 */
  lr: number
  /** Decay of the averages of the gradient and of its square: [0.9, 0.999]. */
  betas: readonly [number, number]
  /** Added to the denominator: 1e-8. */
  eps: number
  /** 0 */
  weight_decay: number
  /** Divides by the largest average so far: false. */
  amsgrad: boolean
  /** Climbs instead of descending: false. */
  maximize: boolean
  /** Shrinks the weights themselves, as AdamW does, instead of adding an L2 penalty: false. */
  decoupled_weight_decay: boolean
}

const defaults: AdamOptions = {
  lr: 0.001,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weight_decay: 0,
  amsgrad: false,
  maximize: false,
  decoupled_weight_decay: false,
}

/** Adam with step counts for each head: the update and its defaults are those of torch.optim.Adam. */
export class Adam extends BuiltinOptimizer<AdamOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<AdamOptions> = {}, name = 'Adam', torchDefaults: AdamOptions = defaults) {
    super(name, params, torchDefaults, 'optimizer/adam')
  }

  protected override slotsOf({ amsgrad }: Readonly<AdamOptions>): number {
    return amsgrad ? 3 : 2
  }

  protected override update(update: ParameterUpdate, options: Readonly<AdamOptions>): void {
    const { eps, weight_decay, amsgrad, decoupled_weight_decay } = options
    // schedulers change both while it trains
    const beta = (i: 0 | 1) => options.betas[i]
    const { variable } = update
    update.countStep()
    const gradient = directedGradient(update, {
      maximize: options.maximize,
      weight_decay: decoupled_weight_decay ? 0 : weight_decay,
    })
    const { average, square: newest } = moments(update, gradient, options)
    let square = newest
    if (amsgrad) {
      const largest = update.slot('max_exp_avg_sq')
      largest.assign(tf.maximum(largest, square))
      square = largest
    }
    // lr / (1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε), its second correction folded into numerator and ε: saves an operation
    const correction2 = (lane: number) => Math.sqrt(1 - beta(1) ** update.steps(lane))
    const rate = update.coefficient((lane) => (options.lr * correction2(lane)) / (1 - beta(0) ** update.steps(lane)), 0)
    const floor = update.coefficient((lane) => eps * correction2(lane), 1)
    const decayed = decoupled_weight_decay ? decoupledDecay(update, options) : variable
    variable.assign(tf.sub(decayed, tf.div(scale(average, rate), shift(tf.sqrt(square), floor))))
  }
}
