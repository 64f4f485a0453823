import type { DatasetParams } from './dataset-params.js'
import { sharedDefaults } from './settle.js'
import { fashionMnistNormalization, loadFashionMnist } from './sources/fashion-mnist.js'
import type { SplitParams } from './split-dataset.js'
import { SplitDataset } from './split-dataset.js'

/** Fashion-MNIST, 28×28: each task tells some of the ten kinds of clothes apart. */
export class SplitFashionMNIST extends SplitDataset {
  constructor(params: DatasetParams & SplitParams = {}) {
    super(
      {
        ...sharedDefaults,
        ...fashionMnistNormalization,
        num_tasks: 5,
        batch_size: 128,
        num_features: 784,
        image_shape: [28, 28, 1],
        num_classes: 2,
        class_split: { 1: [0, 1], 2: [2, 3], 3: [4, 5], 4: [6, 7], 5: [8, 9] },
        ...params,
      },
      loadFashionMnist,
    )
  }
}
