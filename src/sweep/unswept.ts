import { bareKey, isSweepOverride, type Override, parseOverride } from '../compose/override/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import type { JobOverrides } from './sweepers/sweeper.js'
import { keysSetBy } from './sweepers/swept-keys.js'

/**
 * What was typed with several values, and is set by none of the jobs: a sweeper of somebody's own may make nothing of
 * it.
 * @param typed overrides of the task
 * @param jobs the first that the sweeper wants
 */
export function warnOfUnswept(typed: readonly Override[], jobs: readonly JobOverrides[]): Diagnostic[] {
  if (jobs.length === 0) return []
  return typed
    .filter((override) => isSweepOverride(override) && !jobs.some((job) => sets(job, keysSetBy(override))))
    .map(({ keyOrGroup, text, source }) => ({
      code: 'no-effect',
      severity: 'warning',
      path: keyOrGroup,
      message: `'${maskTyped(text)}' is not swept: the sweeper has made nothing of it`,
      source,
    }))
}

function sets(job: JobOverrides, keys: readonly string[]): boolean {
  return job.some((text) => keys.includes(bareKey(parseOverride(text).keyElement)))
}
