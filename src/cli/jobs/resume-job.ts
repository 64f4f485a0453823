import { existsSync, rmSync } from 'node:fs'
import { recordedRun } from '../../run/recorded-run.js'
import { resume } from '../../run/resume.js'
import { runLayout } from '../../rundir/layout.js'
import type { JobContext } from '../../sweep/swept-task.js'
import { Interrupted } from '../../util/interrupted.js'
import { shownPath } from '../../util/shown-path.js'
import type { AppJob, ReadyJob } from '../app.js'
import type { Project } from '../project.js'
import { jobOutcome, runLog } from '../run-output.js'

/**
 * A job of a sweep that was started before goes on in its directory, from its last checkpoint.
 * @returns undefined where it had written nothing to go on with: it begins anew
 */
export async function goOnWithJob(
  dir: string,
  { facts }: AppJob,
  project: Project,
  { signal, report, opened }: JobContext,
): Promise<ReadyJob | undefined> {
  if (!existsSync(runLayout(dir).resolvedConfig)) {
    // Its process was gone before anything but its record was there.
    rmSync(dir, { recursive: true })
    return undefined
  }
  const log = runLog(project.flags)
  const registry = await project.registry()
  return async () => {
    // Jobs that run side by side tell it in one place.
    const label = facts.sweep ? `#${facts.sweep.num}: ` : ''
    const tell = (line: string) => log.show(label + line)
    const options = { ...log, cwd: facts.cwd, env: facts.env, registry, signal, report, opened, tell }
    try {
      return jobOutcome((await resume(dir, options)) ?? recordedRun(dir), shownPath(dir, facts.cwd))
    } catch (error) {
      // A sweep tells for all of its jobs how it goes on.
      throw facts.sweep && error instanceof Interrupted && error.cause instanceof Interrupted ? error.cause : error
    }
  }
}
