import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import { ConfigError } from '../../util/diagnostic.js'

/** A scheduler made of others. */
export abstract class CompositeScheduler extends BaseScheduler {
  readonly schedulers: readonly BaseScheduler[]

  /** @throws ConfigError where there is no scheduler, or one that needs a metric. */
  constructor(name: string, params: SchedulerParams & { readonly schedulers: readonly BaseScheduler[] }) {
    super(params)
    this.schedulers = params.schedulers
    const refuse = (code: string, path: string, message: string) => {
      throw new ConfigError({ code, path, message })
    }
    if (this.schedulers.length === 0) {
      refuse('no-schedulers', 'lr_scheduler.schedulers', `${name} needs at least one scheduler`)
    }
    for (const [index, scheduler] of this.schedulers.entries()) {
      const path = `lr_scheduler.schedulers.${index}`
      if ('monitor' in scheduler) {
        refuse('needs-metric', path, `${name} cannot hold a ReduceLROnPlateau, which needs a metric at each step`)
      }
    }
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
