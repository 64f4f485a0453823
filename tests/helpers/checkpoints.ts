import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether a run has come to a checkpoint: it or a later one is there. Old ones go as new ones come, so that one alone
 * may be missed by who looks now and then.
 * @param run its directory
 */
export function hasReached(run: string, step: number): boolean {
  const folder = join(run, 'checkpoints')
  if (!existsSync(folder)) return false
  return readdirSync(folder).some((name) => Number(/^step-(\d+)$/.exec(name)?.[1]) >= step)
}
