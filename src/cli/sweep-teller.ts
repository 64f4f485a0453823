import { findLog } from '../rundir/find-log.js'
import type { JobDocument, JobMetrics, JobResult } from '../sweep/job-document.js'
import type { SweepListener } from '../sweep/sweep-listener.js'
import { counted } from '../util/counted.js'
import { shownPath } from '../util/shown-path.js'
import { print, tell } from '../util/terminal.js'
import type { Flags } from './flags.js'
import { reportError } from './report-error.js'

/** A job as lines name it: `#3: lr=0.1`. */
export function label({ num, overrides }: Pick<JobDocument, 'num' | 'overrides'>): string {
  return `#${num}: ${overrides.join(' ') || '(no overrides)'}`
}

/** Validating that takes longer than this is told of, and again after each further while. */
const FIRST_MS = 2000
const AGAIN_MS = 5000

/** Tells the user how a sweep goes on. */
export class SweepTeller implements SweepListener {
  readonly #flags: Flags
  readonly #announces: boolean
  #nextProgress = performance.now() + FIRST_MS
  #started = 0
  #total: number | undefined

  /** @param announces whether each job that starts is told of */
  constructor(flags: Flags, announces: boolean) {
    this.#flags = flags
    this.#announces = announces && !flags.quiet
  }

  /** Says what is left at the first Ctrl-C, after the line of whoever aborted: the second ends the process. */
  listenTo(signal: AbortSignal): void {
    signal.addEventListener('abort', () => queueMicrotask(() => this.#tellWhatIsLeft()))
  }

  validated(count: number, total: number): void {
    this.#total = total
    if (performance.now() < this.#nextProgress || count === total) return
    this.#nextProgress = performance.now() + AGAIN_MS
    this.#note(`${count.toLocaleString('en')} of ${total.toLocaleString('en')} jobs validated`)
  }

  started(job: JobDocument, total: number | undefined): void {
    this.#started = job.num + 1
    this.#total = total
    this.#note(`\n${label(job)}`)
  }

  reported(_job: JobDocument, _metrics: JobMetrics): void {}

  shown(_job: JobDocument, stream: 'stdout' | 'stderr', line: string): void {
    if (stream === 'stdout') print(`${line}\n`)
    else tell(`${line}\n`)
  }

  ended(job: JobDocument, result: JobResult): void {
    if (result.status !== 'failed') return
    reportError(result.error, { debug: this.#flags.debug, json: this.#flags.json })
    const log = findLog(job.output)
    if (!this.#flags.json) tell(`${label(job)} failed${log === undefined ? '' : `; its log: ${shownPath(log)}`}\n`)
  }

  #tellWhatIsLeft(): void {
    const left = (this.#total ?? 0) - this.#started
    const which = left === 1 ? `#${this.#started}` : `#${this.#started} to #${(this.#total ?? 0) - 1}`
    if (this.#total === undefined) tell('no more jobs will be started\n')
    else if (left > 0) tell(`${counted(left, 'job')} of ${this.#total} will not be run: ${which}\n`)
  }

  #note(text: string): void {
    if (this.#announces) tell(`${text}\n`)
  }
}
