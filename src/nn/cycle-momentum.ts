import { ConfigError } from '../util/diagnostic.js'
import type { ParamGroup } from './optimizer.js'

/**
 * Sets what torch's cyclic schedules vary against the learning rate: `momentum`, or the first of `betas`.
 */
export function setMomentum(group: ParamGroup, momentum: number): void {
  if (Array.isArray(group.betas)) group.betas = [momentum, ...group.betas.slice(1)]
  else group.momentum = momentum
}

/** @throws ConfigError where the optimizer has neither `momentum` nor `betas`. */
export function requireMomentum(scheduler: string, optimizer: string, groups: readonly ParamGroup[]): void {
  if (groups.every((group) => 'momentum' in group || 'betas' in group)) return
  throw new ConfigError({
    code: 'no-momentum-to-cycle',
    path: 'lr_scheduler.cycle_momentum',
    message: `${scheduler} cannot cycle the momentum of ${optimizer}, which has none`,
    hint: 'set cycle_momentum to false',
  })
}
