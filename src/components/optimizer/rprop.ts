import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of `Rprop`, with their defaults. */
export interface RpropOptions {
  /** The first step size: 0.01. */
  lr: number
  /** Factors of a step size after a change of sign, and without one: [0.5, 1.2]. */
  etas: readonly [number, number]
  /** Smallest and largest step size: [1e-6, 50]. */
  step_sizes: readonly [number, number]
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: RpropOptions = {
  lr: 0.01,
  etas: [0.5, 1.2],
  step_sizes: [1e-6, 50],
  maximize: false,
}

/**
 * Resilient propagation, which looks at the signs of gradients: the update and its defaults are those of
 * torch.optim.Rprop.
 */
export class Rprop extends BuiltinOptimizer<RpropOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<RpropOptions> = {}) {
    super('Rprop', params, defaults)
  }

  protected override slotsOf(): number {
    return 2
  }

  protected override update(update: ParameterUpdate, options: Readonly<RpropOptions>): void {
    const { etas, step_sizes } = options
    const [shrink, grow] = etas
    const [smallest, largest] = step_sizes
    const { variable } = update
    const present = update.coefficient(1, 0)
    const gradient = scale(directedGradient(update, { maximize: options.maximize, weight_decay: 0 }), present)
    const previous = update.slot('prev')
    const agreement = tf.mul(gradient, previous)
    const turned = tf.less(agreement, 0)
    const factor = tf.where(turned, shrink, tf.where(tf.greater(agreement, 0), grow, 1))
    const sizes = update.slot('step_size', () => options.lr)
    const begun = scale(
      sizes,
      update.coefficient((lane) => (update.steps(lane) > 0 ? 1 : 0), 1),
    )
    const started = shift(
      begun,
      update.coefficient((lane) => (update.steps(lane) > 0 ? 0 : options.lr), 0),
    )
    sizes.assign(tf.clipByValue(tf.mul(started, factor), smallest, largest))
    update.countStep()
    const followed = tf.where(turned, 0, gradient)
    // Not `tf.sign`: the WASM backend's takes values below 1e-7 for zero.
    const direction = tf.where(tf.greater(followed, 0), sizes, tf.where(tf.less(followed, 0), tf.neg(sizes), 0))
    variable.assign(tf.sub(variable, direction))
    update.blend(previous, followed, 0, 1)
  }
}
