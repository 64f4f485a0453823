import type { BaseScheduler, SchedulerParams } from '../../nn/base-scheduler.js'
import type { Optimizer } from '../../nn/optimizer.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { CompositeScheduler } from './composite-scheduler.js'

/** Keys of `SequentialLR`. */
export interface SequentialLRParams extends SchedulerParams {
  readonly schedulers: readonly BaseScheduler[]
  /** The steps at which the next scheduler takes over: one fewer than there are schedulers, in ascending order. */
  readonly milestones: readonly number[]
}

/** Schedulers one after the other: torch.optim.lr_scheduler.SequentialLR. */
export class SequentialLR extends CompositeScheduler {
  private readonly milestones: readonly number[]

  /** @throws ConfigError where the numbers of schedulers and milestones do not fit, or a scheduler cannot take over. */
  constructor(params: SequentialLRParams) {
    super(params, params.milestones.length)
    this.milestones = params.milestones
  }

  override attach(optimizer: Optimizer): void {
    this.groups = optimizer.groups
    for (const scheduler of this.schedulers) scheduler.attach(optimizer)
    this.lastEpoch = 0
    for (const group of this.groups) group.lr = group.initial_lr as number
    this.undoInitialStep()
    this.scheduler(this.turn()).initialStep()
  }

  override check(calls: number, path: string): Diagnostic[] {
    return this.schedulers.flatMap((scheduler, index) => {
      const start = this.milestones[index - 1] ?? 0
      const end = Math.min(calls, (this.milestones[index] ?? Number.POSITIVE_INFINITY) - 1)
      return end < start ? [] : scheduler.check(end - start, `${path}.schedulers[${index}]`)
    })
  }

  override step(): void {
    this.lastEpoch++
    const turn = this.turn()
    if (turn > 0 && this.milestones[turn - 1] === this.lastEpoch) this.scheduler(turn).restart()
    else this.scheduler(turn).step()
  }

  /** Whose turn it is: that after the last milestone passed. */
  private turn(): number {
    return this.milestones.filter((milestone) => milestone <= this.lastEpoch).length
  }

  private scheduler(index: number): BaseScheduler {
    return this.schedulers[index] as BaseScheduler
  }
}
