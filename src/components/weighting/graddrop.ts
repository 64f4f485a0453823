import { keepOneSign } from '../../nn/linear-algebra/wide-kernels.js'
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
  /** One of each coordinate, as `#direction`: too large to be made for each step. */
  #draws = new Float32Array(0)
  #direction: Float32Array | Float64Array = new Float64Array(0)

  constructor({ leak = 0 }: GradDropParams = {}) {
    this.#leak = leak
  }

  setupTasks({ taskIds, generator }: WeightingSetup): void {
    if (typeof this.#leak !== 'number') checkLength('leak', this.#leak, taskIds.length)
    this.#generator = generator
  }

  combine(gradients: TaskGradients): Combination {
    const { lanes, pieces = [gradients.rows] } = gradients
    const size = pieces.reduce((sum, [part]) => sum + (part?.length ?? 0), 0)
    if (this.#draws.length !== size) {
      this.#draws = new Float32Array(size)
      this.#direction = gradients.single ? new Float32Array(size) : new Float64Array(size)
    }
    const [draws, direction] = [this.#draws, this.#direction]
    this.#generator?.fillUniform(draws)
    const leaks = lanes.map((lane) => (typeof this.#leak === 'number' ? this.#leak : (this.#leak[lane] as number)))
    const shares = leaks.some((leak) => leak !== 0) ? leaks : undefined
    let offset = 0
    for (const piece of pieces) {
      const end = offset + (piece[0]?.length ?? 0)
      keepOneSign(piece, draws.subarray(offset, end), direction.subarray(offset, end), shares)
      offset = end
    }
    return { direction }
  }
}
