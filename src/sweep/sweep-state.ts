import type { JobMetrics } from './job-document.js'
import type { LedgerLine, RecordedOutcome } from './ledger.js'
import type { Definition } from './sweep-file.js'

export type JobStatus = 'proposed' | 'started' | 'done' | 'pruned' | 'failed' | 'lost' | 'interrupted'

/** A job, as the ledger tells of it. */
export interface JobState {
  num: number
  overrides: readonly string[]
  dir: string
  status: JobStatus
  attempts: number
  /** The process that it was given to last. */
  worker: string | undefined
  outcome: RecordedOutcome | undefined
  /** Why it did not end well. */
  error: string | undefined
  /** What it reported, in order. */
  reports: { step: number; metrics: JobMetrics }[]
}

/** A sweep, as its ledger tells of it. */
export interface SweepState {
  defined: { definition: Definition; files: Readonly<Record<string, string>> } | undefined
  added: (readonly string[])[]
  /** By their numbers. */
  jobs: Map<number, JobState>
}

/** Whether nothing is left to do of a job. */
export function isOver({ status }: JobState): boolean {
  return status === 'done' || status === 'pruned'
}

/** What a ledger's lines come to. */
export function readState(lines: readonly LedgerLine[]): SweepState {
  const state: SweepState = { defined: undefined, added: [], jobs: new Map() }
  for (const line of lines) {
    if (line.event === 'defined') state.defined = { definition: line.definition, files: line.files }
    else if (line.event === 'added') state.added.push(line.overrides)
    else if (line.event === 'proposed') {
      const { num, overrides, dir } = line
      const job: JobState = {
        ...{ num, overrides, dir, status: 'proposed', attempts: 0 },
        ...{ worker: undefined, outcome: undefined, error: undefined, reports: [] },
      }
      if (!state.jobs.has(num)) state.jobs.set(num, job)
    } else if (line.event !== 'resumed') {
      const job = state.jobs.get(line.num)
      // What has ended well counts once, whatever a process wrote that did not know of it.
      if (job && !isOver(job)) advance(job, line)
    }
  }
  return state
}

function advance(job: JobState, line: Extract<LedgerLine, { num: number }>): void {
  if (line.event === 'proposed') return
  if (line.event === 'reported') {
    // A job that runs again reports its first steps again.
    const { step, metrics } = line
    while (job.reports.length > 0 && (job.reports.at(-1) as { step: number }).step >= step) job.reports.pop()
    job.reports.push({ step, metrics })
    return
  }
  job.status = line.event
  if (line.event === 'started') {
    job.attempts = line.attempt
    job.worker = line.worker
  } else if (line.event === 'done' || line.event === 'pruned') {
    const { summary, value, metrics } = line
    job.outcome = { summary, value, metrics }
    job.error = undefined
  } else if ('error' in line) job.error = line.error
}
