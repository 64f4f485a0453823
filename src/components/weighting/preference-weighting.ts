import type { WeightingSetup } from '../../nn/weighting.js'
import { GramianWeighting } from './gramian-weighting.js'
import { checkLength, preferred } from './preference.js'

/** Keys of those that take a weight for each task. */
export interface PreferenceParams {
  /** How much each task counts, one a task. Default: null, equally. */
  preference?: readonly number[] | null
}

/** An aggregator of the gradients' dot products that is told how much each task counts. */
export abstract class PreferenceWeighting extends GramianWeighting {
  readonly #preference: readonly number[] | null

  constructor({ preference = null }: PreferenceParams = {}) {
    super()
    this.#preference = preference
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    checkLength('preference', this.#preference, taskIds.length)
  }

  /** What the tasks present count; 1/T each where there is no preference. */
  protected preferred(lanes: readonly number[]): Float64Array {
    return preferred(this.#preference, lanes, (present) => 1 / present)
  }
}
