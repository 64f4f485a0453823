import type { Config } from '../compose/index.js'
import type { JobFacts } from '../run/job.js'
import type { JobMetrics, JobOutcome } from './job-document.js'
import type { CheckerBehind, JobsBehind } from './jobs-behind.js'

/** A job of a sweep, composed, before anything is written. */
export interface SweepJob {
  config: Config
  /** With `sweep`, unless it is a single run. */
  facts: JobFacts
  overrides: readonly string[]
}

/** What a job hears from its sweep, and tells it. */
export interface JobContext {
  /** Aborted where the job is to end after its current step. */
  signal: AbortSignal
  /** Called once an epoch with the metrics logged so far; the first step is 0. */
  report(metrics: JobMetrics, step: number): 'continue' | 'prune' | Promise<'continue' | 'prune'>
  /** Called once the job's directory is there, before its body, with the config that knows it. */
  opened?: (config: Config, dir: string) => Promise<void>
}

/** What a sweep runs many times: training, or an app's own function. */
export interface SweptTask {
  /** Names of the numbers that jobs give at their end; undefined where a function of the user's decides. */
  metrics?: readonly string[]
  /** Validates a job's config; opens no data. @throws ConfigError with all that is wrong */
  check(job: SweepJob): Promise<void>
  /** Has another thread validate jobs from the last one back, where that is faster and finds the same. */
  checkBehind?(jobs: () => JobsBehind, count: number): CheckerBehind | undefined
  /** Names of the numbers that a job reports before its end, the most useful first, as far as that is known. */
  reports?(job: SweepJob): Promise<readonly string[]>
  /** How often a job will report; undefined where nobody knows. */
  steps?(job: SweepJob): number | undefined
  /** Runs a job to its end. @throws what the job throws; Interrupted where the signal ended it */
  run(job: SweepJob, context: JobContext): Promise<JobOutcome>
}
