import type { DatasetParams } from './dataset-params.js'
import type { PermutedParams } from './permuted-dataset.js'
import { PermutedDataset } from './permuted-dataset.js'
import { sharedDefaults } from './settle.js'
import { fashionMnistNormalization, loadFashionMnist } from './sources/fashion-mnist.js'

/**
 * Fashion-MNIST, 28×28: each task sees its pixels in an order of its own.
 */
export class PermutedFashionMNIST extends PermutedDataset {
  constructor(params: DatasetParams & PermutedParams = {}) {
    super(
      {
        ...sharedDefaults,
        ...fashionMnistNormalization,
        num_tasks: 5,
        batch_size: 128,
        num_features: 784,
        image_shape: [28, 28, 1],
        num_classes: 10,
        permutation_mode: 'first_channel_only',
        permutation_seeds: null,
        ...params,
      },
      loadFashionMnist,
    )
  }
}
