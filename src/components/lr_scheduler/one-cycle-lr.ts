import { BaseScheduler, perGroup, type SchedulerParams } from '../../nn/base-scheduler.js'
import { requireMomentum, setMomentum } from '../../nn/cycle-momentum.js'
import type { Optimizer, ParamGroup } from '../../nn/optimizer.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { RunError } from '../../util/run-error.js'
import { wrongLength } from './cycle-length.js'

/** Keys of `OneCycleLR`. */
export interface OneCycleLRParams extends SchedulerParams {
  /** The largest learning rate, for all groups or each. */
  readonly max_lr: number | readonly number[]
  /** Steps of the cycle; or give `epochs` and `steps_per_epoch`. */
  readonly total_steps?: number | null
  readonly epochs?: number | null
  readonly steps_per_epoch?: number | null
  /** Share of the cycle in which the learning rate rises: 0.3. */
  readonly pct_start?: number | null
  /** `cos` (default) or `linear`. */
  readonly anneal_strategy?: 'cos' | 'linear' | null
  /** Whether momentum, or the first of `betas`, moves the other way: true. */
  readonly cycle_momentum?: boolean | null
  /** Smallest momentum: 0.85. */
  readonly base_momentum?: number | readonly number[] | null
  /** Largest momentum: 0.95. */
  readonly max_momentum?: number | readonly number[] | null
  /** The initial learning rate is `max_lr` divided by this: 25. */
  readonly div_factor?: number | null
  /** The last one is the initial one divided by this: 10000. */
  readonly final_div_factor?: number | null
  /** Whether the fall back to the initial learning rate is a phase of its own: false. */
  readonly three_phase?: boolean | null
}

type Rate = 'initial_lr' | 'max_lr' | 'min_lr'
type Momentum = 'base_momentum' | 'max_momentum'

interface Phase {
  end: number
  rates: readonly [Rate, Rate]
  momenta: readonly [Momentum, Momentum]
}

/** One rise of the learning rate to `max_lr` and one fall to nearly zero: torch.optim.lr_scheduler.OneCycleLR. */
export class OneCycleLR extends BaseScheduler {
  private readonly totalSteps: number
  private readonly phases: readonly Phase[]
  private readonly cycleMomentum: boolean

  /** @throws ConfigError where the cycle has no length, or two. */
  constructor(private readonly params: OneCycleLRParams) {
    super(params)
    this.totalSteps = params.total_steps ?? (params.epochs ?? 0) * (params.steps_per_epoch ?? 0)
    const wrong = wrongLength(params, 'lr_scheduler')
    if (wrong) throw new ConfigError(wrong)
    this.phases = makePhases(this.totalSteps, params.pct_start ?? 0.3, params.three_phase ?? false)
    this.cycleMomentum = params.cycle_momentum ?? true
  }

  override attach(optimizer: Optimizer): void {
    const { groups } = optimizer
    const { max_lr, div_factor, final_div_factor, base_momentum, max_momentum } = this.params
    const maxLrs = perGroup('max_lr', max_lr, groups)
    const bases = perGroup('base_momentum', base_momentum ?? 0.85, groups)
    const peaks = perGroup('max_momentum', max_momentum ?? 0.95, groups)
    if (this.cycleMomentum) requireMomentum('OneCycleLR', optimizer.name, groups)
    groups.forEach((group, index) => {
      const initial = (maxLrs[index] as number) / (div_factor ?? 25)
      Object.assign(group, {
        initial_lr: initial,
        max_lr: maxLrs[index],
        min_lr: initial / (final_div_factor ?? 1e4),
      })
      if (!this.cycleMomentum) return
      setMomentum(group, peaks[index] as number)
      Object.assign(group, { max_momentum: peaks[index], base_momentum: bases[index] })
    })
    super.attach(optimizer)
  }

  override check(calls: number, path: string): Diagnostic[] {
    if (calls <= this.totalSteps) return []
    const { total_steps, epochs } = this.params
    const [key, least] = total_steps == null ? ['steps_per_epoch', calls / (epochs ?? 1)] : ['total_steps', calls]
    const limited = Number.isFinite(calls)
    const message = `${path} is made for ${this.totalSteps} steps, but training takes ${limited ? calls : 'any number'}`
    const hint = limited ? `${path}.${key}=${Math.ceil(least)}` : 'limit it by trainer.max_epochs or trainer.max_steps'
    return [{ code: 'total-steps', path: `${path}.${key}`, message, hint }]
  }

  protected override nextLr(group: ParamGroup): number {
    const step = this.lastEpoch
    if (step > this.totalSteps) {
      throw new RunError(`OneCycleLR was made for ${this.totalSteps} steps, but is asked for step ${step}`, {
        hint: 'raise lr_scheduler.total_steps, or train for fewer',
      })
    }
    const found = this.phases.findIndex(({ end }) => step <= end)
    const index = found < 0 ? this.phases.length - 1 : found
    const { end, rates, momenta } = this.phases[index] as Phase
    const start = this.phases[index - 1]?.end ?? 0
    const passed = end === start ? 1 : (step - start) / (end - start)
    const between = ([from, to]: readonly [Rate | Momentum, Rate | Momentum]) =>
      this.anneal(group[from] as number, group[to] as number, passed)
    if (this.cycleMomentum) setMomentum(group, between(momenta))
    return between(rates)
  }

  private anneal(from: number, to: number, passed: number): number {
    if (this.params.anneal_strategy === 'linear') return (to - from) * passed + from
    return to + ((from - to) / 2) * (Math.cos(Math.PI * passed) + 1)
  }
}

function makePhases(totalSteps: number, share: number, threePhases: boolean): Phase[] {
  const last = totalSteps - 1
  const rise: Phase = {
    end: share * totalSteps - 1,
    rates: ['initial_lr', 'max_lr'],
    momenta: ['max_momentum', 'base_momentum'],
  }
  if (!threePhases) {
    return [rise, { end: last, rates: ['max_lr', 'min_lr'], momenta: ['base_momentum', 'max_momentum'] }]
  }
  return [
    rise,
    { end: 2 * share * totalSteps - 2, rates: ['max_lr', 'initial_lr'], momenta: ['base_momentum', 'max_momentum'] },
    { end: last, rates: ['initial_lr', 'min_lr'], momenta: ['max_momentum', 'max_momentum'] },
  ]
}
