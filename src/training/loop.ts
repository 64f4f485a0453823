import { crossEntropy } from '../nn/losses/task-loss.js'
import { Interrupted } from '../util/interrupted.js'
import type { LossOf } from './accuracy.js'
import type { Algorithm } from './algorithm.js'
import type { Callback, Hooks } from './callback.js'
import type { Checkpoint, SaveCheckpoint } from './checkpoint.js'
import type { MTLDataset } from './dataset.js'
import type { EvaluationSteps } from './evaluation-steps.js'
import type { Logger } from './logger.js'
import type { Metric, MetricSetup, MetricsCompat } from './metric.js'
import type { SaveProfile } from './operation-profile.js'
import type { Profiler } from './profiler.js'
import type { TrainerState } from './trainer-state.js'

/** By name, as in the config: checkpoints keep their states by it. */
export interface Participants {
  readonly metrics: Readonly<Record<string, Metric>>
  readonly callbacks: Readonly<Record<string, Callback>>
  readonly loggers: Readonly<Record<string, Logger>>
}

/** All that takes part in one call of fit, validate or test. */
export interface Loop {
  readonly state: TrainerState
  readonly algorithm: Algorithm
  readonly dataset: MTLDataset
  readonly hooks: Hooks
  readonly metrics: readonly Metric[]
  readonly compat: MetricsCompat
  readonly breath: Breath
  readonly evaluation: EvaluationSteps
  readonly participants: Participants
  /** Missing: nothing is timed. */
  readonly profiler?: Profiler | undefined
  /** Missing outside a run directory. */
  readonly saveProfile?: SaveProfile | undefined
  /** Missing outside a run directory: nothing is saved then. */
  readonly saveCheckpoint?: SaveCheckpoint | undefined
  /** Where training goes on. */
  readonly resumeFrom?: Checkpoint | undefined
}

/** Does a part of the loop, timed where that is asked for. */
export async function timed<Result>(
  { profiler }: Pick<Loop, 'profiler'>,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return profiler ? await profiler.time(name, work) : await work()
}

/** What metrics are told of the tasks they are to measure. */
export function metricSetup(loop: Loop, tasks: readonly number[]): MetricSetup {
  const { compat, dataset } = loop
  return {
    compat,
    tasks,
    allTasks: Array.from({ length: dataset.numTasks }, (_, index) => index + 1),
    numClasses: (taskId) => dataset.numClasses(taskId),
    classNames: (taskId) => dataset.classNames?.(taskId),
    taskName: (taskId) => taskName(dataset, taskId),
    loss: lossOf(dataset),
  }
}

/** What a data set's tasks are trained by. */
export function lossOf(dataset: MTLDataset): LossOf {
  return (taskId) => dataset.loss?.(taskId) ?? crossEntropy
}

/** What a task is called. */
export function taskName(dataset: MTLDataset, taskId: number): string {
  return dataset.taskName?.(taskId) ?? String(taskId)
}

/** Longest time without a turn for signals and timers, in ms. */
const PATIENCE = 50

/** Lets the event loop have a turn now and then, so that Ctrl-C and progress work during synchronous steps. */
export class Breath {
  #last = performance.now()

  constructor(private readonly signal: AbortSignal) {}

  /**
   * Between two steps.
   * @throws Interrupted where the run was told to end.
   */
  async take(): Promise<void> {
    if (performance.now() - this.#last > PATIENCE) {
      await new Promise((resolve) => setImmediate(resolve))
      this.#last = performance.now()
    }
    if (this.signal.aborted) throw new Interrupted('interrupted')
  }
}
