import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import { eigen, spectral } from '../../nn/linear-algebra/symmetric.js'
import type { WeightingSetup } from '../../nn/weighting.js'
import { GramianWeighting } from './gramian-weighting.js'
import { checkLength, preferred } from './preference.js'

/** Keys of those that take a weight for each task. */
export interface PreferenceParams {
  /** How much each task counts, one a task. Default: null, equally. */
  preference?: readonly number[] | null
}

/**
 * Aligned-MTL (Senushkin et al., 2023): the gradients' principal components made equally long, as long as the shortest:
 * √λ_min · G^(−1/2) · preference (1/T). Eigenvalues below λ_max · T · 2⁻⁵² count as 0.
 */
export class AlignedMTL extends GramianWeighting {
  readonly #preference: readonly number[] | null

  constructor({ preference = null }: PreferenceParams = {}) {
    super()
    this.#preference = preference
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    checkLength('preference', this.#preference, taskIds.length)
  }

  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    const parts = eigen(gramian)
    const cutoff = (parts.values[0] as number) * gramian.length * Number.EPSILON
    const rank = parts.values.filter((value) => value > cutoff).length
    if (rank === 0) return new Float64Array(gramian.length)
    const shortest = Math.sqrt(parts.values[rank - 1] as number)
    const wanted = preferred(this.#preference, lanes, (present) => 1 / present)
    return spectral(parts, rank, wanted, (value) => shortest / Math.sqrt(value))
  }
}
