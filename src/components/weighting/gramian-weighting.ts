import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import type { Combination, GradientWeighting, TaskGradients } from '../../nn/weighting.js'

/** An aggregator that needs no more of the gradients than their dot products. Heads keep their own gradients. */
export abstract class GramianWeighting implements GradientWeighting {
  readonly looksAt = 'gradients'
  readonly gramianOnly = true
  warn: (message: string) => void = () => {}

  combine({ gramian, lanes }: TaskGradients): Combination {
    // Nothing follows from such numbers, and a step that is taken by them tells of them.
    if (!gramian.every((row) => row.every(Number.isFinite))) return { weights: lanes.map(() => 1 / lanes.length) }
    return { weights: this.weigh(gramian, lanes) }
  }

  /** Weights of the rows. @param lanes of the rows */
  abstract weigh(gramian: Gramian, lanes: readonly number[]): Float64Array
}
