import type { Gradient } from '../nn/parameter.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { Algorithm, AlgorithmHooks, Batch, EvaluationOutputs, TrainingOutputs } from './algorithm.js'
import type { Profiler } from './profiler.js'
import type { TrainerState } from './trainer-state.js'
import type { FirstLogged, TrainingPlan } from './training-plan.js'

type Hook<Rest extends unknown[] = []> = (
  trainer: TrainerState,
  algorithm: Algorithm,
  ...rest: Rest
) => void | Promise<void>

/** Evaluation hooks' place: which batch, of which task. */
type EvaluationArgs = [outputs: EvaluationOutputs, batch: Batch, batchIdx: number, dataloaderIdx: number]

/**
 * Code that runs at fixed places of a run, with Lightning's names. All hooks are optional and may be async.
 * Tensors in `outputs`, `batch` and `gradients` are disposed when the hook returns: `clone()` what must last.
 */
export interface Callback {
  /** Before the sanity check. */
  onFitStart?: Hook
  /** After training, whatever ended it but an error. */
  onFitEnd?: Hook
  /** Before the validation that precedes training. */
  onSanityCheckStart?: Hook
  /** After it. */
  onSanityCheckEnd?: Hook
  /** Before the first epoch. */
  onTrainStart?: Hook
  /** After the last epoch. */
  onTrainEnd?: Hook
  /** `trainer.currentEpoch` says which. */
  onTrainEpochStart?: Hook
  /** `trainer.metrics` has the epoch's; what is logged here goes into the same row. */
  onTrainEpochEnd?: Hook
  /** Before a training step. `batchIdx` counts the batches of the epoch from 0. */
  onTrainBatchStart?: Hook<[batch: Batch, batchIdx: number]>
  /** After a training step. */
  onTrainBatchEnd?: Hook<[outputs: TrainingOutputs, batch: Batch, batchIdx: number]>
  /** Gradients before clipping. */
  onBeforeOptimizerStep?: Hook<[gradients: readonly Gradient[]]>
  /** Before a validation of all training tasks. */
  onValidationStart?: Hook
  /** `trainer.metrics` has the validation's; what is logged here goes into the same row. */
  onValidationEnd?: Hook
  /** After a batch of the task that `dataloaderIdx` counts among the training tasks. */
  onValidationBatchEnd?: Hook<EvaluationArgs>
  /** Before a test of all evaluation tasks. */
  onTestStart?: Hook
  /** After the metrics wrote their files. */
  onTestEnd?: Hook
  /** After a batch of the task that `dataloaderIdx` counts among the evaluation tasks. */
  onTestBatchEnd?: Hook<EvaluationArgs>
  /** A step or hook threw. */
  onException?: Hook<[error: unknown]>
  /** Names that it does not log from the first batch on, for what looks at one: asked before anything is written. */
  logsFrom?(plan: TrainingPlan): ReadonlyMap<string, FirstLogged>
  /** The training batch after which it needs a value of `monitor` first. Missing: it does without. */
  looksFrom?(plan: TrainingPlan): number | undefined
  /** What keeps it from its work, before anything is written. @param path of its config, for messages */
  check?(sampleShape: readonly number[], path: string): readonly Diagnostic[]
  /** For checkpoints: JSON. */
  stateDict?(): unknown
  /** Takes back what `stateDict` gave, before training goes on. */
  loadStateDict?(state: unknown): void
  /** Runs after the callbacks without it at `onTrainEpochEnd` and `onValidationEnd`: it looks at what others logged. */
  readonly monitor?: string | null
  /**
   * Whether its hooks look at a training step's outputs, or gradients. Missing: where it has `onTrainBatchEnd` or
   * `onBeforeOptimizerStep` it does, and steps run operation by operation. False: `outputs.activations` may be empty.
   */
  readonly readsStep?: boolean
  /** Files of weights that it holds: absolute, or as the process sees them. */
  readonly savedFiles?: ReadonlySet<string>
  /** False: left out of a `fast_dev_run` (checkpoints, early stopping). */
  readonly developmentRun?: boolean
}

export type HookName = Extract<keyof Callback, `on${string}`>

/** Runs the hooks of one name, in order; a hook that nobody has costs nothing. */
export class Hooks {
  readonly #byName = new Map<HookName, Callback[]>()

  /** @param algorithm takes part after the callbacks, and before those that look at a metric */
  constructor(
    callbacks: readonly Callback[],
    algorithm: AlgorithmHooks = {},
    private readonly profiler?: Profiler,
  ) {
    const watching = (callback: Callback) => callback.monitor != null
    this.#add(
      callbacks.filter((callback) => !watching(callback)),
      hookNames,
    )
    this.#add([algorithm], algorithmHookNames)
    this.#add(callbacks.filter(watching), hookNames)
  }

  #add(participants: readonly Callback[], names: readonly HookName[]): void {
    for (const participant of participants) {
      for (const name of names) if (typeof participant[name] === 'function') this.#list(name).push(participant)
    }
  }

  #list(name: HookName): Callback[] {
    const list = this.#byName.get(name) ?? []
    this.#byName.set(name, list)
    return list
  }

  has(name: HookName): boolean {
    return this.#byName.has(name)
  }

  async call<Name extends HookName>(name: Name, ...args: Parameters<NonNullable<Callback[Name]>>): Promise<void> {
    for (const callback of this.#byName.get(name) ?? []) {
      const hook = () => (callback[name] as (...all: unknown[]) => void | Promise<void>).apply(callback, args)
      const done = this.profiler ? this.profiler.time(`${callback.constructor.name}.${name}`, hook) : hook()
      if (done) await done
    }
  }
}

const algorithmHookNames: readonly (keyof AlgorithmHooks)[] = [
  'onFitStart',
  'onFitEnd',
  'onTrainEpochStart',
  'onTrainEpochEnd',
]

const hookNames: readonly HookName[] = [
  'onFitStart',
  'onFitEnd',
  'onSanityCheckStart',
  'onSanityCheckEnd',
  'onTrainStart',
  'onTrainEnd',
  'onTrainEpochStart',
  'onTrainEpochEnd',
  'onTrainBatchStart',
  'onTrainBatchEnd',
  'onBeforeOptimizerStep',
  'onValidationStart',
  'onValidationEnd',
  'onValidationBatchEnd',
  'onTestStart',
  'onTestEnd',
  'onTestBatchEnd',
  'onException',
]
