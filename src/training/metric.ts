import type { TaskLoss } from '../nn/losses/task-loss.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { FirstLogged, TrainingPlan } from './training-plan.js'

/** A mean of values with weights, added up in float64; null while empty, 0 of values that weigh nothing. */
export class RunningMean {
  #sum = 0
  #weight = 0
  #empty = true

  /** Takes a value in. */
  update(value: number, weight = 1): void {
    this.#sum += value * weight
    this.#weight += weight
    this.#empty = false
  }

  /**
   * The mean so far; null before the first value. It is rounded to float32 as torch's metrics are, so that means that
   * are equal in torch are equal here.
   */
  compute(): number | null {
    if (this.#weight === 0) return this.#empty ? null : 0
    return Math.fround(this.#sum / this.#weight)
  }

  /** Starts afresh. */
  reset(): void {
    this.#sum = 0
    this.#weight = 0
    this.#empty = true
  }

  /** For checkpoints. */
  state(): [sum: number, weight: number] {
    return [this.#sum, this.#weight]
  }

  /** Takes back what `state` gave. */
  load([sum, weight]: readonly [number, number]): void {
    this.#sum = sum
    this.#weight = weight
    this.#empty = weight === 0
  }
}

/** Whose figures to give: CLArena's, defects and all, or (null) the right ones. */
export type MetricsCompat = 'clarena' | null

/** What one task's rows of a training batch gave. */
export interface TaskResult {
  /** Missing where the task has no classes. */
  readonly acc?: number
  /** Missing where the algorithm does not give it. */
  readonly loss_cls?: number
  readonly rows: number
}

/** What one batch gave. */
export interface BatchResult {
  /**
   * Right rows by rows, in double precision. Training: the mean over the tasks present. Evaluation: of the one task,
   * of several labels right labels by labels. Missing where no task has classes.
   */
  readonly acc?: number
  /** As `acc`, of all tasks. */
  readonly loss_cls: number
  /** Evaluation only: what the loss was divided by, where that is not the number of rows but their classes' weights. */
  readonly mass?: number
  /** How many rows the batch has. */
  readonly rows: number
  /** Training only: by task id, of the tasks that have rows in the batch. */
  readonly tasks?: ReadonlyMap<number, TaskResult>
  /** Evaluation only. */
  readonly taskId?: number
  /** Evaluation only: `[rows]` true and predicted classes. */
  readonly y?: Int32Array
  /** Evaluation only: `[rows]` predicted classes. */
  readonly preds?: () => Int32Array
  /** Evaluation only: `[rows, outputs]` of the task's head, row-major. Missing: the algorithm gives none. */
  readonly logits?: Float32Array
  /** Evaluation only: `[rows, outputs]` numbers, or labels as 0 and 1, of a task without classes. */
  readonly targets?: Float32Array
}

/** Values by logged name. */
export type MetricValues = Record<string, number>

/** What a metric found of each task in a test. */
export interface Measure {
  /** As in results: `rmse`. */
  readonly name: string
  readonly better: 'higher' | 'lower'
  /** By task id; tasks that it does not fit are left out. */
  readonly tasks: ReadonlyMap<number, number>
}

/** What a metric is told of the tasks that it is to measure. */
export interface MetricSetup {
  /** Whose figures to give. */
  readonly compat: MetricsCompat
  /** In the order in which they are evaluated. */
  readonly tasks: readonly number[]
  /** All of the data set's, of which a run may have few. Missing: `tasks`. */
  readonly allTasks?: readonly number[]
  /** Of one of these tasks. */
  numClasses(taskId: number): number
  /** Undefined where classes have no names. */
  classNames?(taskId: number): readonly string[] | undefined
  /** What one of these tasks is called. Missing: its id. */
  taskName?(taskId: number): string
  /** What one of these tasks is trained by. Missing: cross-entropy. */
  loss?(taskId: number): TaskLoss
}

/** What is measured, and under which names it is logged. Values come batch by batch, in order. */
export interface Metric {
  /**
   * What stands in the way of a test of these tasks: asked before anything is written.
   * @param path the metric's own, for the diagnostics
   */
  check?(setup: MetricSetup, path: string): readonly Diagnostic[]
  /** Before training. */
  onFitStart?(setup: MetricSetup): void
  /** Values logged with this step. */
  onTrainBatch?(result: BatchResult): MetricValues
  /** Values of the epoch; starts the next one afresh. */
  onTrainEpochEnd?(): MetricValues
  /** `sanity`: the check before training. */
  onValidationStart?(setup: MetricSetup & { readonly sanity: boolean }): void
  /** One batch of one task. */
  onValidationBatch?(result: BatchResult): void
  /** Values logged for this validation. */
  onValidationEnd?(): MetricValues
  /** Before a test. */
  onTestStart?(setup: MetricSetup): void
  /** One batch of one task. */
  onTestBatch?(result: BatchResult): void
  /** Writes its files; gives the values for whoever called `test`. */
  onTestEnd?(): MetricValues | Promise<MetricValues>
  /** After that: what it found, for the run's record. Accuracy and loss are there without it. */
  measures?(): readonly Measure[]
  /** Names that are not logged from the first batch on, for what looks at one: asked before anything is written. */
  logsFrom?(plan: TrainingPlan): ReadonlyMap<string, FirstLogged>
  /** For checkpoints: JSON. */
  stateDict?(): unknown
  /** Takes back what `stateDict` gave. */
  loadStateDict?(state: unknown): void
}
