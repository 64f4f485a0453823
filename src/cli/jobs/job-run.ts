import type { JobDocument, JobMetrics } from '../../sweep/job-document.js'
import { leaveOutcome } from '../../sweep/job-outcome-file.js'
import { packError } from '../../sweep/launchers/carry-error.js'
import { appendReport, isPruned, noteBegun, readBatch } from '../../sweep/launchers/job-files.js'
import { Interrupted } from '../../util/interrupted.js'
import type { App } from '../app.js'
import type { Flags } from '../arguments/flags.js'
import { EXIT } from '../exit.js'
import { reportError } from '../report-error.js'
import { openJobRunner } from './job-runner.js'

/**
 * Runs one job of a batch, which lies in a folder that this process shares with its sweep, and leaves its outcome
 * there. A request to end (a cluster's, or the sweep's) lets it end after its current step.
 */
export async function runBatchJob(app: App, flags: Flags, file: string, place: number): Promise<number> {
  const { project, jobs } = readBatch(file)
  const job = jobs[place] as JobDocument
  const { dir } = job.sweep
  noteBegun(dir, job)
  const controller = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => controller.abort(signal))
  const report = (metrics: JobMetrics, step: number): 'continue' | 'prune' => {
    appendReport(dir, job.num, { attempt: job.attempt, metrics, step })
    return isPruned(dir, job.num) ? 'prune' : 'continue'
  }
  try {
    const runner = await openJobRunner(app, flags, project)
    const outcome = await runner(job, { signal: controller.signal, report })
    leaveOutcome(dir, job.num, { status: 'done', attempt: job.attempt, outcome })
    return EXIT.done
  } catch (thrown) {
    const status = thrown instanceof Interrupted ? 'interrupted' : 'failed'
    leaveOutcome(dir, job.num, { status, attempt: job.attempt, error: packError(thrown) })
    // For the log of who runs it.
    return reportError(thrown)
  }
}
