import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Parameter } from '../../nn/parameter.js'
import type { LossWeighting, WeightingSetup } from '../../nn/weighting.js'
import { lanesOf, ownVector } from './own-vector.js'

/** IMTL-L (Liu et al., 2021): Σ exp(sₜ)·Lₜ − sₜ, where the log scales s are trained from 0. */
export class IMTLL implements LossWeighting {
  readonly looksAt = 'losses'
  #logScale: Parameter | undefined

  setupTasks({ taskIds }: WeightingSetup): void {
    this.#logScale = ownVector('log_scale', taskIds.length, 0)
  }

  parameters(): Parameter[] {
    return this.#logScale ? [this.#logScale] : []
  }

  form(): string {
    return ''
  }

  total(losses: Tensor1D, lanes: readonly number[]): Scalar {
    const s = lanesOf(this.#logScale, lanes)
    return tf.sum(tf.sub(tf.mul(losses, tf.exp(s)), s))
  }
}
