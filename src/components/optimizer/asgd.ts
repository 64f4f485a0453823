import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of `ASGD`, with their defaults. */
export interface ASGDOptions {
  /** 0.01 */
  lr: number
  /** Decay of the weights: 0.0001. */
  lambd: number
  /** Power of the learning rate's decay: 0.75. */
  alpha: number
  /** The step from which weights are averaged: 1e6. */
  t0: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: ASGDOptions = {
  lr: 0.01,
  lambd: 1e-4,
  alpha: 0.75,
  t0: 1e6,
  weight_decay: 0,
  maximize: false,
}

/**
 * Averaged stochastic gradient descent: the update and its defaults are those of torch.optim.ASGD. The average is the
 * state `ax`.
 */
export class ASGD extends BuiltinOptimizer<ASGDOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<ASGDOptions> = {}) {
    super('ASGD', params, defaults)
  }

  protected override slotsOf(): number {
    return 1
  }

  protected override update(update: ParameterUpdate, options: Readonly<ASGDOptions>): void {
    const { lambd, alpha, t0 } = options
    const { variable } = update
    const etas = update.scalar('eta', 0)
    const mus = update.scalar('mu', 1)
    update.forEachPresent((lane) => {
      if (update.steps(lane) === 0) etas[lane] = Math.fround(options.lr)
    })
    update.countStep()
    const gradient = directedGradient(update, options)
    const decayed = scale(
      variable,
      update.coefficient((lane) => 1 - lambd * (etas[lane] as number), 1),
    )
    const rate = update.coefficient((lane) => etas[lane] as number, 0)
    variable.assign(tf.sub(decayed, scale(gradient, rate)))
    update.blend(
      update.slot('ax'),
      variable,
      (lane) => 1 - (mus[lane] as number),
      (lane) => mus[lane] as number,
    )
    update.forEachPresent((lane) => {
      const step = update.steps(lane)
      // Torch keeps both in float32.
      etas[lane] = Math.fround(options.lr / (1 + lambd * options.lr * step) ** alpha)
      mus[lane] = Math.fround(1 / Math.max(1, step - t0))
    })
  }
}
