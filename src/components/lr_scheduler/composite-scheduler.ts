import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import { ConfigError } from '../../util/diagnostic.js'
import { compositeFaults } from './composite-faults.js'

/** A scheduler made of others. */
export abstract class CompositeScheduler extends BaseScheduler {
  readonly schedulers: readonly BaseScheduler[]

  /** @throws ConfigError where they do not go together. */
  constructor(params: SchedulerParams & { readonly schedulers: readonly BaseScheduler[] }, milestones?: number) {
    super(params)
    this.schedulers = params.schedulers
    const parts = this.schedulers.map((scheduler) => ({
      monitors: 'monitor' in scheduler,
      composite: scheduler instanceof CompositeScheduler,
    }))
    const faults = compositeFaults(parts, milestones, 'lr_scheduler')
    if (faults.length > 0) throw new ConfigError(faults)
  }

  override undoInitialStep(): void {
    for (const scheduler of this.schedulers) scheduler.undoInitialStep()
  }

  protected override ownState(): Record<string, unknown> {
    return { _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) }
  }

  protected override loadOwnState(state: Record<string, unknown>): void {
    const saved = state._schedulers as Record<string, unknown>[]
    this.schedulers.forEach((scheduler, index) => {
      scheduler.loadStateDict(saved[index] as Record<string, unknown>)
    })
  }

  /** The parts write the learning rates. */
  protected override nextLr(): number {
    throw new Error('a composite scheduler has no recursion of its own')
  }
}
