import type { Combination, GradientWeighting, TaskGradients, WeightingSetup } from '../../nn/weighting.js'
import type { Generator } from '../../util/generator.js'
import { checkLength } from './preference.js'

/** Keys of `GradDrop`. */
export interface GradDropParams {
  /** The share of each task's gradient that passes as it is: one number for all, or one a task. Default: 0. */
  leak?: number | readonly number[]
}

/**
 * GradDrop (Chen et al., 2020), of the parameters: of each coordinate one sign is kept, the positive one with
 * probability (1 + Σg/Σ|g|)/2.
 */
export class GradDrop implements GradientWeighting {
  readonly looksAt = 'gradients'
  readonly #leak: number | readonly number[]
  #generator: Generator | undefined

  constructor({ leak = 0 }: GradDropParams = {}) {
    this.#leak = leak
  }

  setupTasks({ taskIds, generator }: WeightingSetup): void {
    if (typeof this.#leak !== 'number') checkLength('leak', this.#leak, taskIds.length)
    this.#generator = generator
  }

  combine({ rows, lanes }: TaskGradients): Combination {
    const size = rows[0]?.length ?? 0
    const draws = this.#generator?.uniform(size) ?? new Float32Array(size)
    const leaks = lanes.map((lane) => (typeof this.#leak === 'number' ? this.#leak : (this.#leak[lane] as number)))
    const [sums, sizes] = sumsOf(rows)
    const [leaked, leakedSizes] = leaks.some((leak) => leak !== 0) ? sumsOf(rows, leaks) : []
    const direction = new Float64Array(size)
    for (let place = 0; place < size; place++) {
      const sum = sums[place] as number
      const all = sizes[place] as number
      // Of what is kept, by the sign of probability − draw, times 2·Σ|g|; half of Σ|g| ± Σg is of one sign.
      const sign = Math.sign(all + sum - 2 * all * (draws[place] as number))
      const kept = Math.abs(sign) * (sum + sign * all)
      const rest = leaked ? (2 - Math.abs(sign)) * (leaked[place] as number) - sign * (leakedSizes?.[place] ?? 0) : 0
      direction[place] = (kept + rest) / 2
    }
    return { direction }
  }
}

/** Of each coordinate Σ factor·g and Σ factor·|g|. */
function sumsOf(rows: readonly Float32Array[], factors?: readonly number[]): [Float64Array, Float64Array] {
  const size = rows[0]?.length ?? 0
  const [sums, sizes] = [new Float64Array(size), new Float64Array(size)]
  // Row by row: several at once are slower to go through.
  for (const [i, row] of rows.entries()) {
    const factor = factors?.[i] ?? 1
    for (let place = 0; place < size; place++) {
      const value = factor * (row[place] as number)
      sums[place] = (sums[place] as number) + value
      sizes[place] = (sizes[place] as number) + Math.abs(value)
    }
  }
  return [sums, sizes]
}
