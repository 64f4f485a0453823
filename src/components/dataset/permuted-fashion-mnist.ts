import type { PermutedParams } from './permuted.js'
import { Permuted } from './permuted.js'
import { fashionMnistDefaults } from './shared-defaults.js'

/** Fashion-MNIST, 28×28: each task sees its pixels in an order of its own. */
export class PermutedFashionMNIST extends Permuted {
  constructor(params: PermutedParams = {}) {
    super({ ...fashionMnistDefaults, ...params })
  }
}
