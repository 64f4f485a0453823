import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { ParamGroup } from '../../nn/optimizer.js'

/** Keys of `CosineAnnealingWarmRestarts`. */
export interface CosineAnnealingWarmRestartsParams extends SchedulerParams {
  /** Steps to the first restart. */
  readonly T_0: number
  /** Factor of that number after each restart: 1. */
  readonly T_mult?: number | null
  /** The smallest learning rate: 0. */
  readonly eta_min?: number | null
}

/** Lets the learning rate fall as a cosine, again and again: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts. */
export class CosineAnnealingWarmRestarts extends BaseScheduler {
  private period: number
  private readonly tMult: number
  private readonly etaMin: number
  /** Steps since the last restart. */
  private current = -1

  constructor(params: CosineAnnealingWarmRestartsParams) {
    super(params)
    this.period = params.T_0
    this.tMult = params.T_mult ?? 1
    this.etaMin = params.eta_min ?? 0
  }

  protected override advance(): void {
    if (this.lastEpoch < 0) this.current = 0
    else this.current++
    if (this.current >= this.period) {
      this.current %= this.period
      this.period *= this.tMult
    }
    super.advance()
  }

  protected override nextLr(_group: ParamGroup, index: number): number {
    const range = (this.baseLrs[index] as number) - this.etaMin
    return this.etaMin + (range * (1 + Math.cos((Math.PI * this.current) / this.period))) / 2
  }

  protected override ownState(): Record<string, unknown> {
    return { T_cur: this.current, T_i: this.period }
  }

  protected override loadOwnState(state: Record<string, unknown>): void {
    this.current = state.T_cur as number
    this.period = state.T_i as number
  }
}
