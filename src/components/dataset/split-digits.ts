import type { DatasetParams } from './dataset-params.js'
import { sharedDefaults } from './settle.js'
import { loadOptdigits, optdigitsNormalization } from './sources/optdigits.js'
import type { SplitParams } from './split-dataset.js'
import { SplitDataset } from './split-dataset.js'

/** The handwritten digits that come with polyhead, 8×8: each task tells some of the ten digits apart. */
export class SplitDigits extends SplitDataset {
  constructor(params: DatasetParams & SplitParams = {}) {
    super(
      {
        ...sharedDefaults,
        ...optdigitsNormalization,
        num_tasks: 5,
        batch_size: 32,
        num_features: 64,
        image_shape: [8, 8, 1],
        num_classes: 2,
        class_split: { 1: [0, 1], 2: [2, 3], 3: [4, 5], 4: [6, 7], 5: [8, 9] },
        ...params,
      },
      loadOptdigits,
    )
  }
}
