import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core'
import type { LRScheduler, Optimizer } from '../nn/optimizer.js'
import type { Buffer, Gradient, Parameter } from '../nn/parameter.js'

/** One integer a row. Typed arrays spare a read from the device. */
export type Labels = Tensor1D | Int32Array

/** Rows of mixed tasks: x `[rows, …sampleShape]`, classes `[rows]`, task ids `[rows]`. */
export type Batch = readonly [x: Tensor, y: Labels, taskIds: Labels]

export interface EvaluationOutputs {
  /** `[rows]`, int32: classes of each row's own task. */
  preds: Tensor1D
  loss_cls: Scalar
  acc: Scalar
}

export interface TrainingOutputs extends EvaluationOutputs {
  /** What the gradients are of. */
  loss: Scalar
  /** By layer name, in order: what each weighted layer gave, before dropout. */
  activations: ReadonlyMap<string, Tensor>
}

/** The tensors of one step that outlive it: its reader disposes them. */
export interface StepResult {
  outputs: TrainingOutputs
  gradients: Gradient[]
}

/** What the loop asks of an algorithm. */
export interface Algorithm {
  /** Validated in this order: `dataloaderIdx` counts them. */
  readonly trainTasks: readonly number[]
  /** Tested in this order. */
  evalTasks: readonly number[]
  readonly optimizer: Optimizer
  readonly lrScheduler?: LRScheduler
  /** All parameters, the frozen ones too, in torch's order. */
  parameters(): readonly Parameter[]
  buffers(): readonly Buffer[]
  trainingStep(batch: Batch): TrainingOutputs
  validationStep(batch: Batch, batchIdx: number, dataloaderIdx?: number): EvaluationOutputs
  testStep(batch: Batch, batchIdx: number, dataloaderIdx?: number): EvaluationOutputs
  /** A training step with the gradients of its loss. */
  gradients(batch: Batch): StepResult
}
