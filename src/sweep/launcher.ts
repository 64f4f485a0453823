import type { JobDocument, JobMetrics, JobOutcome } from './job-document.js'

/** What a launcher may use. */
export interface LaunchHost {
  /** Runs a job in this process. Jobs that are run so come one after the other, whenever it is called. */
  run(job: JobDocument): Promise<JobOutcome>
  /** Tells the sweeper what a job of another process has logged, and the job whether to go on. */
  report(job: JobDocument, metrics: JobMetrics): 'continue' | 'prune'
  /** Aborted by Ctrl-C: jobs are to end after their current step. */
  signal: AbortSignal
}

/** Runs the jobs of a sweep, here or elsewhere: a component of the group `hydra/launcher`. */
export interface Launcher {
  /** How many jobs it runs at the same time. */
  readonly slots: number
  /**
   * Runs a job to its end.
   * @throws what the job threw; Interrupted where the signal ended it
   */
  launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome>
  /** Called once, last: ends the processes and closes the connections that it holds. */
  close?(): void | Promise<void>
}
