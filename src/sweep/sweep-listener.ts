import type { JobDocument, JobMetrics, JobResult } from './job-document.js'

/** What is known of a job that starts. */
export interface StartedJob {
  /** How often it will report; undefined where nobody knows. */
  steps(): number | undefined
  /** How often it had reported before. */
  reports(): number
  /** Whether an earlier process of the sweep has handed it over, and it ends by that. */
  goesOn: boolean
}

/** Hears how a sweep goes on. */
export interface SweepListener {
  /** `count` of `total` jobs are validated, or of the values that a search draws from at its ends. */
  validated(count: number, total: number, what: 'jobs' | 'values'): void
  /**
   * Jobs are about to start, below `dir`: `elsewhere` in other processes than this one. `done` of them are done
   * already.
   */
  begins(about: { dir: string; elsewhere: boolean; done: number }): void
  /**
   * @param total how many jobs there are; undefined where only the sweeper knows
   */
  started(job: JobDocument, total: number | undefined, about: StartedJob): void
  /** @param step the first is 0 */
  reported(job: JobDocument, metrics: JobMetrics, step: number): void
  /** The process that ran a job is gone, and it is run again. */
  lost(job: JobDocument, why: string): void
  /** A line that a job of another process wrote. */
  shown(job: JobDocument, stream: 'stdout' | 'stderr', line: string): void
  ended(job: JobDocument, result: JobResult): void
  /** No job runs any more. */
  over(): void
}
