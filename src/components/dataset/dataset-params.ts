import type { AugmentationParams } from './augment.js'
import type { PerTask } from './by-task.js'
import type { TasksParams } from './task-params.js'
import type { SamplingStrategy } from './train-order.js'
import type { TransformParams } from './transforms/params.js'

/** The keys that every built-in data set has. */
export interface DatasetParams {
  /** Folder of the data files. Null: where this data set looks by itself. */
  root?: string | null
  /** Tasks are 1 … num_tasks. */
  num_tasks?: number
  /** Rows of a batch, in training and evaluation. */
  batch_size?: number
  /** Values in a sample: the product of `image_shape`. */
  num_features?: number
  /** `[height, width, channels]` of a sample, or null where samples are plain rows of numbers. */
  image_shape?: readonly number[] | null
  /** Classes of every task, or of each by its id. */
  num_classes?: PerTask<number>
  /** Names and losses of tasks, by their ids. */
  tasks?: TasksParams | null
  /** Share of the training rows that are split off for validation. */
  validation_percentage?: number
  /** Share of all rows that are split off for the test, where the data set has no test part of its own. */
  test_percentage?: number
  /** Seeds these splits; no part of the run's seed, so that runs see the same splits. */
  split_seed?: number
  /**
   * Subtracted from each value (per channel, where a list), after its scaling to 0 … 1. Null: nothing; 'computed': of
   * the training rows.
   */
  mean?: PerTask<number | readonly number[] | 'computed' | null>
  /** Divides each value after that. */
  std?: PerTask<number | readonly number[] | 'computed' | null>
  /** Size to which images are brought. */
  resize?: PerTask<readonly [height: number, width: number] | null>
  /** Grey images with this many equal channels. */
  repeat_channels?: PerTask<number | null>
  /** How batches mix tasks: `mixed` in proportion to their rows, or `balanced`. */
  sampling_strategy?: SamplingStrategy
  /** Torchvision's transforms of training and validation images, in order, before `mean` and `std`. */
  custom_transforms?: readonly TransformParams[] | null
  /** Random changes of training images. */
  augmentation?: AugmentationParams | null
  /** Leave out the last training batch where it is not full. */
  drop_last?: boolean
  /** Files that take more bytes stay on disk, where their format allows. */
  memory_limit?: number
}

/** After defaults were filled in. */
export type SettledParams = Required<Omit<DatasetParams, 'augmentation' | 'tasks'>> &
  Pick<DatasetParams, 'augmentation' | 'tasks'>
