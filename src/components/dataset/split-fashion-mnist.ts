import { fashionMnistDefaults } from './shared-defaults.js'
import type { SplitParams } from './split.js'
import { Split } from './split.js'

/** Fashion-MNIST, 28×28: each task tells some of the ten kinds of clothes apart. */
export class SplitFashionMNIST extends Split {
  constructor(params: SplitParams = {}) {
    super({ ...fashionMnistDefaults, num_classes: 2, ...params })
  }
}
