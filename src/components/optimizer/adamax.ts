import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of `Adamax`, with their defaults. */
export interface AdamaxOptions {
  /** 0.002 */
  lr: number
  /** Decay of the average of the gradient, and of its largest absolute value: [0.9, 0.999]. */
  betas: readonly [number, number]
  /** Added to the gradient's absolute value: 1e-8. */
  eps: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: AdamaxOptions = {
  lr: 0.002,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weight_decay: 0,
  maximize: false,
}

/** Adamax, Adam with the infinity norm: the update and its defaults are those of torch.optim.Adamax. */
export class Adamax extends BuiltinOptimizer<AdamaxOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<AdamaxOptions> = {}) {
    super('Adamax', params, defaults)
  }

  protected override slotsOf(): number {
    return 2
  }

  protected override update(update: ParameterUpdate, options: Readonly<AdamaxOptions>): void {
    const { eps } = options
    // schedulers change both while it trains
    const beta = (i: 0 | 1) => options.betas[i]
    const { variable } = update
    update.countStep()
    const gradient = directedGradient(update, options)
    const average = update.blend(
      update.slot('exp_avg'),
      gradient,
      () => beta(0),
      () => 1 - beta(0),
    )
    const largest = update.slot('exp_inf')
    const present = update.coefficient(1, 0)
    const kept = scale(
      largest,
      update.coefficient(() => beta(1), 1),
    )
    const floor = update.coefficient(eps, 0)
    largest.assign(tf.maximum(kept, shift(scale(tf.abs(gradient), present), floor)))
    // An absent segment may have a norm of zero still.
    const norm = shift(largest, update.coefficient(0, 1))
    const rate = update.coefficient((lane) => options.lr / (1 - beta(0) ** update.steps(lane)), 0)
    variable.assign(tf.sub(variable, tf.div(scale(average, rate), norm)))
  }
}
