import type { JobDocument, JobMetrics, JobOutcome } from '../job-document.js'
import type { JobProgram, ProcessStart } from './job-program.js'

/** Whether a job is to go on. */
type Answer = 'continue' | 'prune'

/** What a launcher may use. */
export interface LaunchHost {
  /** Runs a job in this process. Jobs that are run so come one after the other, whenever it is called. */
  run(job: JobDocument): Promise<JobOutcome>
  /**
   * Tells the sweeper what a job of another process has logged, and the job whether to go on.
   * @param step as the job has numbered it; a job that is run again begins again at 0
   */
  report(job: JobDocument, metrics: JobMetrics, step: number): Answer | Promise<Answer>
  /** Tells the sweep which process works on a job, by its tag: one that is left over is ended first. */
  startedBy(job: JobDocument, worker: string): void
  /** Aborted by Ctrl-C: jobs are to end after their current step. */
  signal: AbortSignal
  /** What another process runs to do a job. */
  program: JobProgram
  /** Shows a line that a job of another process wrote. */
  show(job: JobDocument, stream: 'stdout' | 'stderr', line: string): void
}

/** Runs the jobs of a sweep, here or elsewhere: a component of the group `hydra/launcher`. */
export interface Launcher {
  /** How many jobs it runs at the same time. */
  readonly slots: number
  /** How often a job is run again whose worker was lost. Default: 0. */
  readonly retries?: number
  /** Whether its jobs leave this machine: then they may hold no secret in clear. Default: false. */
  readonly isRemote?: boolean
  /** Whether it tells by `startedBy` when a job is started; otherwise it is when `launch` is called. Default: false. */
  readonly announces?: boolean
  /** Called before anything is written. @throws where what every job would need is not there */
  requireReady?(): Promise<void>
  /**
   * Called at most once, when one of the jobs to be run is valid: what takes its time to start may start while the
   * others are validated. Only `close` follows where one of them is not.
   * @param atOnce how many jobs run at the same time: no more than `slots`
   */
  warmUp?(start: ProcessStart, atOnce: number): void
  /**
   * Asked of a job that an earlier process of the sweep has started: its attempt, where that is still to end, or its
   * outcome waits. `launch` is then called with that attempt, and waits for it. Default: it is started anew.
   */
  attemptThere?(job: JobDocument, host: LaunchHost): Promise<number | undefined>
  /**
   * Runs a job to its end.
   * @throws what the job threw; Interrupted where the signal ended it; LostWorker where its process is gone;
   *   EndedWorker where that was told to end
   */
  launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome>
  /** Called once, last, also where no job came to run: ends the processes and closes the connections that it holds. */
  close?(): void | Promise<void>
}
