import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of `Adagrad`, with their defaults. */
export interface AdagradOptions {
  /** 0.01 */
  lr: number
  /** The learning rate is divided by 1 + lr_decay · (step − 1): 0. */
  lr_decay: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** What the sum of squared gradients starts from: 0. */
  initial_accumulator_value: number
  /** Added to the denominator: 1e-10. */
  eps: number
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: AdagradOptions = {
  lr: 0.01,
  lr_decay: 0,
  weight_decay: 0,
  initial_accumulator_value: 0,
  eps: 1e-10,
  maximize: false,
}

/** Adagrad: the update and its defaults are those of torch.optim.Adagrad. */
export class Adagrad extends BuiltinOptimizer<AdagradOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<AdagradOptions> = {}) {
    super('Adagrad', params, defaults)
  }

  protected override slotsOf(): number {
    return 1
  }

  protected override update(update: ParameterUpdate, options: Readonly<AdagradOptions>): void {
    const { lr_decay, eps, initial_accumulator_value } = options
    const { variable } = update
    update.countStep()
    const gradient = directedGradient(update, options)
    const sum = update.blend(update.slot('sum', initial_accumulator_value), tf.square(gradient), 1, 1)
    const rate = update.coefficient((lane) => options.lr / (1 + (update.steps(lane) - 1) * lr_decay), 0)
    const floor = update.coefficient(eps, 1)
    variable.assign(tf.sub(variable, tf.div(scale(gradient, rate), shift(tf.sqrt(sum), floor))))
  }
}
