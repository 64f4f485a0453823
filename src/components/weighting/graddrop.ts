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
  /** Of one block. */
  readonly #room = {
    sums: new Float64Array(BLOCK),
    sizes: new Float64Array(BLOCK),
    signs: new Float64Array(BLOCK),
  }
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
    const leaking = leaks.some((leak) => leak !== 0)
    const direction = new Float64Array(size)
    for (let start = 0; start < size; start += BLOCK) {
      const parts = rows.map((row) => row.subarray(start, start + BLOCK))
      this.#keepOneSign(parts, draws.subarray(start, start + BLOCK), direction.subarray(start, start + BLOCK))
      if (leaking) this.#leakOther(parts, leaks, direction.subarray(start, start + BLOCK))
    }
    return { direction }
  }

  /** @param into gets Σg of the sign that is kept */
  #keepOneSign(parts: readonly Float32Array[], draws: Float32Array, into: Float64Array): void {
    const { sums, sizes, signs } = this.#room
    addUp(parts, sums, sizes)
    for (let place = 0; place < into.length; place++) {
      const sum = sums[place] as number
      const all = sizes[place] as number
      // The sign of probability − draw, times 2·Σ|g|. Half of Σg ± Σ|g| is of one sign.
      const sign = Math.sign(all + sum - 2 * all * (draws[place] as number))
      signs[place] = sign
      into[place] = (Math.abs(sign) * (sum + sign * all)) / 2
    }
  }

  /** Adds what passes of the other sign. */
  #leakOther(parts: readonly Float32Array[], leaks: readonly number[], into: Float64Array): void {
    const { sums, sizes, signs } = this.#room
    addUp(parts, sums, sizes, leaks)
    for (let place = 0; place < into.length; place++) {
      const sign = signs[place] as number
      const rest = (2 - Math.abs(sign)) * (sums[place] as number) - sign * (sizes[place] as number)
      into[place] = (into[place] as number) + rest / 2
    }
  }
}

/** Numbers of a gradient that are looked at together: they stay in the processor's cache. */
const BLOCK = 2048

/** Of each coordinate Σ factor·g and Σ factor·|g|. @param factors default: 1 */
function addUp(
  parts: readonly Float32Array[],
  sums: Float64Array,
  sizes: Float64Array,
  factors?: readonly number[],
): void {
  sums.fill(0)
  sizes.fill(0)
  // Row by row: several at once are slower to go through.
  for (const [i, part] of parts.entries()) {
    const factor = factors?.[i] ?? 1
    for (let place = 0; place < part.length; place++) {
      const value = factor * (part[place] as number)
      sums[place] = (sums[place] as number) + value
      sizes[place] = (sizes[place] as number) + Math.abs(value)
    }
  }
}
