import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `ConstantLR`. */
export interface ConstantLRParams extends SchedulerParams {
  /** Factor of the first steps: 1/3. */
  readonly factor?: number | null
  /** How many steps it holds: 5. */
  readonly total_iters?: number | null
}

/** Multiplies the learning rate by `factor` until step `total_iters`: torch.optim.lr_scheduler.ConstantLR. */
export class ConstantLR extends BaseScheduler {
  private readonly factor: number
  private readonly totalIters: number

  constructor(params: ConstantLRParams = {}) {
    super(params)
    this.factor = params.factor ?? 1 / 3
    this.totalIters = params.total_iters ?? 5
  }

  protected override nextLr({ lr }: ParamGroup, index: number): number {
    if (this.lastEpoch === 0) return lr * this.factor
    if (this.lastEpoch !== this.totalIters) return lr
    // What was multiplied by zero cannot be divided back.
    return this.factor === 0 ? (this.baseLrs[index] as number) : lr * (1 / this.factor)
  }

  protected override closedForm(base: number): number {
    return base * (this.lastEpoch >= this.totalIters ? this.factor + (1 - this.factor) : this.factor)
  }
}
