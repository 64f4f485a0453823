import { joinPath } from '../../config/key-path.js'
import type { Algorithm } from '../../training/algorithm.js'
import { AnomalyDetector } from '../../training/anomaly-detector.js'
import { type Callback, Hooks } from '../../training/callback.js'
import { checkBatchRows } from '../../training/check-batch-rows.js'
import { checkMemory } from '../../training/check-memory.js'
import { checkMonitors } from '../../training/check-monitors.js'
import type { Checkpoint, SaveCheckpoint } from '../../training/checkpoint.js'
import type { MTLDataset } from '../../training/dataset.js'
import { type EvaluationResult, evaluate, evaluationBatches, tasksOf } from '../../training/evaluation-loop.js'
import { EvaluationSteps } from '../../training/evaluation-steps.js'
import { FitLoop, type FitResult } from '../../training/fit-loop.js'
import type { FinalStatus, Logger } from '../../training/logger.js'
import { Breath, type Loop, metricSetup, type Participants } from '../../training/loop.js'
import type { Metric, MetricsCompat } from '../../training/metric.js'
import type { SaveProfile } from '../../training/operation-profile.js'
import { planTraining } from '../../training/plan-training.js'
import { Profiler } from '../../training/profiler.js'
import { restoreState } from '../../training/restore-state.js'
import type { RunContext } from '../../training/run-context.js'
import { tasksWithoutRows } from '../../training/tasks-without-rows.js'
import type { RunParts, TrainerComponent } from '../../training/trainer-component.js'
import { type TrainerConfig, type TrainerOptions, trainerOptions } from '../../training/trainer-options.js'
import { type RecordedTime, TrainerState } from '../../training/trainer-state.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { Generator } from '../../util/generator.js'
import { Interrupted } from '../../util/interrupted.js'
import { silentLog } from '../../util/log.js'
import { Timer } from '../callbacks/timer.js'
import { checkOptions } from '../check-options.js'
import { trainerFaults } from './check-trainer.js'

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
  /** Takes checkpoints while training; missing: none are made. */
  saveCheckpoint?: SaveCheckpoint | undefined
  /** Takes the trace of `profile`; missing: it is not kept. */
  saveProfile?: SaveProfile | undefined
  /** Where training goes on; null: anew, what an earlier attempt logged is taken back. */
  resumeFrom?: Checkpoint | null | undefined
  /** Given to the loggers before training. */
  hparams?: Readonly<Record<string, unknown>>
  /** Of a run that is reproduced: stands for the clock. */
  recordedTime?: RecordedTime | undefined
}

/** Trains and evaluates an algorithm on a data set, with Lightning's options, hooks and order of events. */
export class Trainer implements TrainerComponent {
  /** Where the run stands. */
  readonly state: TrainerState
  readonly #participants: Participants
  readonly #compat: MetricsCompat
  readonly #saveCheckpoint: SaveCheckpoint | undefined
  readonly #saveProfile: SaveProfile | undefined
  readonly #resumeFrom: Checkpoint | null | undefined
  readonly #hparams: Readonly<Record<string, unknown>>

