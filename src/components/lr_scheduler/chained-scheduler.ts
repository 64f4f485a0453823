import type { BaseScheduler, SchedulerParams } from '../../nn/base-scheduler.js'
import type { Optimizer } from '../../nn/optimizer.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { CompositeScheduler } from './composite-scheduler.js'

/** Keys of `ChainedScheduler`. */
export interface ChainedSchedulerParams extends Pick<SchedulerParams, 'interval'> {
  readonly schedulers: readonly BaseScheduler[]
  /** Of torch's signature: the run's optimizer is taken. */
  readonly optimizer?: null
}

/**
 * Several schedulers that all step at once, each going on from what the one before made:
 * torch.optim.lr_scheduler.ChainedScheduler.
 */
export class ChainedScheduler extends CompositeScheduler {
  /** @throws ConfigError where there is no scheduler, or one that needs a metric. */
  constructor(params: ChainedSchedulerParams) {
    super(params)
  }

  override attach(optimizer: Optimizer): void {
    this.groups = optimizer.groups
    for (const scheduler of this.schedulers) scheduler.attach(optimizer)
    this.lastEpoch = 0
  }

  override check(calls: number, path: string): Diagnostic[] {
    return this.schedulers.flatMap((scheduler, index) => scheduler.check(calls, `${path}.schedulers[${index}]`))
  }

  override step(): void {
    this.lastEpoch++
    for (const scheduler of this.schedulers) scheduler.step()
  }
}
