import type { SweepReport } from '../../sweep/sweep-settings.js'
import { maskTyped } from '../../util/mask-named.js'

/** What jobs came to that were run, as a program reads it. */
export function sweepJson({ dir, ended, total, left }: SweepReport): object {
  const jobs = ended.map(({ job, result }) => ({
    job: job.num,
    overrides: job.overrides.map(maskTyped),
    status: result.status,
    ...('metrics' in result && { metrics: result.metrics }),
  }))
  const status = jobs.some((job) => job.status === 'failed') ? 'failed' : 'done'
  return { status, output_dir: dir, total, left, jobs }
}
