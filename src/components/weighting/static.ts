import type { FixedWeighting, WeightingSetup } from '../../nn/weighting.js'
import { checkLength } from './preference.js'

/** Keys of `Static`. */
export interface StaticParams {
  /** Factor of each task's loss, one a task. Default: null, 1 for each: the sum. */
  weights?: readonly number[] | null
}

/** Σ wₜ·Lₜ with fixed w. */
export class Static implements FixedWeighting {
  readonly looksAt = 'tasks'
  readonly #weights: readonly number[] | null

  constructor({ weights = null }: StaticParams = {}) {
    this.#weights = weights
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    checkLength('weights', this.#weights, taskIds.length)
  }

  factors(lanes: readonly number[]): number[] {
    return lanes.map((lane) => this.#weights?.[lane] ?? 1)
  }
}
