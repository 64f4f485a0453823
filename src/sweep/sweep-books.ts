import { relative, resolve } from 'node:path'
import { findLog } from '../rundir/find-log.js'
import { noteFailure } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Interrupted } from '../util/interrupted.js'
import { describeThrown } from '../util/thrown.js'
import {
  type JobDocument,
  type JobMetrics,
  type JobOutcome,
  type JobResult,
  metricsOf,
  type PastJob,
} from './job-document.js'
import { forgetOutcome, forgetOutcomes } from './job-outcome-file.js'
import type { Ledger, RecordedOutcome } from './ledger.js'
import { isOver, type JobState, type SweepState } from './sweep-state.js'

/** What is known of a sweep's jobs; every change is in the ledger before it is here. */
export class SweepBooks {
  readonly dir: string
  readonly #ledger: Ledger
  readonly #mask: (text: string) => string
  readonly #jobs: Map<number, JobState>
  readonly #attempts = new Map<number, number>()
  readonly #pruned = new Set<number>()

  /** @param mask takes secrets out of what is kept */
  constructor(dir: string, ledger: Ledger, { jobs }: Pick<SweepState, 'jobs'>, mask: (text: string) => string) {
    this.dir = dir
    this.#ledger = ledger
    this.#jobs = jobs
    this.#mask = mask
  }

  get jobs(): ReadonlyMap<number, JobState> {
    return this.#jobs
  }

  /** Jobs that are new; those that are known are not noted again. */
  propose(documents: readonly JobDocument[]): void {
    const fresh = documents.filter(({ num }) => !this.#jobs.has(num))
    const inside = (path: string) => {
      const way = relative(this.dir, path)
      return way.startsWith('..') ? path : way
    }
    const states = fresh.map(({ num, overrides, output }): JobState => {
      const about = { num, overrides: overrides.map(this.#mask), dir: inside(output) }
      return {
        ...{ ...about, status: 'proposed', attempts: 0, reports: [] },
        ...{ worker: undefined, outcome: undefined, error: undefined },
      }
    })
    this.#ledger.append(
      ...states.map(({ num, overrides, dir }) => ({ event: 'proposed', num, overrides, dir }) as const),
    )
    for (const state of states) this.#jobs.set(state.num, state)
  }

  /** @throws ConfigError where a job is known by its number, and is another one */
  refuseOthers(documents: readonly JobDocument[]): void {
    for (const { num, overrides } of documents) {
      const known = this.#jobs.get(num)?.overrides.join(' ')
      const wanted = overrides.map(this.#mask).join(' ')
      if (known === undefined || known === wanted) continue
      throw new ConfigError({
        code: 'other-jobs',
        path: 'hydra.sweeper',
        message: `job #${num} was '${known}', and now the sweeper wants '${wanted}': the sweep cannot go on`,
        hint: 'start another sweep, with a hydra.sweep.dir of its own',
      })
    }
  }

  /** The directory of a job that is known. */
  outputOf(num: number): string | undefined {
    const state = this.#jobs.get(num)
    return state && resolve(this.dir, state.dir)
  }

  nextAttempt({ num }: JobDocument): number {
    const attempt = (this.#attempts.get(num) ?? this.#jobs.get(num)?.attempts ?? 0) + 1
    this.#attempts.set(num, attempt)
    this.#pruned.delete(num)
    return attempt
  }

  started({ num, attempt }: JobDocument, worker: string): void {
    const known = this.#jobs.get(num)
    // It goes on where an earlier process of the sweep has seen it start.
    if (known?.status === 'started' && known.attempts === attempt && known.worker === worker) return
    this.#ledger.append({ event: 'started', num, attempt, worker })
    this.#set(num, { status: 'started', attempts: attempt, worker })
  }

  reported(
    { num }: JobDocument,
    { metrics, step, answer }: { metrics: JobMetrics; step: number; answer: 'continue' | 'prune' },
  ): void {
    this.#ledger.append({ event: 'reported', num, step, metrics })
    const reports = this.#jobs.get(num)?.reports ?? []
    while (reports.length > 0 && (reports.at(-1) as { step: number }).step >= step) reports.pop()
    reports.push({ step, metrics })
    if (answer === 'prune') this.#pruned.add(num)
  }

  ended({ num }: Pick<JobDocument, 'num'>, outcome: JobOutcome): JobResult {
    const status = (outcome.pruned ?? this.#pruned.has(num)) ? 'pruned' : 'done'
    const metrics = metricsOf(outcome)
    const kept: RecordedOutcome = { summary: outcome.summary, value: asJson(outcome.value), metrics }
    this.#ledger.append({ event: status, num, ...kept })
    this.#set(num, { status, outcome: kept, error: undefined })
    forgetOutcome(this.dir, num)
    return { status, ...outcome, metrics }
  }

  interrupted({ num }: JobDocument, { message }: Interrupted): void {
    this.#ledger.append({ event: 'interrupted', num, error: message })
    this.#set(num, { status: 'interrupted', error: message })
  }

  lost({ num }: JobDocument, error: unknown): void {
    const why = this.#mask(describeThrown(error, { kind: false }))
    this.#ledger.append({ event: 'lost', num, error: why })
    this.#set(num, { status: 'lost', error: why })
  }

  failed({ num, output }: JobDocument, error: unknown): void {
    const why = this.#mask(describeThrown(error, { kind: false }))
    this.#ledger.append({ event: 'failed', num, error: why, log: findLog(output) ?? null })
    this.#set(num, { status: 'failed', error: why })
    noteFailure(output, why)
  }

  /** What a job came to that ended well before. */
  outcomeOf({ num }: Pick<JobDocument, 'num'>): JobResult | undefined {
    const state = this.#jobs.get(num)
    return state && outcomeIn(this.dir, state)
  }

  /** What a job has reported so far. */
  reportsOf({ num }: Pick<JobDocument, 'num'>): JobState['reports'] {
    return this.#jobs.get(num)?.reports ?? []
  }

  /** How many jobs did not end well yet. */
  left(total: number): number {
    return total - [...this.#jobs.values()].filter(isOver).length
  }

  close(): void {
    this.#ledger.close()
    forgetOutcomes(this.dir)
  }

  #set(num: number, change: Partial<JobState>): void {
    const state = this.#jobs.get(num)
    if (state) Object.assign(state, change)
  }
}

/** Every job of a sweep so far, as its state has it, for a sweeper that goes on. */
export function pastOf(
  dir: string,
  jobs: ReadonlyMap<number, JobState>,
  toDocument: (state: JobState) => JobDocument,
): PastJob[] {
  return Array.from(jobs.values(), (state) => ({
    job: toDocument(state),
    result: outcomeIn(dir, state),
    reports: state.reports.map(({ metrics }) => metrics),
  }))
}

function outcomeIn(dir: string, state: JobState): JobResult | undefined {
  if (!state.outcome || !isOver(state)) return undefined
  return { status: state.status as 'done' | 'pruned', outputDir: resolve(dir, state.dir), ...state.outcome }
}

/** Larger values are a task's own affair. */
const LARGEST_VALUE = 2 ** 20

/** What JSON keeps of a value. */
function asJson(value: unknown): unknown {
  try {
    const text = JSON.stringify(value)
    return text === undefined || text.length > LARGEST_VALUE ? null : JSON.parse(text)
  } catch {
    return null
  }
}
