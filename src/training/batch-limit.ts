import { ConfigError } from '../util/diagnostic.js'

/**
 * How much of an epoch, as Lightning's options tell it: an integer counts batches, a fraction takes a part, null takes
 * all. A plain number strictly between 0 and 1 is a fraction; `{fraction: 1}` is YAML's `1.0`.
 */
export type BatchLimit = number | { readonly fraction: number } | null

/** The fraction that a limit stands for, or undefined where it counts batches. */
export function asFraction(limit: BatchLimit): number | undefined {
  if (limit === null) return 1
  if (typeof limit === 'object') return limit.fraction
  return Number.isInteger(limit) ? undefined : limit
}

/**
 * How many of `available` batches a limit leaves.
 * @throws ConfigError where a fraction leaves less than one batch: nothing would be learnt or measured, silently.
 */
export function limitBatches(path: string, limit: BatchLimit, available: number): number {
  const fraction = asFraction(limit)
  if (fraction === undefined) return Math.min(limit as number, available)
  const count = Math.trunc(available * fraction)
  if (count === 0 && fraction > 0 && available > 0) {
    throw new ConfigError({
      code: 'batch-limit',
      path,
      message: `${path}=${fraction} of ${available} batches leaves none`,
      hint: `use at least ${leastShare(available)}`,
    })
  }
  return count
}

/** The least share with few digits that leaves a batch of so many. */
function leastShare(batches: number): number {
  let share = Number((1 / batches).toPrecision(3))
  while (Math.trunc(batches * share) === 0) share = Number((share * 1.006).toPrecision(3))
  return share
}

/**
 * After how many training batches validation runs.
 * @throws ConfigError where an interval counts more batches than an epoch has.
 */
export function validationInterval(interval: BatchLimit, trainBatches: number, perEpoch: boolean): number {
  const fraction = asFraction(interval)
  if (fraction !== undefined) return Math.max(1, Math.trunc(trainBatches * fraction))
  if (perEpoch && (interval as number) > trainBatches) {
    throw new ConfigError({
      code: 'val-check-interval',
      path: 'trainer.val_check_interval',
      message: `val_check_interval=${interval} is more than the ${trainBatches} training batches of an epoch`,
      hint: '++trainer.check_val_every_n_epoch=null counts batches across epochs, ++trainer.limit_val_batches=0 does without validation',
    })
  }
  return Math.max(1, interval as number)
}
