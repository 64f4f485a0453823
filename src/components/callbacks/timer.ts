import type { Callback } from '../../training/callback.js'
import { type Duration, secondsOf } from '../../training/duration.js'
import type { TrainerState } from '../../training/trainer-state.js'

/** Keys of `Timer`. */
export interface TimerParams {
  /** After how much training time training ends; null (default): it does not. */
  duration?: Duration | null
  /** Look after each training batch (default), or after each epoch. */
  interval?: 'step' | 'epoch'
  /** Tell when the time is over. Default: true. */
  verbose?: boolean
}

/**
 * Ends training after a time, validations and earlier sessions counted, as Lightning's Timer does. A run that is
 * reproduced has the clock of the original: it ends after the same batch.
 */
export class Timer implements Callback {
  readonly readsStep = false
  readonly #seconds: number | undefined
  readonly #interval: 'step' | 'epoch'
  readonly #verbose: boolean

  constructor({ duration = null, interval = 'step', verbose = true }: TimerParams = {}) {
    this.#seconds = duration === null ? undefined : secondsOf(duration)
    this.#interval = interval
    this.#verbose = verbose
  }

  onTrainStart(trainer: TrainerState): void {
    // a run that goes on ends after a batch, so that it can be had again
    if (!trainer.restoring) this.#check(trainer)
  }

  onTrainBatchEnd(trainer: TrainerState): void {
    if (this.#interval === 'step') this.#check(trainer)
  }

  onTrainEpochEnd(trainer: TrainerState): void {
    if (this.#interval === 'epoch') this.#check(trainer)
  }

  #check(trainer: TrainerState): void {
    if (this.#seconds === undefined || trainer.stopReason !== undefined || !this.#isOver(trainer, this.#seconds)) return
    if (this.#verbose) trainer.context.log.info(`The time of ${this.#seconds} s is over: training ends`)
    trainer.timedOut()
  }

  #isOver(trainer: TrainerState, seconds: number): boolean {
    const { recordedTime, totalBatches } = trainer
    return recordedTime === undefined ? trainer.seconds >= seconds : totalBatches === recordedTime.endedAfter
  }
}
