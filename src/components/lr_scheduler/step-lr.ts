import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `StepLR`. */
export interface StepLRParams extends SchedulerParams {
  /** Steps between two decays. */
  readonly step_size: number
  /** Factor of a decay: 0.1. */
  readonly gamma?: number | null
}

/** Multiplies the learning rate by `gamma` every `step_size` steps: torch.optim.lr_scheduler.StepLR. */
export class StepLR extends BaseScheduler {
  private readonly stepSize: number
  private readonly gamma: number

  constructor(params: StepLRParams) {
    super(params)
    this.stepSize = params.step_size
    this.gamma = params.gamma ?? 0.1
  }

  protected override nextLr({ lr }: ParamGroup): number {
    return this.lastEpoch === 0 || this.lastEpoch % this.stepSize !== 0 ? lr : lr * this.gamma
  }

  protected override closedForm(base: number): number {
    return base * this.gamma ** Math.floor(this.lastEpoch / this.stepSize)
  }
}