  /** @throws ConfigError where an option is out of its range. */
  constructor(params: TrainerParams = {}) {
    const { metrics = {}, callbacks = {}, loggers = {}, hparams = {}, ...rest } = params
    const { generator = new Generator(), context = quietContext(), saveWeights, ...others } = rest
    const { saveCheckpoint, saveProfile, resumeFrom, recordedTime, ...config } = others
    checkOptions('trainer/trainer', 'trainer', config)
    const faults = trainerFaults(config, 'trainer').filter(({ severity }) => severity !== 'warning')
    if (faults.length > 0) throw new ConfigError(faults)
    const options = trainerOptions(config)
    this.#compat = metrics.compat === 'clarena' ? 'clarena' : null
    // a development run leaves no traces in the logs of real ones
    const isReal = options.fast_dev_run === 0
    this.#participants = {
      metrics: instances(metrics as Named<Metric>),
      callbacks: {
        ...instances(callbacks, (callback) => isReal || callback.developmentRun !== false),
        ...ownCallbacks(options),
      },
      loggers: isReal && options.logger ? instances(loggers) : {},
    }
    this.#saveCheckpoint = saveCheckpoint
    this.#saveProfile = saveProfile
    this.#resumeFrom = resumeFrom
    this.#hparams = hparams
    const participants = this.#participants
    const outputs = Object.values(participants.loggers)
    this.state = new TrainerState(options, outputs, context, generator, saveWeights, participants.callbacks)
    this.state.recordedTime = recordedTime
  }

  async check({ algorithm, dataset, trains }: RunParts): Promise<readonly Diagnostic[]> {
    const loop = this.#loop(algorithm, dataset)
    const trained = trains ? [...this.#checkTraining(loop), ...(await this.#checkLoggers())] : []
    evaluationBatches(loop, 'test')
    const setup = metricSetup(loop, tasksOf(loop, 'test'))
    const metrics = Object.entries(this.#participants.metrics)
    return [
      ...trained,
      ...tasksWithoutRows(loop, 'test'),
      ...metrics.flatMap(([name, metric]) => metric.check?.(setup, joinPath('metrics', name)) ?? []),
    ]
  }

  async #checkLoggers(): Promise<Diagnostic[]> {
    const loggers = Object.entries(this.#participants.loggers)
    const found = await Promise.all(loggers.map(([name, logger]) => logger.check?.(joinPath('loggers', name)) ?? []))
    return found.flat()
  }

  #checkTraining(loop: Loop): Diagnostic[] {
    const plan = planTraining(loop)
    if (plan.options.overfit_batches !== null && !loop.dataset.orderedTrainBatches) throw noOrder()
    const { lrScheduler } = loop.algorithm
    const callbacks = Object.entries(this.#participants.callbacks)
    return [
      ...tasksWithoutRows(loop, 'validation'),
      ...checkMemory(loop, plan),
      ...checkBatchRows(loop, plan),
      ...checkMonitors(plan, this.#participants),
      ...callbacks.flatMap(([name, callback]) => {
        return callback.check?.(loop.dataset.sampleShape, joinPath('callbacks', name)) ?? []
      }),
      ...(lrScheduler?.check?.(lrScheduler.interval === 'epoch' ? plan.epochs : plan.steps, 'lr_scheduler') ?? []),
    ]
  }

  /**
   * Trains, or goes on with training. Where the context's signal is aborted, training ends after the current step, with
   * status `interrupted`.
   * @throws RunError where the loss is no longer finite; ConfigError where a limit leaves no batches or a monitored
   *   metric is not logged.
   */
  async fit(algorithm: Algorithm, dataset: MTLDataset): Promise<FitResult> {
    const loop = this.#loop(algorithm, dataset)
    this.#takeBackLogs()
    if (this.state.options.enable_autolog_hparams) {
      for (const logger of this.state.loggers) await logger.logHyperparams?.(this.#hparams)
    }
    const result = await this.#guarded(
      loop,
      () => new FitLoop(loop).run(),
      ({ status }) => (status === 'interrupted' ? status : 'success'),
    )
    loop.profiler?.report(this.state.context.log)
    return result
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

  /** In a run that goes on: what was logged after its checkpoint will be logged again. */
  #takeBackLogs(): void {
    if (this.#resumeFrom === undefined) return
    for (const [name, logger] of Object.entries(this.#participants.loggers)) {
      restoreState(`loggers.${name}`, logger, this.#resumeFrom?.snapshot.loggers[name] ?? null)
    }
  }

  #loop(algorithm: Algorithm, dataset: MTLDataset): Loop {
    const { metrics, callbacks } = this.#participants
    const profiler = this.state.options.profiler === null ? undefined : new Profiler()
    return {
      state: this.state,
      algorithm,
      dataset,
      hooks: new Hooks(Object.values(callbacks), algorithm, profiler),
      profiler,
      metrics: Object.values(metrics),
      compat: this.#compat,
      breath: new Breath(this.state.context.signal),
      evaluation: new EvaluationSteps(this.state, algorithm),
      participants: this.#participants,
      saveCheckpoint: this.#saveCheckpoint,
      saveProfile: this.#saveProfile,
      resumeFrom: this.#resumeFrom ?? undefined,
    }
  }

  /** Tells callbacks of an error, and loggers how it ended. */
  async #guarded<Result>(
    loop: Loop,
    work: () => Promise<Result>,
    statusOf: (result: Result) => FinalStatus = () => 'success',
  ): Promise<Result> {
    let status: FinalStatus = 'failed'
    // of several errors the first is told: what comes after it is often its consequence
    const errors: unknown[] = []
    const attempt = async (action: () => unknown) => {
      try {
        await action()
      } catch (error) {
        errors.push(error)
      }
    }
    let result: Result | undefined
    await attempt(async () => {
      result = await work()
      status = statusOf(result)
    })
    if (errors.length > 0) {
      const [error] = errors
      if (error instanceof Interrupted) status = 'interrupted'
      await attempt(() => loop.hooks.call('onException', this.state, loop.algorithm, error))
    }
    loop.evaluation.dispose()
    for (const logger of this.state.loggers) await attempt(() => logger.finalize?.(status))
    if (errors.length > 0) throw errors[0]
    return result as Result
  }
}

/** The components of a dict by name, without its plain values and the ones set to null. */
function instances<T>(named: Named<T>, wanted: (instance: T) => boolean = () => true): Record<string, T> {
  const entries = Object.entries(named).filter(
    (entry): entry is [string, T & object] => typeof entry[1] === 'object' && entry[1] !== null,
  )
  return Object.fromEntries(entries.filter(([, instance]) => wanted(instance)))
}

/** What Lightning makes of keys of the trainer; no config can have callbacks of these names. */
function ownCallbacks({ max_time, detect_anomaly }: TrainerOptions): Record<string, Callback> {
  return {
    ...(max_time !== null && { 'trainer.max_time': new Timer({ duration: max_time }) }),
    ...(detect_anomaly && { 'trainer.detect_anomaly': new AnomalyDetector() }),
  }
}

function noOrder(): ConfigError {
  return new ConfigError({
    code: 'not-here',
    path: 'trainer.overfit_batches',
    message: 'trainer.overfit_batches is not possible: the data set cannot give its training batches unshuffled',
    hint: 'a data set of a plugin has orderedTrainBatches for it; trainer.limit_train_batches takes shuffled ones',
  })
}

function quietContext(): RunContext {
  return { signal: new AbortController().signal, report: () => 'continue', log: silentLog }
}
