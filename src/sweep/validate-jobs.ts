import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import { Breath } from './breath.js'
import { isDrawn } from './compose-jobs.js'

export interface ValidationOptions<Job> {
  signal: AbortSignal
  /** Called of each mistake once, where it is made first: what it gives back is told. */
  advise?: (mistake: Diagnostic, job: Job) => Promise<Diagnostic>
  /** Called after each job. */
  onProgress: (validated: number) => void
}

/** More mistakes than this are not looked for. */
export const MOST_PROBLEMS = 20
/** After so many wrong jobs, one after the other, that make no mistake which is not known, others are not looked at. */
export const MOST_ALIKE = 500

/**
 * Validates many jobs, one after the other.
 * @throws ConfigError with what is wrong with any of them, each mistake once; Interrupted where the signal ended it
 */
export async function validateJobs<Job>(
  jobs: readonly Job[],
  check: (job: Job, index: number) => Promise<void>,
  { signal, advise, onProgress }: ValidationOptions<Job>,
): Promise<void> {
  const problems = new Map<string, Diagnostic>()
  const breath = new Breath(signal)
  let alike = 0
  for (const [index, job] of jobs.entries()) {
    try {
      await check(job, index)
      alike = 0
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      alike++
      for (const diagnostic of error.diagnostics) {
        const key = mistake(diagnostic)
        if (problems.has(key)) continue
        problems.set(key, advise ? await advise(diagnostic, job) : diagnostic)
        alike = 0
      }
      if (problems.size >= MOST_PROBLEMS || alike >= MOST_ALIKE) break
    }
    onProgress(index + 1)
    if (await breath.draw()) {
      throw new Interrupted(`interrupted: ${index + 1} of ${jobs.length} jobs were valid, none was run`)
    }
  }
  if (problems.size > 0) throw new ConfigError([...problems.values()])
}

/**
 * Jobs that give one key one wrong value, or other values to a key that is not there, make the same mistake; so do
 * numbers that are drawn for one key.
 */
function mistake({ code, path, message, source }: Diagnostic): string {
  if (source?.kind === 'override' && isDrawn(source.origin)) return JSON.stringify([code, path, source.origin])
  return JSON.stringify([message, source?.kind === 'override' ? source.origin : source])
}
