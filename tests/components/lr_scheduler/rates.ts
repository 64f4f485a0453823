import { Adam } from '../../../src/components/optimizer/adam.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import type { LRScheduler, Optimizer } from '../../../src/nn/optimizer.js'

/** Schedules look at groups alone: a group needs members, but no tensors. */
const parameters = ['backbone.w', 'heads.w'].map((name) => ({
  name,
  variable: undefined as never,
  layout: 'same' as const,
}))

/** SGD with one group, or with one for the backbone (lr 0.5) and one for the heads. */
export function attachedSGD(lr = 1, groups: 1 | 2 = 1): Optimizer {
  const optimizer = new SGD({ lr, momentum: 0.9, ...(groups === 2 && { param_groups: { backbone: { lr: 0.5 } } }) })
  optimizer.attach(parameters)
  return optimizer
}

export function attachedAdam(): Optimizer {
  const optimizer = new Adam()
  optimizer.attach(parameters)
  return optimizer
}

/** The first group's learning rate after attaching, and after each of `steps` steps. */
export function rates(scheduler: LRScheduler, steps: number, optimizer: Optimizer = attachedSGD()): number[] {
  scheduler.attach(optimizer)
  const group = optimizer.groups[0] as { lr: number }
  const seen = [group.lr]
  for (let step = 0; step < steps; step++) {
    scheduler.step()
    seen.push(group.lr)
  }
  return seen
}

/** Rounded, so that they can be written down. */
export function rounded(values: readonly number[]): number[] {
  return values.map((value) => Number(value.toPrecision(6)))
}
