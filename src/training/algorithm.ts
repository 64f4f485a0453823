import type { NamedTensorMap, Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { NumClasses } from '../nn/heads.js'
import type { Gramian } from '../nn/linear-algebra/gramian.js'
import type { TaskLoss } from '../nn/losses/task-loss.js'
import type { Stage } from '../nn/module.js'
import type { LRScheduler, Optimizer } from '../nn/optimizer.js'
import type { Buffer, Gradient, Parameter } from '../nn/parameter.js'
import type { TrainerState } from './trainer-state.js'

/** One integer a row. Typed arrays spare a read from the device. */
export type Labels = Tensor1D | Int32Array

/**
 * Rows of mixed tasks: x `[rows, …sampleShape]`, classes `[pairs]`, task ids `[pairs]`, targets `[pairs, width]` where
 * a task has no classes. A pair is a row with one of its tasks: where rows are of several tasks, all rows with the
 * first task come first, then all with the next; else pairs are rows.
 */
export type Batch = readonly [x: Tensor, y: Labels, taskIds: Labels, targets?: Float32Array | undefined]

/** Tensors of a batch that was evaluated. */
export interface EvaluationOutputs {
  /** `[pairs]`, int32: classes of each row's own task. Accuracy is counted from them. */
  preds: Tensor1D
  /** The batch's loss by its targets alone. */
  loss_cls: Scalar
  /** `[rows, width]` of an evaluation: what the task's head gave, for metrics that need more than classes. */
  logits?: Tensor2D
}

/** Tensors of a training step. */
export interface TrainingOutputs extends EvaluationOutputs {
  /** What the gradients are of. */
  loss: Scalar
  /** Loss of each task that has rows in the batch, by task id, where the algorithm computes them. */
  taskLosses?: ReadonlyMap<number, Scalar>
  /** By layer name, in order: what each weighted layer gave, before dropout. */
  activations: ReadonlyMap<string, Tensor>
  /** Of the tasks' gradients, where the step computed them. */
  taskGramian?: TaskGramian
}

/** Dot products of the gradients of the parameters that the tasks share, one gradient a task. */
export interface TaskGramian {
  /** The tasks that have rows in the batch, ascending. */
  readonly taskIds: readonly number[]
  /** `[tasks][tasks]`, to read while the outputs last. */
  readonly gramian: Gramian
  /** What it is computed of when it is read: freed with the outputs. */
  readonly tensors?: readonly Tensor[]
}

/** The tensors of one step that outlive it: its reader disposes them. */
export interface StepResult {
  /** What the step measured. */
  outputs: TrainingOutputs
  /** Of every parameter that is not frozen, the algorithm's own included. */
  gradients: Gradient[]
}

/** A training step whose gradients depend on what the host makes of a first part. */
export interface StepHalves {
  /**
   * What the host looks at, and the step's outputs, without what the layers gave while it is recorded.
   * @returns tensors that the caller disposes; `kept` are by name
   */
  first(batch: Batch): { outputs: TrainingOutputs; kept: NamedTensorMap }
  /** Reads what it needs, and decides. */
  between(batch: Batch, kept: NamedTensorMap): Promise<void>
  /** The gradients, of what was decided last. */
  second(batch: Batch, kept: NamedTensorMap): Gradient[]
}

/** How steps may be compiled. */
export interface StepForm {
  /**
   * On what a step, or its first half, depends beside the sizes of its batch: steps of one form compute the same.
   * Second halves depend on the sizes alone.
   */
  readonly form: string
  /** Missing: a step is one call. */
  readonly halves?: StepHalves
}

/** What an algorithm learns, and by what. */
export interface TaskSetup {
  /** Tasks to train, in order. */
  taskIds: readonly number[]
  /** Outputs of each one's head: its classes, its labels, or the numbers that it predicts. */
  numClasses: NumClasses
  /** What each is trained by. Missing: cross-entropy, as of a task that is not among them. */
  losses?: ReadonlyMap<number, TaskLoss>
  /** Not attached yet. */
  optimizer: Optimizer
  /** Not attached yet; missing: learning rates stay as they are. */
  lrScheduler?: LRScheduler | undefined
}

/** Whose task a row is, and in which part of a run. */
export interface AlgorithmForward {
  /** `train`: batch statistics in batch norm, and dropout. */
  stage: Stage
  /** Each row's task, or one task for all rows. */
  taskIds: Labels | number
}

type AlgorithmHook = (trainer: TrainerState) => void | Promise<void>

/**
 * Where an algorithm takes part in a run beside its steps, with Lightning's names and order: after the callbacks,
 * before those that look at a metric. All are optional and may be async.
 */
export interface AlgorithmHooks {
  /** Before the sanity check. */
  onFitStart?: AlgorithmHook
  /** After training, whatever ended it but an error. */
  onFitEnd?: AlgorithmHook
  /** `trainer.currentEpoch` says which. */
  onTrainEpochStart?: AlgorithmHook
  /** `trainer.metrics` has the epoch's. */
  onTrainEpochEnd?: AlgorithmHook
}

/** All that a run asks of a component of the group `algorithm`. */
export interface Algorithm extends AlgorithmHooks {
  /** Validated in this order: `dataloaderIdx` counts them. */
  readonly trainTasks: readonly number[]
  /** Tested in this order. */
  evalTasks: readonly number[]
  /** Those that `setupTasks` got. */
  readonly optimizer: Optimizer
  /** Missing: learning rates stay as they are. */
  readonly lrScheduler?: LRScheduler
  /** Creates what depends on the tasks, and attaches the optimizer to `parameters()`. Once, before anything else. */
  setupTasks(setup: TaskSetup): void
  /** All parameters, the frozen ones too, in torch's order; those of the algorithm itself last. */
  parameters(): readonly Parameter[]
  /** Tensors that are saved with the weights and are not trained. */
  buffers(): readonly Buffer[]
  /** How many rows a training batch of such samples needs at least. Missing: one. */
  minimumRows?(sampleShape: readonly number[]): number
  /**
   * @param x `[rows, …sampleShape]`
   * @returns logits `[pairs, width]` of each row's own task, and what the layers gave
   * @throws ConfigError where x does not fit the network
   */
  forward(x: Tensor, options: AlgorithmForward): { logits: Tensor2D; activations: ReadonlyMap<string, Tensor> }
  /** Why its training steps cannot each be one call into the backend. Missing: nothing is known against it. */
  readonly stepByOps?: string | undefined
  /** How a batch's step may be compiled; text: why it is not, as others may be. Missing: all are alike. */
  stepForm?(batch: Batch): StepForm | string
  /** A step's loss and measures: runs where the gradients of its loss are taken. */
  trainingStep(batch: Batch): TrainingOutputs
  /** One batch of the task that `dataloaderIdx` counts among the training tasks, from 0. */
  validationStep(batch: Batch, batchIdx: number, dataloaderIdx?: number): EvaluationOutputs
  /** One batch of the task that `dataloaderIdx` counts among the evaluation tasks, from 0. */
  testStep(batch: Batch, batchIdx: number, dataloaderIdx?: number): EvaluationOutputs
  /** A training step with the gradients of its loss; a promise where values are read from the device for them. */
  gradients(batch: Batch): StepResult | Promise<StepResult>
  /** After an optimizer's step; batch and outputs are the last ones of which it was. */
  afterStep?(batch: Batch, outputs: TrainingOutputs): void | Promise<void>
  /** Loss of each task of one training step, by task id, where the step gives `taskLosses`: read late, in order. */
  onTrainLosses?(losses: ReadonlyMap<number, number>): void
  /** The tasks' gradients on a batch as evaluation computes: changes nothing. */
  taskGramian?(batch: Batch): Promise<TaskGramian>
  /**
   * State of its own that is neither parameter nor buffer, for checkpoints: JSON, where NaN and infinities are kept.
   */
  onSaveCheckpoint?(): unknown
  /** Puts that state back, before training goes on. */
  onLoadCheckpoint?(state: unknown): void
  /** Frees all weights and the optimizer's state, also where `setupTasks` failed: the algorithm is of no more use. */
  dispose(): void
}
