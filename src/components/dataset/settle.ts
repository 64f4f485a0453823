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
  augmentation: null,
  drop_last: true,
} as const satisfies DatasetParams
