import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { MetricValues } from '../../training/metric.js'
import type { TrainerState } from '../../training/trainer-state.js'
import { type FirstLogged, firstLoggedStep, type TrainingPlan } from '../../training/training-plan.js'

/** Keys of `LearningRateMonitor`. */
export interface LearningRateMonitorParams {
  /** When to log; null (default): when the scheduler steps. */
  logging_interval?: 'step' | 'epoch' | null
  /** Also log momentum (Adam's first beta), as `lr-SGD-momentum`. Default: false. */
  log_momentum?: boolean
  /** Also log weight decay, as `lr-SGD-weight_decay`. Default: false. */
  log_weight_decay?: boolean
}

/** Logs learning rates under Lightning's names: `lr-SGD`, or `lr-SGD/backbone` and so on where there are groups. */
export class LearningRateMonitor implements Callback {
  readonly #interval: 'step' | 'epoch' | null
  readonly #momentum: boolean
  readonly #weightDecay: boolean

  constructor(params: LearningRateMonitorParams = {}) {
    this.#interval = params.logging_interval ?? null
    this.#momentum = params.log_momentum ?? false
    this.#weightDecay = params.log_weight_decay ?? false
  }

  logsFrom(plan: TrainingPlan): ReadonlyMap<string, FirstLogged> {
    // at the start of an epoch it is there before anything looks
    if (this.#logs('epoch', plan.algorithm)) return new Map()
    return new Map(Object.keys(this.#values(plan.algorithm)).map((name) => [name, firstLoggedStep(plan)]))
  }

  async onTrainEpochStart(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (this.#logs('epoch', algorithm)) await trainer.logNow(this.#values(algorithm))
  }

  async onTrainBatchStart(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (trainer.logsThisStep && this.#logs('step', algorithm)) await trainer.logNow(this.#values(algorithm))
  }

  #logs(interval: 'step' | 'epoch', { lrScheduler }: Pick<Algorithm, 'lrScheduler'>): boolean {
    if (this.#interval !== null) return this.#interval === interval
    // without a scheduler Lightning logs both
    return lrScheduler === undefined || lrScheduler.interval === interval
  }

  #values({ optimizer }: Pick<Algorithm, 'optimizer'>): MetricValues {
    const values: MetricValues = {}
    for (const group of optimizer.groups) {
      const name = `lr-${optimizer.name}${optimizer.groups.length > 1 ? `/${group.name}` : ''}`
      values[name] = group.lr
      const { betas, momentum, weight_decay: decay } = group
      if (this.#momentum) values[`${name}-momentum`] = Number(Array.isArray(betas) ? betas[0] : (momentum ?? 0))
      if (this.#weightDecay) values[`${name}-weight_decay`] = Number(decay ?? 0)
    }
    return values
  }
}
