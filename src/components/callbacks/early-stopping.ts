import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'
import type { TrainingPlan } from '../../training/training-plan.js'
import { firstLook, looksAfterEpochs, type Mode, shownValue, WatchedMetric } from './watched-metric.js'

/** Keys of `EarlyStopping`. */
export interface EarlyStoppingParams {
  /** The logged metric to look at. Default: `learning_curve/val/loss_cls`. */
  monitor?: string
  /** Default: 0. */
  min_delta?: number
  /** Checks without improvement after which training ends. Default: 3. */
  patience?: number
  verbose?: boolean
  mode?: Mode
  /** A metric that is not logged is an error. Default: true. */
  strict?: boolean
  /** A metric that is not finite ends training. Default: true. */
  check_finite?: boolean
  stopping_threshold?: number | null
  divergence_threshold?: number | null
  /**
   * Look at the end of training epochs, or at the end of validations; null (default): epochs where each ends with its
   * one validation.
   */
  check_on_train_epoch_end?: boolean | null
}

/** Ends training when a metric stops improving, by Lightning's rules. */
export class EarlyStopping implements Callback {
  readonly developmentRun = false
  readonly monitor: string
  readonly #watched: WatchedMetric
  readonly #params: EarlyStoppingParams
  #waited = 0

  constructor(params: EarlyStoppingParams = {}) {
    this.#params = params
    this.monitor = params.monitor ?? 'learning_curve/val/loss_cls'
    this.#watched = new WatchedMetric(this.monitor, params.mode ?? 'min', params.min_delta ?? 0)
  }

  looksFrom(plan: TrainingPlan): number | undefined {
    return this.#params.strict === false ? undefined : firstLook(plan, this.#afterEpochs(plan))
  }

  onValidationEnd(trainer: TrainerState, _algorithm: Algorithm): void {
    if (!trainer.sanityChecking && !this.#afterEpochs(trainer)) this.#check(trainer)
  }

  onTrainEpochEnd(trainer: TrainerState, _algorithm: Algorithm): void {
    if (this.#afterEpochs(trainer)) this.#check(trainer)
  }

  stateDict(): unknown {
    return { best: String(this.#watched.best), waited: this.#waited }
  }

  loadStateDict(state: unknown): void {
    const { best, waited } = state as { best: string; waited: number }
    this.#watched.best = Number(best)
    this.#waited = waited
  }

  #afterEpochs(trainer: Pick<TrainerState, 'options'>): boolean {
    return this.#params.check_on_train_epoch_end ?? looksAfterEpochs(trainer)
  }

  #check(trainer: TrainerState): void {
    if (this.#params.strict === false && !trainer.metrics.has(this.monitor)) return
    const reason = this.#reason(this.#watched.read(trainer, this), trainer)
    if (reason === undefined) return
    trainer.context.log.info(`Early stopping: ${this.monitor} ${reason}`)
    trainer.stop()
  }

  /** Why to stop, or undefined. The order of the rules is Lightning's. */
  #reason(value: number, trainer: TrainerState): string | undefined {
    const { check_finite = true, stopping_threshold: good, divergence_threshold: bad, patience = 3 } = this.#params
    if (check_finite && !Number.isFinite(value)) return `is ${value}`
    if (good != null && this.#watched.better(value, Math.fround(good), 0))
      return `${shownValue(value)} is better than ${good}`
    if (bad != null && this.#watched.better(Math.fround(bad), value, 0))
      return `${shownValue(value)} is worse than ${bad}`
    const before = this.#watched.best
    if (this.#watched.improve(value)) {
      this.#waited = 0
      if (this.#params.verbose) {
        trainer.context.log.info(`${this.monitor} improved from ${shownValue(before)} to ${shownValue(value)}`)
      }
      return undefined
    }
    this.#waited++
    if (this.#waited < patience) return undefined
    return `did not improve in the last ${this.#waited} checks; best ${shownValue(before)}`
  }
}
