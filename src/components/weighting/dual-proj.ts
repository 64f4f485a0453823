import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import type { WeightingSetup } from '../../nn/weighting.js'
import type { PreferenceParams } from './aligned-mtl.js'
import { DualCone } from './dual-cone.js'
import { GramianWeighting } from './gramian-weighting.js'
import { checkLength, preferred } from './preference.js'

/** DualProj, of GEM (Lopez-Paz and Ranzato, 2017): the mean gradient projected on the cone that no task loses by. */
export class DualProj extends GramianWeighting {
  readonly #preference: readonly number[] | null

  constructor({ preference = null }: PreferenceParams = {}) {
    super()
    this.#preference = preference
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    checkLength('preference', this.#preference, taskIds.length)
  }

  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    return new DualCone(gramian).project(preferred(this.#preference, lanes, (present) => 1 / present))
  }
}
