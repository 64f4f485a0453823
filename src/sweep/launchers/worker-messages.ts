import type { JobDocument, JobMetrics, JobOutcome } from '../job-document.js'
import type { LeftError } from '../job-outcome-file.js'
import type { JobProject } from './job-program.js'

/** What the process of a sweep tells one that runs its jobs. */
export type ToWorker =
  | { type: 'project'; project: JobProject; marksEnds?: boolean }
  | { type: 'job'; job: JobDocument }
  /** To what the job reported last. */
  | { type: 'answer'; answer: 'continue' | 'prune' }
  /** The job is to end after its current step. */
  | { type: 'abort' }

/** What it is told by that. */
export type FromWorker =
  | { type: 'report'; metrics: JobMetrics; step: number }
  | { type: 'done'; outcome: JobOutcome }
  | { type: 'failed' | 'interrupted'; error: LeftError }

/**
 * Written to each stream at a job's end, if `marksEnds` asks for it: messages may arrive before what the job wrote
 * earlier.
 */
export const END_OF_JOB = '\0end of job\0'
