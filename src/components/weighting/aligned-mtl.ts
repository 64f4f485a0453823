import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import { eigen, spectral } from '../../nn/linear-algebra/symmetric.js'
import { PreferenceWeighting } from './preference-weighting.js'

/**
 * Aligned-MTL (Senushkin et al., 2023): the gradients' principal components made equally long, as long as the shortest:
 * √λ_min · G^(−1/2) · preference (1/T). Eigenvalues below λ_max · T · 2⁻⁵² count as 0.
 */
export class AlignedMTL extends PreferenceWeighting {
  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    const parts = eigen(gramian)
    const cutoff = (parts.values[0] as number) * gramian.length * Number.EPSILON
    const rank = parts.values.filter((value) => value > cutoff).length
    if (rank === 0) return new Float64Array(gramian.length)
    const shortest = Math.sqrt(parts.values[rank - 1] as number)
    const wanted = this.preferred(lanes)
    return spectral(parts, rank, wanted, (value) => shortest / Math.sqrt(value))
  }
}
