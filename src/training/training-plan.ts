import type { TaskLoss } from '../nn/losses/task-loss.js'
import type { LRScheduler, Optimizer } from '../nn/optimizer.js'
import type { Parameter } from '../nn/parameter.js'
import type { TrainerOptions } from './trainer-options.js'

/** How many batches training takes. */
export interface BatchCounts {
  /** Of an epoch. */
  train: number
  /** Of each training task's validation, in the order of the tasks. */
  validation: number[]
  /** Training batches between two validations. */
  validationInterval: number
}

/** What a plan tells of the algorithm. */
interface PlannedAlgorithm {
  readonly trainTasks: readonly number[]
  readonly optimizer: Optimizer
  readonly lrScheduler?: LRScheduler
  parameters(): readonly Parameter[]
  minimumRows?(sampleShape: readonly number[]): number
}

/** How a training will go, as far as that is known before it begins. Batches are counted over all epochs, from 1. */
export interface TrainingPlan {
  readonly algorithm: PlannedAlgorithm
  readonly options: TrainerOptions
  /** What a task is called in logged names. */
  taskName(taskId: number): string
  /** What a task is trained by. */
  loss(taskId: number): TaskLoss
  /** Of an epoch, and of each training task's validation. */
  readonly batches: BatchCounts
  /** Optimizer steps of a whole epoch. */
  readonly stepsPerEpoch: number
  /** Epochs that come to their end; Infinity: no limit. */
  readonly epochs: number
  /** Optimizer steps in all; Infinity: no limit. */
  readonly steps: number
  /** After how many batches training ends. */
  readonly lastBatch: number
  /** The batch after which validation comes first; Infinity: none does. */
  readonly firstValidation: number
  /** The batch in which an optimizer step is taken, which are counted from 1. */
  batchOfStep(step: number): number
}

/** When there is a value under a name for the first time. */
export interface FirstLogged {
  /** The training batch after which it is there; Infinity: it never is. */
  batch: number
  /** What to change where that is too late. */
  hint: string
}

/** Of what is logged with the steps that are logged. */
export function firstLoggedStep({ options, batchOfStep }: TrainingPlan): FirstLogged {
  const every = options.log_every_n_steps
  return {
    batch: every === 0 ? Number.POSITIVE_INFINITY : batchOfStep(every),
    hint: '++trainer.log_every_n_steps=1 logs each step',
  }
}
