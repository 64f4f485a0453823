import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Buffer, Parameter } from './parameter.js'

/** What a batch is for. */
export type Stage = 'train' | 'validation' | 'test'

/** How a batch is computed. */
export interface ForwardOptions {
  /** `train`: batch statistics in batch norm, and dropout. */
  stage: Stage
  /** Each row's task, or one for all; with several tasks a row, as batches have them. Missing: the first task. */
  taskIds?: Int32Array | number
}

/** What a backbone makes of a batch. */
export interface BackboneOutput {
  /** `[rows, outputDim]`; `[pairs, outputDim]` where features depend on the task. */
  feature: Tensor2D
  /** By layer name (`fc/0`), in order: what each weighted layer gave after its activation, before dropout. */
  activations: ReadonlyMap<string, Tensor>
}

/** Rows to features: what all tasks share. */
export interface Backbone {
  /** Whether a row's feature depends on its task: it then has `setupTasks`, and gives a feature for each pair. */
  readonly perTask?: boolean
  /** Creates what depends on the tasks. Once, before the heads are. */
  setupTasks?(taskIds: readonly number[]): void
  /** Width of the feature. */
  readonly outputDim: number
  /** What one sample must have (`[784]`, or `[null, null, 3]` where height and width are free). */
  readonly inputShape: readonly (number | null)[]
  /** In torch's order, named as in torch after `backbone.`. */
  parameters(): readonly Parameter[]
  /** Running statistics, in torch's order. */
  buffers(): readonly Buffer[]
  /**
   * Whether a row's feature depends on that row alone, also while training: then a task's gradient is computed from its
   * own rows. Missing: not known.
   */
  readonly rowwise?: boolean
  /** How many rows a training batch of such samples needs at least. Missing: one. */
  minimumRows?(sampleShape: readonly number[]): number
  /**
   * @param x `[rows, …sampleShape]`; images are `[rows, height, width, channels]`.
   * @throws ConfigError where x does not fit the input of the backbone.
   */
  forward(x: Tensor, options: ForwardOptions): BackboneOutput
}
