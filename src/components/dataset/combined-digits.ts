import type { CombinedParams } from './combined.js'
import { Combined } from './combined.js'

/**
 * Digits of two makes, 28×28: all ten of those that come with polyhead (8×8, enlarged), and the first five of MNIST.
 */
export class CombinedDigits extends Combined {
  constructor(params: CombinedParams = {}) {
    super({
      datasets: { 1: 'optdigits', 2: 'mnist_10k' },
      class_split: { 1: null, 2: [0, 1, 2, 3, 4] },
      num_tasks: 2,
      num_features: 784,
      image_shape: [28, 28, 1],
      num_classes: { 1: 10, 2: 5 },
      resize: [28, 28],
      mean: { 1: 0.3053, 2: 0.1307 },
      std: { 1: 0.376, 2: 0.3081 },
      ...params,
    })
  }
}
