import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `PolynomialLR`. */
export interface PolynomialLRParams extends SchedulerParams {
  /** The step at which the learning rate is zero: 5. */
  readonly total_iters?: number | null
  /** 1 */
  readonly power?: number | null
}

/** Lets the learning rate fall to zero as (1 − step / total_iters)^power: torch.optim.lr_scheduler.PolynomialLR. */
export class PolynomialLR extends BaseScheduler {
  private readonly totalIters: number
  private readonly power: number

  constructor(params: PolynomialLRParams = {}) {
    super(params)
    this.totalIters = params.total_iters ?? 5
    this.power = params.power ?? 1
  }

  protected override nextLr({ lr }: ParamGroup): number {
    if (this.isInitial || this.lastEpoch > this.totalIters) return lr
    const left = (step: number) => 1 - step / this.totalIters
    return lr * (left(this.lastEpoch) / left(this.lastEpoch - 1)) ** this.power
  }

  protected override closedForm(base: number): number {
    return base * (1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters) ** this.power
  }
}
