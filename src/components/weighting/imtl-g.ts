import { type Gramian, submatrix, unitRows } from '../../nn/linear-algebra/gramian.js'
import { eigen, spectral } from '../../nn/linear-algebra/symmetric.js'
import { GramianWeighting } from './gramian-weighting.js'
import { rankOf, withoutZeros } from './rank.js'

/** IMTL-G (Liu et al., 2021): the combination with weights of sum 1 that projects equally on all directions. */
export class IMTLG extends GramianWeighting {
  weigh(gramian: Gramian): Float64Array {
    return withoutZeros(gramian, (places) => {
      const own = submatrix(gramian, places)
      const { norms, cosines } = unitRows(own)
      const unit = eigen(cosines)
      const rank = rankOf(unit.values)
      const ones = new Float64Array(own.length).fill(1)
      // With independent rows both are the same, but only unit rows bear lengths of many magnitudes.
      const weights =
        rank === own.length
          ? spectral(unit, rank, ones, (value) => 1 / value).map((weight, i) => weight / (norms[i] as number))
          : spectral(eigen(own), rank, norms, (value) => 1 / value)
      const sum = weights.reduce((total, weight) => total + weight, 0)
      return sum === 0 ? new Float64Array(own.length) : weights.map((weight) => weight / sum)
    })
  }
}
