import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import { DualCone } from './dual-cone.js'
import { PreferenceWeighting } from './preference-weighting.js'

/** UPGrad (Quinton and Rey, 2024): the mean of the gradients, each projected on the cone that no task loses by. */
export class UPGrad extends PreferenceWeighting {
  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    const cone = new DualCone(gramian)
    const sum = new Float64Array(gramian.length)
    this.preferred(lanes).forEach((weight, task) => {
      const alone = new Float64Array(gramian.length)
      alone[task] = weight
      cone.project(alone).forEach((part, i) => {
        sum[i] = (sum[i] as number) + part
      })
    })
    return sum
  }
}
