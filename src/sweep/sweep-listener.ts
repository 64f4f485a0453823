import type { JobDocument, JobResult } from './job-document.js'

/** Hears how a sweep goes on. */
export interface SweepListener {
  /** `count` of `total` jobs are validated. */
  validated(count: number, total: number): void
  /** @param total how many jobs there are; undefined where only the sweeper knows */
  started(job: JobDocument, total: number | undefined): void
  ended(job: JobDocument, result: JobResult): void
}
