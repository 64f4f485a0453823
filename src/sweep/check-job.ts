import { ConfigError } from '../util/diagnostic.js'
import type { JobDirectories } from './job-directories.js'
import type { SweepJob } from './swept-task.js'

/**
 * Validates a job of a sweep: as one of many where it can be, by itself where that fails.
 * @throws ConfigError as `check` does for the job
 */
export async function checkJob(
  job: SweepJob,
  check: (job: SweepJob) => Promise<void>,
  directories: Pick<JobDirectories, 'inCommon' | 'noteCommon'>,
): Promise<void> {
  // What a resolver of the user's makes of a job's directory, nobody knows.
  const mayShare = job.config.parts.resolvers === undefined
  try {
    const common = mayShare ? directories.inCommon(job) : undefined
    if (common) {
      await check(common)
      directories.noteCommon()
      return
    }
  } catch (error) {
    // Whether it is wrong in the job's own directory, and how, is told of that.
    if (!(error instanceof ConfigError)) throw error
  }
  await check(job)
}
