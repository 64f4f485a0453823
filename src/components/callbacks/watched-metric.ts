import { asFraction } from '../../training/batch-limit.js'
import { unknownMetric } from '../../training/step-scheduler.js'
import type { TrainerState } from '../../training/trainer-state.js'

export type Mode = 'min' | 'max'

/** Where Lightning looks at a metric: after the epoch where that comes right after its one validation, else after each validation. */
export function looksAfterEpochs({ options }: TrainerState): boolean {
  return asFraction(options.val_check_interval) === 1 && options.check_val_every_n_epoch === 1
}

/** A logged metric of which a callback wants the best. */
export class WatchedMetric {
  #best: number

  constructor(
    /** Its logged name. */
    readonly name: string,
    private readonly mode: Mode,
    /** The least change that counts. */
    private readonly minDelta = 0,
  ) {
    this.#best = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  get best(): number {
    return this.#best
  }

  /** For resuming. */
  set best(value: number) {
    this.#best = value
  }

  /**
   * The newest value.
   * @throws ConfigError where it was never logged.
   */
  read(trainer: TrainerState, path: string): number {
    const value = trainer.metrics.get(this.name)
    if (value === undefined) throw unknownMetric(path, this.name, trainer.metrics.keys())
    return value
  }

  /** Whether `a` is better than `b`, by more than the least change. */
  better(a: number, b: number, minDelta = this.minDelta): boolean {
    return this.mode === 'min' ? a < b - minDelta : a > b + minDelta
  }

  /** Takes a value in. @returns whether it is the best so far. */
  improve(value: number): boolean {
    if (!this.better(value, this.#best)) return false
    this.#best = value
    return true
  }
}
