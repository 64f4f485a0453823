import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { Heads } from '../../nn/heads.js'
import type { Backbone } from '../../nn/module.js'
import type { Parameter } from '../../nn/parameter.js'
import type { GradientWeighting } from '../../nn/weighting.js'
import type { Batch } from '../../training/algorithm.js'

/** What a step that looks at the tasks' gradients goes through. */
export interface StepModel {
  backbone: Backbone
  heads: Heads
  /** Trained parameters of the backbone, as the algorithm has them. */
  shared: readonly Parameter[]
  /** Trained parameters of the heads, and of the backbone those that are one task's. */
  own: readonly Parameter[]
  /** In the weighting's order. */
  readonly tasks: readonly number[]
  /** Mean loss of each of the tasks, `[tasks]`, of logits in the batch's order. Differentiable. */
  means(logits: Tensor2D, batch: Batch, tasks: readonly number[]): Tensor1D
  /** Which segments have rows, by parameter. */
  presence(parameters: readonly Parameter[], batch: Batch): ReadonlyMap<Parameter, boolean[]>
}

/** What looks at gradients. */
export type Looking = Pick<GradientWeighting, 'combine' | 'gramianOnly' | 'parameters'>
