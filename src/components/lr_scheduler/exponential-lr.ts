import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `ExponentialLR`. */
export interface ExponentialLRParams extends SchedulerParams {
  /** Factor of each step. */
  readonly gamma: number
}

/** Multiplies the learning rate by `gamma` at every step: torch.optim.lr_scheduler.ExponentialLR. */
export class ExponentialLR extends BaseScheduler {
  private readonly gamma: number

  constructor(params: ExponentialLRParams) {
    super(params)
    this.gamma = params.gamma
  }

  protected override nextLr({ lr }: ParamGroup): number {
    return this.isInitial ? lr : lr * this.gamma
  }

  protected override closedForm(base: number): number {
    return base * this.gamma ** this.lastEpoch
  }
}
