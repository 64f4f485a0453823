import type { DatasetParams } from './dataset-params.js'

/** Defaults of the keys that mean the same for every data set. */
export const sharedDefaults = {
  root: null,
  validation_percentage: 0.1,
  test_percentage: 0.2,
  split_seed: 42,
  resize: null,
  repeat_channels: null,
  sampling_strategy: 'mixed',
  custom_transforms: null,
  augmentation: null,
  drop_last: true,
  memory_limit: 2 ** 28,
} as const satisfies DatasetParams

/** Five tasks of the digits that come with polyhead, 8×8. */
export const digitsDefaults = {
  ...sharedDefaults,
  source: 'optdigits',
  num_tasks: 5,
  batch_size: 32,
  num_features: 64,
  image_shape: [8, 8, 1],
  num_classes: 10,
  mean: 0.3053,
  std: 0.376,
} as const satisfies DatasetParams & { source: string }

/** Five tasks of Fashion-MNIST, 28×28, with CLArena's mean and deviation. */
export const fashionMnistDefaults = {
  ...digitsDefaults,
  source: 'fashion_mnist',
  batch_size: 128,
  num_features: 784,
  image_shape: [28, 28, 1],
  mean: 0.286,
  std: 0.353,
} as const satisfies DatasetParams & { source: string }

/** Five pairs of ten classes. */
export const pairs = { 1: [0, 1], 2: [2, 3], 3: [4, 5], 4: [6, 7], 5: [8, 9] } as const
