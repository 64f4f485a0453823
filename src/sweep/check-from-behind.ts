import { thawRepository } from '../compose/repository.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { checkJob } from './check-job.js'
import { jobComposer } from './compose-jobs.js'
import { JobDirectories } from './job-directories.js'
import type { JobDocument } from './job-document.js'
import type { JobsBehind, ValidJob, ValidJobs } from './jobs-behind.js'
import type { SweepJob } from './swept-task.js'

/** Jobs that are told at once: as little as this is done twice where two threads meet. */
const AT_ONCE = 50
/** After so many jobs that are wrong, or warn, this is no help. */
const MOST_LEFT = 200

/**
 * Validates jobs from the last one back, and tells of those that are valid without any warning. All others are left to
 * whoever validates them from the first on, with all that is to be said of them.
 * @param check as of the task, with what it calls for each warning
 * @param tell called with some jobs at a time
 */
export async function checkFromBehind(
  behind: JobsBehind,
  { env, check }: { env: NodeJS.ProcessEnv; check: (job: SweepJob, warn: (of: Diagnostic) => void) => Promise<void> },
  tell: (found: ValidJobs) => void,
): Promise<void> {
  const { jobs, place, confined, configName, versionBase, folders } = behind
  const frozen = thawRepository(folders, versionBase)
  let isSilent = true
  const warn = () => {
    isSilent = false
  }
  const toJob = jobComposer({ repository: frozen.repository, configName, warn }, undefined, { ...behind.facts, env })
  const directories = new JobDirectories(place, { confined })
  directories.look()
  let found: ValidJob[] = []
  let left = 0
  // The first is validated before it is asked for help.
  for (let index = jobs.length - 1; index > 0 && left < MOST_LEFT; index--) {
    const job = jobs[index] as JobDocument
    isSilent = true
    let dir: string | undefined
    try {
      const composed = toJob(job)
      await checkJob(composed, (one) => check(one, warn), directories)
      dir = directories.note(job.num, composed)
    } catch {
      isSilent = false
    }
    // What is read here only now may have been changed since.
    if (frozen.folders().length > folders.length) break
    if (isSilent) found.push({ index, dir })
    else left++
    if (found.length < AT_ONCE) continue
    tell({ jobs: found })
    found = []
  }
  tell({ jobs: found })
}
