import { digitsDefaults } from './shared-defaults.js'
import type { SplitParams } from './split.js'
import { Split } from './split.js'

/** The handwritten digits that come with polyhead, 8×8: each task tells some of the ten digits apart. */
export class SplitDigits extends Split {
  constructor(params: SplitParams = {}) {
    super({ ...digitsDefaults, num_classes: 2, ...params })
  }
}
