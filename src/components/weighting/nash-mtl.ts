import { combinedNorm, type Gramian } from '../../nn/linear-algebra/gramian.js'
import { fairWeights } from './fair-weights.js'
import { GramianWeighting } from './gramian-weighting.js'
import { meanWhereStationary } from './stationary.js'

/** Keys of `NashMTL`. */
export interface NashMTLParams {
  /** The direction is made this long where it is longer; 0: it stays. Default: 1. */
  max_norm?: number
}

/** Nash-MTL (Navon et al., 2022): the bargaining solution G·a = 1/a, a > 0, exact. */
export class NashMTL extends GramianWeighting {
  readonly #maxNorm: number

  constructor({ max_norm = 1 }: NashMTLParams = {}) {
    super()
    this.#maxNorm = max_norm
  }

  weigh(gramian: Gramian): Float64Array {
    const weights = fairWeights(gramian, 1)
    if (!weights) return meanWhereStationary(this, 'Nash-MTL', gramian)
    const norm = combinedNorm(gramian, weights)
    const factor = this.#maxNorm > 0 && norm > this.#maxNorm ? this.#maxNorm / norm : 1
    return weights.map((weight) => weight * factor)
  }
}
