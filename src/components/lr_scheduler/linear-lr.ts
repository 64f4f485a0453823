import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `LinearLR`. */
export interface LinearLRParams extends SchedulerParams {
  /** Factor of the first step: 1/3. */
  readonly start_factor?: number | null
  /** Factor from step `total_iters` on: 1. */
  readonly end_factor?: number | null
  /** 5 */
  readonly total_iters?: number | null
}

/**
 * Moves a factor of the learning rate from `start_factor` to `end_factor` in equal parts:
 * torch.optim.lr_scheduler.LinearLR.
 */
export class LinearLR extends BaseScheduler {
  private readonly startFactor: number
  private readonly endFactor: number
  private readonly totalIters: number

  constructor(params: LinearLRParams = {}) {
    super(params)
    this.startFactor = params.start_factor ?? 1 / 3
    this.endFactor = params.end_factor ?? 1
    this.totalIters = params.total_iters ?? 5
  }

  protected override nextLr({ lr }: ParamGroup): number {
    if (this.lastEpoch === 0) return lr * this.startFactor
    if (this.isInitial || this.lastEpoch > this.totalIters) return lr
    const rise = this.endFactor - this.startFactor
    return lr * (1 + rise / (this.totalIters * this.startFactor + (this.lastEpoch - 1) * rise))
  }

  protected override closedForm(base: number): number {
    const passed = Math.min(this.totalIters, this.lastEpoch) / this.totalIters
    return base * (this.startFactor + (this.endFactor - this.startFactor) * passed)
  }
}
