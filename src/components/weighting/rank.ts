import type { Gramian } from '../../nn/linear-algebra/gramian.js'

/** How many eigenvalues of cosines are more than rounding; falling. */
export function rankOf(values: readonly number[]): number {
  const cutoff = (values[0] as number) * values.length * 1e-14
  return values.filter((value) => value > cutoff).length
}

/** Weighs the rows that are not zero; the others weigh 0. @param weigh of the rows at these places, in their order */
export function withoutZeros(gramian: Gramian, weigh: (places: number[]) => ArrayLike<number>): Float64Array {
  const places = [...gramian.keys()].filter((i) => ((gramian[i] as Float64Array)[i] as number) > 0)
  const weights = new Float64Array(gramian.length)
  if (places.length === 0) return weights
  const own = weigh(places)
  places.forEach((i, k) => {
    weights[i] = own[k] as number
  })
  return weights
}
