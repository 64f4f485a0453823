import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import type { WeightingSetup } from '../../nn/weighting.js'
import type { PreferenceParams } from './aligned-mtl.js'
import { DualCone } from './dual-cone.js'
import { GramianWeighting } from './gramian-weighting.js'
import { checkLength, preferred } from './preference.js'

/** UPGrad (Quinton and Rey, 2024): the mean of the gradients, each projected on the cone that no task loses by. */
export class UPGrad extends GramianWeighting {
  readonly #preference: readonly number[] | null

  constructor({ preference = null }: PreferenceParams = {}) {
    super()
    this.#preference = preference
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    checkLength('preference', this.#preference, taskIds.length)
  }

  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    const cone = new DualCone(gramian)
    const sum = new Float64Array(gramian.length)
    preferred(this.#preference, lanes, (present) => 1 / present).forEach((weight, task) => {
      const alone = new Float64Array(gramian.length)
      alone[task] = weight
      cone.project(alone).forEach((part, i) => {
        sum[i] = (sum[i] as number) + part
      })
    })
    return sum
  }
}
