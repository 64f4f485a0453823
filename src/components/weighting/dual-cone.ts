import { type Gramian, times, unitRows } from '../../nn/linear-algebra/gramian.js'
import { nonnegativeMinimum } from '../../nn/linear-algebra/nonnegative-program.js'

/** Combinations of rows, projected on the cone of directions that no row points against. */
export class DualCone {
  readonly #norms: Float64Array
  readonly #cosines: Gramian

  constructor(gramian: Gramian) {
    const { norms, cosines } = unitRows(gramian)
    this.#norms = norms
    this.#cosines = cosines
  }

  /** Weights of the projection of the combination by `weights`. */
  project(weights: Float64Array): Float64Array {
    const scaled = weights.map((weight, i) => weight * (this.#norms[i] as number))
    const scale = Math.max(...scaled.map(Math.abs))
    if (scale === 0) return weights
    const added = nonnegativeMinimum(
      this.#cosines,
      times(
        this.#cosines,
        scaled.map((weight) => weight / scale),
      ),
    )
    return weights.map((weight, i) => {
      const norm = this.#norms[i] as number
      return norm > 0 ? weight + ((added[i] as number) * scale) / norm : weight
    })
  }
}
