import type { JobDocument, JobMetrics, JobOutcome } from './job-document.js'
import type { LeftError } from './job-outcome-file.js'
import type { JobProject } from './job-program.js'

/** What the process of a sweep tells one that runs its jobs. */
export type ToWorker =
  | { type: 'project'; project: JobProject }
  | { type: 'job'; job: JobDocument }
  /** To what the job reported last. */
  | { type: 'answer'; answer: 'continue' | 'prune' }
  /** The job is to end after its current step. */
  | { type: 'abort' }

/** What it is told by that. */
export type FromWorker =
  | { type: 'report'; metrics: JobMetrics; step?: number | undefined }
  | { type: 'done'; outcome: JobOutcome }
  | { type: 'failed' | 'interrupted'; error: LeftError }
