import type { Gramian } from '../../nn/linear-algebra/gramian.js'
import { DualCone } from './dual-cone.js'
import { PreferenceWeighting } from './preference-weighting.js'

/** DualProj, of GEM (Lopez-Paz and Ranzato, 2017): the mean gradient projected on the cone that no task loses by. */
export class DualProj extends PreferenceWeighting {
  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    return new DualCone(gramian).project(this.preferred(lanes))
  }
}
