import { type Gramian, unitRows } from './gramian.js'

/** How the gradients of several tasks lie to each other. */
export interface Conflicts {
  /** Lengths. */
  norms: Float64Array
  /** `[T][T]`; with a gradient of zeros, 0. */
  cosines: Gramian
  /** The share of pairs whose cosine is negative; 0 where there is no pair. */
  rate: number
}

/** @param gramian of the tasks' gradients */
export function conflictsOf(gramian: Gramian): Conflicts {
  const { norms, cosines } = unitRows(gramian)
  let [pairs, conflicts] = [0, 0]
  for (const [i, row] of cosines.entries()) {
    for (let j = 0; j < i; j++) {
      pairs++
      if ((row[j] as number) < 0) conflicts++
    }
  }
  return { norms, cosines, rate: pairs === 0 ? 0 : conflicts / pairs }
}
