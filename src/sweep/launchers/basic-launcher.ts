import type { JobDocument, JobOutcome } from '../job-document.js'
import type { Launcher, LaunchHost } from './launcher.js'

/** Runs one job after the other in this process. */
export class BasicLauncher implements Launcher {
  readonly slots = 1

  launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    return host.run(job)
  }
}
