import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `CosineAnnealingLR`. */
export interface CosineAnnealingLRParams extends SchedulerParams {
  /** Steps from the initial learning rate to the smallest. */
  readonly T_max: number
  /** The smallest learning rate: 0. */
  readonly eta_min?: number | null
}

/**
 * Lets the learning rate swing as a cosine between its initial value and `eta_min`:
 * torch.optim.lr_scheduler.CosineAnnealingLR.
 */
export class CosineAnnealingLR extends BaseScheduler {
  private readonly tMax: number
  private readonly etaMin: number

  constructor(params: CosineAnnealingLRParams) {
    super(params)
    this.tMax = params.T_max
    this.etaMin = params.eta_min ?? 0
  }

  protected override nextLr({ lr }: ParamGroup, index: number): number {
    const { lastEpoch, tMax, etaMin } = this
    if (this.isInitial) return lr
    const range = (this.baseLrs[index] as number) - etaMin
    if (this.stepCount === 1 && lastEpoch > 0) {
      return etaMin + (range * (1 + Math.cos((lastEpoch * Math.PI) / tMax))) / 2
    }
    // The learning rate is at its smallest: the ratio below would be 0 / 0.
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) return lr + (range * (1 - Math.cos(Math.PI / tMax))) / 2
    const height = (step: number) => 1 + Math.cos((Math.PI * step) / tMax)
    return (height(lastEpoch) / height(lastEpoch - 1)) * (lr - etaMin) + etaMin
  }

  protected override closedForm(base: number): number {
    return this.etaMin + ((base - this.etaMin) * (1 + Math.cos((Math.PI * this.lastEpoch) / this.tMax))) / 2
  }
}
