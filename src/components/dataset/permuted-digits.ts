import type { PermutedParams } from './permuted.js'
import { Permuted } from './permuted.js'
import { digitsDefaults } from './shared-defaults.js'

/** The handwritten digits that come with polyhead, 8×8: each task sees their pixels in an order of its own. */
export class PermutedDigits extends Permuted {
  constructor(params: PermutedParams = {}) {
    super({ ...digitsDefaults, ...params })
  }
}
