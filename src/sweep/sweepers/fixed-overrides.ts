import { bareKey, isSweepOverride, parseOverride } from '../../compose/override/index.js'
import type { JobOverrides } from './sweeper.js'

/**
 * What was typed with one value is every job's, whatever a sweeper makes of it; a job that sets the key itself keeps
 * its own value.
 * @param overrides as typed, of the task
 */
export function fixedOverrides(overrides: readonly string[]): (job: JobOverrides) => JobOverrides {
  const fixed = overrides.map((text) => parseOverride(text)).filter((override) => !isSweepOverride(override))
  return (job) => {
    const unseen = fixed.filter(({ text, keyElement }) => {
      return !job.some((own) => own === text || own === keyElement || own.startsWith(`${keyElement}=`))
    })
    if (unseen.length === 0) return job
    const keys = new Set(job.map((own) => keyOf(own)))
    const missing = unseen.filter(({ text }) => !keys.has(keyOf(text)))
    return missing.length === 0 ? job : [...missing.map(({ text }) => text), ...job]
  }
}

/** `+a.b=1` and `a.b=2` set one key. */
function keyOf(override: string): string {
  return bareKey(parseOverride(override).keyElement)
}
