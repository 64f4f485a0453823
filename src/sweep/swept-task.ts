import type { Config } from '../compose/index.js'
import type { JobFacts } from '../run/job.js'

/** A job of a sweep, composed, before anything is written. */
export interface SweepJob {
  config: Config
  facts: JobFacts & { sweep: NonNullable<JobFacts['sweep']> }
  overrides: readonly string[]
}

/** How a job ended, and the line that the sweep's summary gives it. */
export interface JobOutcome {
  outputDir: string
  summary: string
}

/** What a sweep runs many times: training, or an app's own function. */
export interface SweptTask {
  /** Validates a job's config; opens no data. @throws ConfigError */
  check(job: SweepJob): Promise<void>
  /** Runs a job to its end. */
  run(job: SweepJob): Promise<JobOutcome>
  /** Tells the user why a job failed. */
  report(error: unknown): void
}
