import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `MultiStepLR`. */
export interface MultiStepLRParams extends SchedulerParams {
  /** The steps at which the learning rate decays; one that is given twice decays it twice. */
  readonly milestones: readonly number[]
  /** Factor of a decay: 0.1. */
  readonly gamma?: number | null
}

/** Multiplies the learning rate by `gamma` at each milestone: torch.optim.lr_scheduler.MultiStepLR. */
export class MultiStepLR extends BaseScheduler {
  private readonly milestones: readonly number[]
  private readonly gamma: number

  constructor(params: MultiStepLRParams) {
    super(params)
    this.milestones = params.milestones
    this.gamma = params.gamma ?? 0.1
  }

  protected override nextLr({ lr }: ParamGroup): number {
    const times = this.milestones.filter((milestone) => milestone === this.lastEpoch).length
    return times === 0 ? lr : lr * this.gamma ** times
  }

  protected override closedForm(base: number): number {
    return base * this.gamma ** this.milestones.filter((milestone) => milestone <= this.lastEpoch).length
  }
}
