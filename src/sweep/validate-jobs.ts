import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import { Breath } from './breath.js'
import { isDrawn } from './compose-jobs.js'

export interface ValidationOptions {
  signal: AbortSignal
  /** Called after each job. */
  onProgress: (validated: number) => void
}

/** More mistakes than this are not looked for. */
export const MOST_PROBLEMS = 20

/**
 * Validates many jobs, one after the other.
 * @throws ConfigError with what is wrong with any of them, each mistake once; Interrupted where the signal ended it
 */
export async function validateJobs<Job>(
  jobs: readonly Job[],
  check: (job: Job) => Promise<void>,
  { signal, onProgress }: ValidationOptions,
): Promise<void> {
  const problems = new Map<string, Diagnostic>()
  const breath = new Breath(signal)
  for (const [index, job] of jobs.entries()) {
    try {
      await check(job)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      for (const diagnostic of error.diagnostics) {
        problems.set(mistake(diagnostic), problems.get(mistake(diagnostic)) ?? diagnostic)
      }
      if (problems.size >= MOST_PROBLEMS) break
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
