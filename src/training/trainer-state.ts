import type { Generator } from '../util/generator.js'
import type { Logger } from './logger.js'
import type { MetricValues } from './metric.js'
import type { RunContext } from './run-context.js'
import type { TrainerOptions } from './trainer-options.js'

/** Why training ended before its last epoch. */
export type StopReason = 'stopped' | 'pruned' | 'interrupted'

/** How the clock ended the training of the run that is reproduced. */
export interface RecordedTime {
  /** After so many training batches; null: it did not. */
  readonly endedAfter: number | null
}

/** What a checkpoint keeps of the trainer's state. */
export interface TrainerStateDict {
  currentEpoch: number
  globalStep: number
  loggedStep: number
  batchIdx: number
  stopReason: StopReason | null
  /** Missing in checkpoints of earlier versions. */
  byOps?: string | null
  /** Missing where no time was over. */
  timedOutAfter?: number
  /** Of training, in all sessions. Missing in checkpoints of earlier versions. */
  seconds?: number
  metrics: Record<string, number>
  row: MetricValues
}

/** Where a run stands: what callbacks see of the trainer. */
export class TrainerState {
  /** Epochs from 0. */
  currentEpoch = 0
  /** Optimizer steps done. */
  globalStep = 0
  /** The step under which values are logged: counts batches that stepped, from 0. */
  loggedStep = 0
  /** Training batches of this epoch, from 0. */
  batchIdx = 0
  /** Training batches done, of all epochs and sessions: what `val_check_interval` counts where it is not per epoch. */
  totalBatches = 0
  /** Whether the current training step will be logged, as soon as it is done. */
  logsThisStep = false
  /** Whether this is the validation before training. */
  sanityChecking = false
  /** While a run that goes on calls the hooks of its start: what they log is in the files already. */
  restoring = false
  /** Batches of an epoch after the limits; 0 until known. */
  numTrainBatches = 0
  /** By `dataloaderIdx`. */
  numValBatches: readonly number[] = []
  /** By `dataloaderIdx`. */
  numTestBatches: readonly number[] = []
  /** Newest value of everything logged: what a monitor looks at. */
  readonly metrics = new Map<string, number>()
  /** Set where training was told to end. */
  stopReason: StopReason | undefined
  /**
   * Why training steps run operation by operation, on a backend that could run each as one call; undefined: they do
   * not.
   */
  byOps: string | undefined
  /** After how many training batches a time was over that ended training; undefined: none was. */
  timedOutAfter: number | undefined
  /** What stands for the clock; undefined: the clock does. */
  recordedTime: RecordedTime | undefined
  /** Seconds of training in earlier sessions. */
  #secondsBefore = 0
  #clockStarted: number | undefined
  /** Which callback saves weights under a name. */
  readonly #weightOwners = new Map<string, object>()
  /** Names and values for the row that is logged next. */
  #row: MetricValues = {}

  constructor(
    /** Lightning's, with defaults. */
    readonly options: TrainerOptions,
    /** Those of the config. */
    readonly loggers: readonly Logger[],
    /** Log and signal of the run. */
    readonly context: RunContext,
    /** PyTorch's default generator, from which batches are drawn. */
    readonly generator: Generator,
    /** Writes the weights as a checkpoint of that name; missing outside a run directory. */
    readonly saveWeights?: (name: string) => Promise<void>,
    /** By name, as in the config. */
    private readonly callbacks: Readonly<Record<string, { readonly savedFiles?: ReadonlySet<string> }>> = {},
  ) {}

  /** Where the config has a callback, for messages: `callbacks.early_stopping`. */
  pathOf(callback: object): string {
    const found = Object.entries(this.callbacks).find(([, other]) => other === callback)
    return `callbacks.${found?.[0]}`
  }

  /** Whether another callback holds a file of weights. */
  isSavedByOthers(callback: object, file: string): boolean {
    return Object.values(this.callbacks).some((other) => other !== callback && other.savedFiles?.has(file))
  }

  /**
   * A name for weights that no other callback takes: `best`, or with a version. The first one to ask gets it as it is;
   * each asks at the start, where their order is the config's.
   */
  claimWeights(callback: object, name: string): string {
    for (let version = 0; ; version++) {
      const free = version === 0 ? name : `${name}-v${version}`
      const owner = this.#weightOwners.get(free)
      if (owner !== undefined && owner !== callback) continue
      this.#weightOwners.set(free, callback)
      return free
    }
  }

  /** Ends training after the current step, validating once more. */
  stop(reason: StopReason = 'stopped'): void {
    this.stopReason ??= reason
  }

  /** Training begins, or goes on: its time is counted from here. */
  startClock(): void {
    this.#clockStarted = performance.now()
  }

  /** Seconds of training so far, in all sessions, validations counted. */
  get seconds(): number {
    const started = this.#clockStarted
    return this.#secondsBefore + (started === undefined ? 0 : (performance.now() - started) / 1000)
  }

  /** Ends training because a time is over. */
  timedOut(): void {
    this.timedOutAfter ??= this.totalBatches
    this.stop()
  }

  /** Whether training ends now because it was told to: not before its least epochs and steps, unless it must. */
  get ends(): boolean {
    if (this.stopReason !== 'stopped') return this.stopReason !== undefined
    const { min_epochs: epochs, min_steps: steps } = this.options
    return this.currentEpoch >= (epochs ?? 0) && this.globalStep >= (steps ?? 0)
  }

  /** Adds values to the row that is logged next: the step's in batch hooks, the epoch's in epoch hooks. */
  log(values: Readonly<MetricValues>): void {
    Object.assign(this.#row, values)
    this.remember(values)
  }

  /** @returns the values given to `log` since the last call. */
  takeRow(): MetricValues {
    const row = this.#row
    this.#row = {}
    return row
  }

  /** Makes values the newest of their names, without logging them. */
  remember(values: Readonly<MetricValues>): void {
    for (const name of Object.keys(values)) this.metrics.set(name, values[name] as number)
  }

  /** Writes a row to every logger at once; of no epoch unless `at` names one. */
  async logNow(
    values: Readonly<MetricValues>,
    at: { step: number; epoch?: number } = { step: this.loggedStep },
  ): Promise<void> {
    if (this.restoring || Object.keys(values).length === 0) return
    this.remember(values)
    for (const logger of this.loggers) await logger.logMetrics(values, at)
  }

  /** For checkpoints. */
  stateDict(): TrainerStateDict {
    const { currentEpoch, globalStep, loggedStep, batchIdx, stopReason } = this
    return {
      currentEpoch,
      globalStep,
      loggedStep,
      batchIdx,
      stopReason: stopReason ?? null,
      byOps: this.byOps ?? null,
      ...(this.timedOutAfter !== undefined && { timedOutAfter: this.timedOutAfter }),
      seconds: this.seconds,
      metrics: Object.fromEntries(this.metrics),
      row: { ...this.#row },
    }
  }

  /** For checkpoints. */
  loadStateDict(state: TrainerStateDict): void {
    this.currentEpoch = state.currentEpoch
    this.globalStep = state.globalStep
    this.loggedStep = state.loggedStep
    this.batchIdx = state.batchIdx
    this.stopReason = state.stopReason ?? undefined
    // what it began with it goes on with: the bits depend on it
    this.byOps = state.byOps ?? undefined
    this.timedOutAfter = state.timedOutAfter
    this.#secondsBefore = state.seconds ?? 0
    this.startClock()
    this.metrics.clear()
    this.remember(state.metrics)
    this.#row = { ...state.row }
  }
}
