import { BaseScheduler, perGroup, type SchedulerParams } from '../../nn/base-scheduler.js'
import { requireMomentum, setMomentum } from '../../nn/cycle-momentum.js'
import type { Optimizer, ParamGroup } from '../../nn/optimizer.js'

/** Keys of `CyclicLR`. */
export interface CyclicLRParams extends SchedulerParams {
  /** The smallest learning rate, for all groups or each. */
  readonly base_lr: number | readonly number[]
  /** The largest learning rate, for all groups or each. */
  readonly max_lr: number | readonly number[]
  /** Steps of a rise: 2000. */
  readonly step_size_up?: number | null
  /** Steps of a fall: as many. */
  readonly step_size_down?: number | null
  /** `triangular` (default), `triangular2`: halved each cycle, or `exp_range`: times `gamma` at each step. */
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range' | null
  /** 1 */
  readonly gamma?: number | null
  /** Functions cannot be configured: null. */
  readonly scale_fn?: null
  /** Of `scale_fn` alone: without effect. */
  readonly scale_mode?: 'cycle' | 'iterations' | null
  /** Whether momentum, or the first of `betas`, moves the other way: true. */
  readonly cycle_momentum?: boolean | null
  /** Smallest momentum: 0.8. */
  readonly base_momentum?: number | readonly number[] | null
  /** Largest momentum: 0.9. */
  readonly max_momentum?: number | readonly number[] | null
}

/** Lets the learning rate rise and fall between two bounds: torch.optim.lr_scheduler.CyclicLR. */
export class CyclicLR extends BaseScheduler {
  private readonly cycleSteps: number
  private readonly riseShare: number
  private readonly cycleMomentum: boolean
  private maxLrs: number[] = []
  private baseMomenta: number[] = []
  private maxMomenta: number[] = []

  constructor(private readonly params: CyclicLRParams) {
    super(params)
    const up = params.step_size_up ?? 2000
    this.cycleSteps = up + (params.step_size_down ?? up)
    this.riseShare = up / this.cycleSteps
    this.cycleMomentum = params.cycle_momentum ?? true
  }

  override attach(optimizer: Optimizer): void {
    const { groups } = optimizer
    const { base_lr, max_lr, base_momentum, max_momentum } = this.params
    const baseLrs = perGroup('base_lr', base_lr, groups)
    this.maxLrs = perGroup('max_lr', max_lr, groups)
    this.baseMomenta = perGroup('base_momentum', base_momentum ?? 0.8, groups)
    this.maxMomenta = perGroup('max_momentum', max_momentum ?? 0.9, groups)
    if (this.cycleMomentum) requireMomentum('CyclicLR', optimizer.name, groups)
    groups.forEach((group, index) => {
      group.lr = baseLrs[index] as number
      if (!this.cycleMomentum) return
      setMomentum(group, this.maxMomenta[index] as number)
      Object.assign(group, { max_momentum: this.maxMomenta[index], base_momentum: this.baseMomenta[index] })
    })
    super.attach(optimizer)
    this.baseLrs = baseLrs
  }

  protected override nextLr(group: ParamGroup, index: number): number {
    const cycle = Math.floor(1 + this.lastEpoch / this.cycleSteps)
    const passed = 1 + this.lastEpoch / this.cycleSteps - cycle
    const height = passed <= this.riseShare ? passed / this.riseShare : (passed - 1) / (this.riseShare - 1)
    const scale = this.scale(cycle)
    const [baseMomentum, maxMomentum] = [this.baseMomenta[index] as number, this.maxMomenta[index] as number]
    if (this.cycleMomentum) setMomentum(group, maxMomentum - (maxMomentum - baseMomentum) * height * scale)
    const base = this.baseLrs[index] as number
    return base + ((this.maxLrs[index] as number) - base) * height * scale
  }

  private scale(cycle: number): number {
    const { mode, gamma } = this.params
    if (mode === 'triangular2') return 1 / 2 ** (cycle - 1)
    return mode === 'exp_range' ? (gamma ?? 1) ** this.lastEpoch : 1
  }
}
