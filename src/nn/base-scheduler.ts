import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { LRScheduler, Optimizer, ParamGroup } from './optimizer.js'

/** Keys of every scheduler. */
export interface SchedulerParams {
  /** Whether `step` belongs to the end of each epoch (default) or of each optimizer step. */
  readonly interval?: 'epoch' | 'step' | null
  /** Always −1, as in a new torch scheduler: a run is resumed by its state. */
  readonly last_epoch?: -1 | null
}

/** What schedulers write into a group, beside the learning rate. */
const groupKeys = [
  'lr',
  'initial_lr',
  'min_lr',
  'max_lr',
  'momentum',
  'betas',
  'base_momentum',
  'max_momentum',
] as const

/**
 * A learning-rate schedule as torch has it: attaching takes the first step, each later one goes on from the current
 * learning rate, so that several can be chained. A subclass has the recursion.
 */
export abstract class BaseScheduler implements LRScheduler {
  /** When `step` is due. */
  readonly interval: 'epoch' | 'step'
  /** How many steps were taken since `attach`. */
  protected lastEpoch = -1
  /** While the first step is taken. */
  protected isInitial = false
  /** Steps since the start or restart. */
  protected stepCount = 0
  /** Each group's initial learning rate. */
  protected baseLrs: number[] = []
  /** The optimizer's groups. */
  protected groups: readonly ParamGroup[] = []

  constructor(params: SchedulerParams = {}) {
    this.interval = params.interval ?? 'epoch'
  }

  /** @throws ConfigError where the schedule does not fit the optimizer. */
  attach(optimizer: Optimizer): void {
    this.groups = optimizer.groups
    for (const group of this.groups) group.initial_lr ??= group.lr
    this.baseLrs = this.groups.map((group) => group.initial_lr as number)
    this.initialStep()
  }

  check(_calls: number, _path: string): Diagnostic[] {
    return []
  }

  step(_metric?: number): void {
    this.stepCount++
    this.advance()
  }

  /** The first step, or that of a scheduler whose turn comes first in a sequence. */
  initialStep(): void {
    this.stepCount = 0
    this.isInitial = true
    this.step()
    this.isInitial = false
  }

  /** Takes the first step back, so that it can be taken when its turn comes. */
  undoInitialStep(): void {
    this.lastEpoch--
  }

  /** Starts anew in the middle of a sequence: by the closed form, where there is one. */
  restart(): void {
    this.lastEpoch = 0
    this.write((group, index) => {
      const base = this.baseLrs[index] as number
      return this.closedForm ? this.closedForm(base) : this.nextLr(group, index)
    })
  }

  stateDict(): Record<string, unknown> {
    return {
      last_epoch: this.lastEpoch,
      _step_count: this.stepCount,
      base_lrs: this.baseLrs,
      groups: this.groups.map((group) =>
        Object.fromEntries(groupKeys.filter((key) => key in group).map((key) => [key, group[key]])),
      ),
      ...this.ownState(),
    }
  }

  /** After `attach`: also sets the groups' learning rates and momenta. */
  loadStateDict(state: Record<string, unknown>): void {
    this.lastEpoch = state.last_epoch as number
    this.stepCount = state._step_count as number
    this.baseLrs = [...(state.base_lrs as number[])]
    const saved = state.groups as Record<string, unknown>[]
    if (saved.length !== this.groups.length) {
      throw new ConfigError({
        code: 'state-mismatch',
        path: 'lr_scheduler',
        message: `the saved schedule is for ${saved.length} parameter groups, but the optimizer has ${this.groups.length}`,
      })
    }
    this.groups.forEach((group, index) => {
      Object.assign(group, saved[index])
    })
    this.loadOwnState(state)
  }

  /** The learning rate after this step, from `lastEpoch` and the group's current one. */
  protected abstract nextLr(group: ParamGroup, index: number): number

  /** The learning rate at `lastEpoch`, from the initial one. */
  protected closedForm?(base: number): number

  /** What a subclass remembers beyond `lastEpoch`: JSON. */
  protected ownState(): Record<string, unknown> {
    return {}
  }

  /** Takes back what `ownState` gave. */
  protected loadOwnState(_state: Record<string, unknown>): void {}

  /** One step on. */
  protected advance(): void {
    this.lastEpoch++
    this.write((group, index) => this.nextLr(group, index))
  }

  /** All groups' learning rates are computed before any is written. */
  protected write(of: (group: ParamGroup, index: number) => number): void {
    const rates = this.groups.map(of)
    this.groups.forEach((group, index) => {
      group.lr = rates[index] as number
    })
  }
}

/**
 * A value for each group: the number for all, or the list's own.
 * @throws ConfigError where the list has another length than the groups.
 */
export function perGroup(name: string, value: number | readonly number[], groups: readonly ParamGroup[]): number[] {
  if (typeof value === 'number') return groups.map(() => value)
  if (value.length === groups.length) return [...value]
  throw new ConfigError({
    code: 'wrong-length',
    path: `lr_scheduler.${name}`,
    message: `${name} has ${value.length} values, but the optimizer has ${groups.length} parameter groups`,
  })
}
