import { type Gramian, unitRows } from '../../nn/linear-algebra/gramian.js'
import { nonnegativeMinimum } from '../../nn/linear-algebra/nonnegative-program.js'
import { GramianWeighting } from './gramian-weighting.js'

/** MGDA (Sener and Koltun, 2018): the shortest convex combination of the gradients, exact. */
export class MGDA extends GramianWeighting {
  weigh(gramian: Gramian): Float64Array {
    const { norms, cosines } = unitRows(gramian)
    const zero = norms.indexOf(0)
    if (zero >= 0) return norms.map((_, i) => (i === zero ? 1 : 0))
    const sums = norms.map((norm) => 1 / norm)
    return nonnegativeMinimum(cosines, new Float64Array(norms.length), sums).map((x, i) => x / (norms[i] as number))
  }
}
