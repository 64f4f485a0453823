import { asFraction } from '../../training/batch-limit.js'
import { unknownMetric } from '../../training/step-scheduler.js'
import type { TrainerState } from '../../training/trainer-state.js'
import type { TrainingPlan } from '../../training/training-plan.js'

export type Mode = 'min' | 'max'

/**
 * Where Lightning looks at a metric: after the epoch where that comes right after its one validation, else after each
 * validation.
 */
export function looksAfterEpochs({ options }: Pick<TrainerState, 'options'>): boolean {
  return asFraction(options.val_check_interval) === 1 && options.check_val_every_n_epoch === 1
}

/** A float32 as its reader wrote it: 0.3, not 0.30000001192092896. */
export function shownValue(value: number): string {
  return String(Number(value.toPrecision(7)))
}

/** The training batch after which a metric is looked at first. */
export function firstLook(plan: TrainingPlan, afterEpochs: boolean): number {
  // an epoch ends where training does
  return afterEpochs ? Math.min(plan.batches.train, plan.lastBatch) : plan.firstValidation
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
   * The newest value, as float32: so torch compares.
   * @param owner the callback that looks at it
   * @throws ConfigError where it was never logged.
   */
  read(trainer: TrainerState, owner: object): number {
    const value = trainer.metrics.get(this.name)
    if (value === undefined) throw unknownMetric(`${trainer.pathOf(owner)}.monitor`, this.name, trainer.metrics.keys())
    return Math.fround(value)
  }

  /** Whether `a` is better than `b`, by more than the least change. */
  better(a: number, b: number, minDelta = this.minDelta): boolean {
    const delta = Math.fround(minDelta)
    const nearer = Math.fround(this.mode === 'min' ? a + delta : a - delta)
    return this.mode === 'min' ? nearer < b : nearer > b
  }

  /** Takes a value in. @returns whether it is the best so far. */
  improve(value: number): boolean {
    if (!this.better(value, this.#best)) return false
    this.#best = value
    return true
  }
}
