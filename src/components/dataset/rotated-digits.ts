import type { RotatedParams } from './rotated.js'
import { Rotated } from './rotated.js'
import { digitsDefaults } from './shared-defaults.js'

/** The handwritten digits that come with polyhead, 8×8: each task sees them turned by an angle of its own. */
export class RotatedDigits extends Rotated {
  constructor(params: RotatedParams = {}) {
    super({ ...digitsDefaults, ...params })
  }
}
