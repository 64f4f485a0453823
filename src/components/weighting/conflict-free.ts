import { combinedNorm, dot, type Gramian, submatrix, times, unitRows } from '../../nn/linear-algebra/gramian.js'
import { eigen, spectral } from '../../nn/linear-algebra/symmetric.js'
import { GramianWeighting } from './gramian-weighting.js'
import { rankOf, withoutZeros } from './rank.js'

/**
 * ConFIG (Liu et al., 2024): the direction with the same cosine to every gradient, as long as the gradients'
 * projections on it together.
 */
export class ConFIG extends GramianWeighting {
  weigh(gramian: Gramian): Float64Array {
    return withoutZeros(gramian, (places) => {
      const { norms, cosines } = unitRows(submatrix(gramian, places))
      const unit = eigen(cosines)
      const mix = spectral(unit, rankOf(unit.values), new Float64Array(places.length).fill(1), (value) => 1 / value)
      const length = combinedNorm(cosines, mix)
      if (length === 0) return new Float64Array(places.length)
      const projections = dot(times(cosines, mix), norms) / length
      return mix.map((weight, i) => ((weight / length) * projections) / (norms[i] as number))
    })
  }
}
