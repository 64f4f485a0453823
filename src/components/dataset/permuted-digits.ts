import type { DatasetParams } from './dataset-params.js'
import type { PermutedParams } from './permuted-dataset.js'
import { PermutedDataset } from './permuted-dataset.js'
import { sharedDefaults } from './settle.js'
import { loadOptdigits, optdigitsNormalization } from './sources/optdigits.js'

/**
 * The handwritten digits that come with polyhead, 8×8: each task sees their pixels in an order of its own.
 */
export class PermutedDigits extends PermutedDataset {
  constructor(params: DatasetParams & PermutedParams = {}) {
    super(
      {
        ...sharedDefaults,
        ...optdigitsNormalization,
        num_tasks: 5,
        batch_size: 32,
        num_features: 64,
        image_shape: [8, 8, 1],
        num_classes: 10,
        permutation_mode: 'first_channel_only',
        permutation_seeds: null,
        ...params,
      },
      loadOptdigits,
    )
  }
}
