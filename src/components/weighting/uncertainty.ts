import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Parameter } from '../../nn/parameter.js'
import type { LossWeighting, WeightingSetup } from '../../nn/weighting.js'
import { lanesOf, ownVector } from './own-vector.js'

/** Keys of `Uncertainty`. */
export interface UncertaintyParams {
  /** Each task's s before training. Default: 0. */
  initial_log_variance?: number
}

/** Uncertainty weighting (Kendall et al., 2018): Σ Lₜ/(2·exp sₜ) + sₜ/2, where the log variances s are trained. */
export class Uncertainty implements LossWeighting {
  readonly looksAt = 'losses'
  readonly #initial: number
  #logVariance: Parameter | undefined

  constructor({ initial_log_variance = 0 }: UncertaintyParams = {}) {
    this.#initial = initial_log_variance
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    this.#logVariance = ownVector('log_variance', taskIds.length, this.#initial)
  }

  parameters(): Parameter[] {
    return this.#logVariance ? [this.#logVariance] : []
  }

  form(): string {
    return ''
  }

  total(losses: Tensor1D, lanes: readonly number[]): Scalar {
    const s = lanesOf(this.#logVariance, lanes)
    return tf.sum(tf.mul(0.5, tf.add(tf.mul(losses, tf.exp(tf.neg(s))), s)))
  }
}
