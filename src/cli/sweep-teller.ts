import { findLog } from '../rundir/find-log.js'
import { type JobDocument, type JobMetrics, type JobResult, metricsOf } from '../sweep/job-document.js'
import type { SweepListener } from '../sweep/sweep-listener.js'
import { counted } from '../util/counted.js'
import { groupedDigits } from '../util/grouped-digits.js'
import { shownPath } from '../util/shown-path.js'
import { print, takesEscapes, tell } from '../util/terminal.js'
import type { Flags } from './flags.js'
import { jobLabel } from './job-label.js'
import { duration, LiveJobs, remaining, type SweepCount, shortMetrics } from './live-jobs.js'
import { reportError } from './report-error.js'

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
  #elsewhere = false
  #live: LiveJobs | undefined
  #count: SweepCount = { before: 0, ended: 0, failed: 0, total: undefined }
  #began = performance.now()
  readonly #starts = new Map<number, number>()
  #onBegin: () => void = () => {}
  #hasBegun = false

  /** @param announces whether each job that starts is told of */
  constructor(flags: Flags, announces: boolean) {
    this.#flags = flags
    this.#announces = announces && !flags.quiet
  }

  /** Says what is left at the first Ctrl-C, after the line of whoever aborted: the second ends the process. */
  listenTo({ signal, arm }: { signal: AbortSignal; arm: () => void }): void {
    this.#onBegin = arm
    signal.addEventListener('abort', () => queueMicrotask(() => this.#tellWhatIsLeft()))
  }

  validated(count: number, total: number): void {
    this.#total = total
    if (performance.now() < this.#nextProgress || count === total) return
    this.#nextProgress = performance.now() + AGAIN_MS
    this.#note(`${groupedDigits(count)} of ${groupedDigits(total)} jobs validated`)
  }

  begins({ elsewhere, done }: { elsewhere: boolean; done: number }): void {
    this.#hasBegun = true
    this.#onBegin()
    this.#elsewhere = elsewhere
    this.#count = { ...this.#count, before: done, ended: 0 }
    this.#began = performance.now()
    if (elsewhere && this.#announces && takesEscapes(process.stderr)) this.#live = new LiveJobs(process.stderr)
  }

  started(job: JobDocument, total: number | undefined, steps: () => number | undefined): void {
    this.#started = job.num + 1
    this.#total = total
    this.#count = { ...this.#count, total }
    this.#starts.set(job.num, performance.now())
    this.#live?.start(job, steps())
    this.#live?.count(this.#count)
    if (!this.#live) this.#note(`${this.#elsewhere ? '' : '\n'}${jobLabel(job)}`)
  }

  reported(job: JobDocument, metrics: JobMetrics): void {
    this.#live?.report(job, metrics)
  }

  shown(_job: JobDocument, stream: 'stdout' | 'stderr', line: string): void {
    if (stream === 'stdout') print(`${line}\n`)
    else tell(`${line}\n`)
  }

  ended(job: JobDocument, result: JobResult): void {
    const { ended, failed } = this.#count
    this.#count = { ...this.#count, ended: ended + 1, failed: failed + (result.status === 'failed' ? 1 : 0) }
    this.#live?.end(job)
    this.#live?.count(this.#count)
    if (this.#elsewhere && result.status !== 'failed') this.#tellEnd(job, result)
    if (result.status !== 'failed') return
    reportError(result.error, { debug: this.#flags.debug, json: this.#flags.json })
    const log = findLog(job.output)
    if (!this.#flags.json) tell(`${jobLabel(job)} failed${log === undefined ? '' : `; its log: ${shownPath(log)}`}\n`)
  }

  over(): void {
    this.#live?.close()
    this.#live = undefined
  }

  /** Where jobs run side by side, each that ends well says so. */
  #tellEnd(job: JobDocument, result: Exclude<JobResult, { status: 'failed' }>): void {
    const now = performance.now()
    const took = duration(now - (this.#starts.get(job.num) ?? now))
    const { before, ended, total } = this.#count
    const eta = this.#live ? undefined : remaining(this.#count, now - this.#began)
    const far = `${before + ended}${total === undefined ? '' : ` of ${total}`} ended${eta === undefined ? '' : `, eta ${duration(eta)}`}`
    const figures = shortMetrics(metricsOf(result))
    this.#note([`#${job.num} ${result.status} in ${took}`, ...figures, `(${far})`].join('  '))
  }

  #tellWhatIsLeft(): void {
    if (!this.#hasBegun) return
    const left = (this.#total ?? 0) - this.#started
    const which = left === 1 ? `#${this.#started}` : `#${this.#started} to #${(this.#total ?? 0) - 1}`
    if (this.#total === undefined) tell('no more jobs will be started\n')
    else if (left > 0) tell(`${counted(left, 'job')} of ${this.#total} will not be run: ${which}\n`)
  }

  #note(text: string): void {
    if (this.#announces) tell(`${text}\n`)
  }
}
