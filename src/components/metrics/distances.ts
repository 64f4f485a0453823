import type { Accumulator, MeasuredRows } from './task-measure.js'

/** Sums over the rows of one of a task's numbers. */
interface Sums {
  rows: number
  /** Of |prediction − truth|. */
  absolute: number
  /** Of (prediction − truth)². */
  squared: number
  /** Mean of the truth so far, and the sum of its squared distances to its mean. */
  mean: number
  spread: number
}

/** Distances of predicted numbers to the true ones, in double precision; a measure's mean over a task's numbers. */
export class Distances implements Accumulator {
  readonly #sums: Sums[]

  constructor(
    outputs: number,
    private readonly measure: (sums: Sums) => number | null,
  ) {
    this.#sums = Array.from({ length: outputs }, () => ({ rows: 0, absolute: 0, squared: 0, mean: 0, spread: 0 }))
  }

  add({ logits, targets }: MeasuredRows): void {
    for (const [i, truth] of targets.entries()) {
      const sums = this.#sums[i % this.#sums.length] as Sums
      const distance = (logits[i] as number) - truth
      sums.rows++
      sums.absolute += Math.abs(distance)
      sums.squared += distance * distance
      // Welford's: the spread of large numbers keeps its digits.
      const before = truth - sums.mean
      sums.mean += before / sums.rows
      sums.spread += before * (truth - sums.mean)
    }
  }

  value(): number | null {
    const values = this.#sums.map((sums) => (sums.rows === 0 ? null : this.measure(sums)))
    if (values.includes(null)) return null
    return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length
  }
}
