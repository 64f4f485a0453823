import { BaseScheduler, perGroup, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { Optimizer, ParamGroup } from '../../nn/optimizer.js'

/** Keys of `ReduceLROnPlateau`. */
export interface ReduceLROnPlateauParams extends Pick<SchedulerParams, 'interval'> {
  /** The logged metric that is looked at: `learning_curve/val/loss_cls`. */
  readonly monitor?: string | null
  /** Whether the metric should fall (`min`, the default) or rise. */
  readonly mode?: 'min' | 'max' | null
  /** Factor of a reduction, below 1: 0.1. */
  readonly factor?: number | null
  /** How many steps without a better value are borne: 10. */
  readonly patience?: number | null
  /** By how much a better value must be better: 0.0001. */
  readonly threshold?: number | null
  /** Whether the threshold is a share of the best value (`rel`, the default) or a difference. */
  readonly threshold_mode?: 'rel' | 'abs' | null
  /** Steps after a reduction that do not count: 0. */
  readonly cooldown?: number | null
  /** The smallest learning rate, for all groups or each: 0. */
  readonly min_lr?: number | readonly number[] | null
  /** Smaller reductions are not made: 1e-8. */
  readonly eps?: number | null
}

/** Lowers the learning rate where a metric no longer gets better: torch.optim.lr_scheduler.ReduceLROnPlateau. */
export class ReduceLROnPlateau extends BaseScheduler {
  readonly monitor: string
  private readonly options: Required<{ [K in keyof ReduceLROnPlateauParams]: NonNullable<ReduceLROnPlateauParams[K]> }>
  private minLrs: number[] = []
  private best: number
  private badEpochs = 0
  private cooldownLeft = 0

  constructor(params: ReduceLROnPlateauParams = {}) {
    super(params)
    this.monitor = params.monitor ?? 'learning_curve/val/loss_cls'
    this.options = {
      interval: this.interval,
      monitor: this.monitor,
      mode: params.mode ?? 'min',
      factor: params.factor ?? 0.1,
      patience: params.patience ?? 10,
      threshold: params.threshold ?? 1e-4,
      threshold_mode: params.threshold_mode ?? 'rel',
      cooldown: params.cooldown ?? 0,
      min_lr: params.min_lr ?? 0,
      eps: params.eps ?? 1e-8,
    }
    this.best = this.worst
  }

  /** There is no first step to take: it needs a metric. */
  override attach(optimizer: Optimizer): void {
    this.groups = optimizer.groups
    this.minLrs = perGroup('min_lr', this.options.min_lr, this.groups)
    this.lastEpoch = 0
  }

  /** @param metric the monitored value. */
  override step(metric?: number): void {
    if (metric === undefined) throw new Error('ReduceLROnPlateau needs the monitored metric at each step')
    this.lastEpoch++
    if (this.isBetter(metric)) {
      this.best = metric
      this.badEpochs = 0
    } else this.badEpochs++
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--
      this.badEpochs = 0
    }
    if (this.badEpochs <= this.options.patience) return
    this.write((group, index) => this.nextLr(group, index))
    this.cooldownLeft = this.options.cooldown
    this.badEpochs = 0
  }

  protected override nextLr({ lr }: ParamGroup, index: number): number {
    const lower = Math.max(lr * this.options.factor, this.minLrs[index] as number)
    return lr - lower > this.options.eps ? lower : lr
  }

  protected override ownState(): Record<string, unknown> {
    return {
      best: Number.isFinite(this.best) ? this.best : null,
      num_bad_epochs: this.badEpochs,
      cooldown_counter: this.cooldownLeft,
    }
  }

  protected override loadOwnState(state: Record<string, unknown>): void {
    this.best = (state.best as number | null) ?? this.worst
    this.badEpochs = state.num_bad_epochs as number
    this.cooldownLeft = state.cooldown_counter as number
  }

  private get worst(): number {
    return this.options.mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  private isBetter(metric: number): boolean {
    const { mode, threshold, threshold_mode } = this.options
    if (mode === 'min') return metric < (threshold_mode === 'rel' ? this.best * (1 - threshold) : this.best - threshold)
    return metric > (threshold_mode === 'rel' ? this.best * (threshold + 1) : this.best + threshold)
  }
}
