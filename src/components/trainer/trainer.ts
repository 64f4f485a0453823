import type { Algorithm } from '../../training/algorithm.js'
import { type Callback, Hooks } from '../../training/callback.js'
import type { MTLDataset } from '../../training/dataset.js'
import { type EvaluationResult, evaluate, evaluationBatches } from '../../training/evaluation-loop.js'
import { FitLoop, type FitResult } from '../../training/fit-loop.js'
import type { FinalStatus, Logger } from '../../training/logger.js'
import { Breath, type Loop } from '../../training/loop.js'
import type { Metric, MetricsCompat } from '../../training/metric.js'
import type { RunContext } from '../../training/run-context.js'
import { type TrainerConfig, trainerOptions } from '../../training/trainer-options.js'
import { TrainerState } from '../../training/trainer-state.js'
import { Generator } from '../../util/generator.js'
import { Interrupted } from '../../util/interrupted.js'
import { silentLog } from '../../util/log.js'

type Named<T> = Readonly<Record<string, T | null | undefined>>

/** Lightning's options, and what the run passes in. */
export interface TrainerParams extends TrainerConfig {
  /** By name, beside the plain key `compat`. */
  metrics?: Named<Metric | MetricsCompat>
  callbacks?: Named<Callback>
  loggers?: Named<Logger>
  /** PyTorch's default generator, after the model's initial draws. Default: a new one. */
  generator?: Generator
  context?: RunContext
  /** Writes the weights under a checkpoint's name. */
  saveWeights?: (name: string) => Promise<void>
  /** Given to the loggers before training. */
  hparams?: Readonly<Record<string, unknown>>
}

/** Trains and evaluates an algorithm on a data set, with Lightning's options, hooks and order of events. */
export class Trainer {
  /** Where the run stands. */
  readonly state: TrainerState
  readonly #metrics: readonly Metric[]
  readonly #compat: MetricsCompat
  readonly #callbacks: readonly Callback[]
  readonly #hparams: Readonly<Record<string, unknown>>

  /** @throws ConfigError where an option is out of its range. */
  constructor(params: TrainerParams = {}) {
    const { metrics = {}, callbacks = {}, loggers = {}, hparams = {}, ...rest } = params
    const { generator = new Generator(), context = quietContext(), saveWeights, ...config } = rest
    const options = trainerOptions(config)
    this.#compat = metrics.compat === 'clarena' ? 'clarena' : null
    this.#metrics = instances(metrics as Named<Metric>)
    this.#callbacks = instances(callbacks).filter(
      (callback) => options.fast_dev_run === 0 || callback.developmentRun !== false,
    )
    this.#hparams = hparams
    // a development run leaves no traces in the logs of real ones
    const active = options.fast_dev_run > 0 ? [] : instances(loggers)
    this.state = new TrainerState(options, active, context, generator, saveWeights)
  }

  /**
   * Trains. Where the context's signal is aborted, training ends after the current step, with status `interrupted`.
   * @throws RunError where the loss is no longer finite; ConfigError where a limit leaves no batches or a monitored metric
   *   is not logged.
   */
  async fit(algorithm: Algorithm, dataset: MTLDataset): Promise<FitResult> {
    const loop = this.#loop(algorithm, dataset)
    for (const logger of this.state.loggers) await logger.logHyperparams?.(this.#hparams)
    return await this.#guarded(
      loop,
      () => new FitLoop(loop).run(),
      ({ status }) => (status === 'interrupted' ? status : 'success'),
    )
  }

  /**
   * Evaluates the validation rows of each training task.
   * @throws Interrupted where the context's signal is aborted.
   */
  async validate(algorithm: Algorithm, dataset: MTLDataset): Promise<EvaluationResult> {
    const loop = this.#loop(algorithm, dataset)
    return await this.#guarded(loop, async () => {
      this.state.numValBatches = evaluationBatches(loop, 'validation')
      const result = await evaluate(loop, 'validation', this.state.numValBatches)
      this.state.log(result.values)
      await loop.hooks.call('onValidationEnd', this.state, algorithm)
      await this.state.logNow(this.state.takeRow(), { step: this.state.loggedStep, epoch: this.state.currentEpoch })
      return result
    })
  }

  /**
   * Evaluates the test rows of each evaluation task; the metrics write their files.
   * @throws Interrupted where the context's signal is aborted.
   */
  async test(algorithm: Algorithm, dataset: MTLDataset): Promise<EvaluationResult> {
    algorithm.evalTasks = dataset.evalTasks
    const loop = this.#loop(algorithm, dataset)
    return await this.#guarded(loop, async () => {
      this.state.numTestBatches = evaluationBatches(loop, 'test')
      const result = await evaluate(loop, 'test', this.state.numTestBatches)
      await loop.hooks.call('onTestEnd', this.state, algorithm)
      return result
    })
  }

  #loop(algorithm: Algorithm, dataset: MTLDataset): Loop {
    return {
      state: this.state,
      algorithm,
      dataset,
      hooks: new Hooks(this.#callbacks),
      metrics: this.#metrics,
      compat: this.#compat,
      breath: new Breath(this.state.context.signal),
    }
  }

  /** Tells callbacks of an error, and loggers how it ended. */
  async #guarded<Result>(
    loop: Loop,
    work: () => Promise<Result>,
    statusOf: (result: Result) => FinalStatus = () => 'success',
  ): Promise<Result> {
    let status: FinalStatus = 'failed'
    try {
      const result = await work()
      status = statusOf(result)
      return result
    } catch (error) {
      if (error instanceof Interrupted) status = 'interrupted'
      await loop.hooks.call('onException', this.state, loop.algorithm, error)
      throw error
    } finally {
      for (const logger of this.state.loggers) await logger.finalize?.(status)
    }
  }
}

/** The components of a dict by name, without its plain values and the ones set to null. */
function instances<T>(named: Named<T>): T[] {
  return Object.values(named).filter((value): value is T & object => typeof value === 'object' && value !== null)
}

function quietContext(): RunContext {
  return { signal: new AbortController().signal, report: () => 'continue', log: silentLog }
}
