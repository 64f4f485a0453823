import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import { fairWeights } from './fair-weights.js'
import { GramianWeighting } from './gramian-weighting.js'
import { meanWhereStationary } from './stationary.js'

/** Keys of `FairGrad`. */
export interface FairGradParams {
  /** Fairness: 1 is proportional, larger ones favour the slowest task. Default: 1. */
  alpha?: number
}

/** FairGrad (Ban and Ji, 2024): weights a > 0 with G·a = a^(−1/alpha). */
export class FairGrad extends GramianWeighting {
  readonly #alpha: number

  constructor({ alpha = 1 }: FairGradParams = {}) {
    super()
    this.#alpha = alpha
  }

  weigh(gramian: Gramian): Float64Array {
    return fairWeights(gramian, this.#alpha) ?? meanWhereStationary(this, 'FairGrad', gramian)
  }
}
