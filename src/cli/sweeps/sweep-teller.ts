import { findLog } from '../../rundir/find-log.js'
import { type JobDocument, type JobMetrics, type JobResult, metricsOf } from '../../sweep/job-document.js'
import type { StartedJob, SweepListener } from '../../sweep/sweep-listener.js'
import { counted } from '../../util/counted.js'
import { groupedDigits } from '../../util/grouped-digits.js'
import { shownPath } from '../../util/shown-path.js'
import { print, takesEscapes, tell } from '../../util/terminal.js'
import type { Flags } from '../arguments/flags.js'
import type { Interruption } from '../interrupt.js'
import { reportError } from '../report-error.js'
import type { JobLabels } from './job-label.js'
import { duration, LiveJobs, type SweepCount, shortMetrics } from './live-jobs.js'
import { SweepPace } from './sweep-pace.js'

/** Validating that takes longer than this is told of, and again after each further while. */
const FIRST_MS = 2000
const AGAIN_MS = 5000

/** Tells the user how a sweep goes on. */
export class SweepTeller implements SweepListener {
  readonly labels: JobLabels
  readonly #flags: Flags
  readonly #announces: boolean
  #nextProgress = performance.now() + FIRST_MS
  #started = 0
  #total: number | undefined
  #elsewhere = false
  #live: LiveJobs | undefined
  #count: SweepCount = { before: 0, ended: 0, failed: 0, total: undefined }
  #pace = new SweepPace()
  readonly #stepsOf = new Map<number, number>()
  readonly #told = new Set<number>()
  #onBegin: () => void = () => {}
  /** The sweep's directory, once its jobs are started. */
  #dir: string | undefined

  /** @param announces whether each job that starts is told of */
  constructor(flags: Flags, { announces, labels }: { announces: boolean; labels: JobLabels }) {
    this.#flags = flags
    this.labels = labels
    this.#announces = announces && !flags.quiet
  }

  /**
   * Says what is left at the first Ctrl-C, after the line of whoever aborted, and how to go on at the second, which
   * ends the process.
   * @param wayOn what is typed to go on with the sweep in a directory
   */
  listenTo({ signal, arm, beforeExit }: Interruption, wayOn: (dir: string) => string): void {
    this.#onBegin = arm
    beforeExit(() => {
      this.over()
      if (this.#dir !== undefined) tell(`interrupted; go on with it by '${wayOn(this.#dir)}'\n`)
    })
    signal.addEventListener('abort', () => queueMicrotask(() => this.#tellWhatIsLeft()))
  }

  validated(count: number, total: number, what: 'jobs' | 'values'): void {
    if (what === 'jobs') this.#total = total
    if (performance.now() < this.#nextProgress || count === total) return
    this.#nextProgress = performance.now() + AGAIN_MS
    this.#note(`${groupedDigits(count)} of ${groupedDigits(total)} ${what} validated`)
  }

  begins({ dir, elsewhere, done }: { dir: string; elsewhere: boolean; done: number }): void {
    this.#dir = dir
    this.#onBegin()
    this.#elsewhere = elsewhere
    this.#count = { ...this.#count, before: done, ended: 0 }
    this.#pace = new SweepPace()
    if (!elsewhere || !this.#announces || !takesEscapes(process.stderr)) return
    this.#live = new LiveJobs(process.stderr, this.labels, () => this.#remaining())
  }

  started(job: JobDocument, total: number | undefined, { steps, reports, goesOn }: StartedJob): void {
    this.#started = Math.max(this.#started, job.num + 1)
    this.#total = total
    this.#count = { ...this.#count, total }
    const count = this.#elsewhere && this.#announces ? steps() : undefined
    if (count !== undefined) this.#stepsOf.set(job.num, count)
    // Whose length is known goes on from where it was; any other may begin anew.
    const before = count === undefined ? 0 : Math.min(count, reports())
    this.#pace.start(job.num, performance.now(), before / (count ?? 1))
    this.#live?.start(job, count, before)
    this.#live?.count(this.#count)
    const again = job.attempt > 1 ? ` (attempt ${job.attempt})` : ''
    const how = goesOn ? ' (goes on)' : again
    if (!this.#live) this.#note(`${this.#elsewhere ? '' : '\n'}${this.labels.of(job)}${how}`)
  }

  reported(job: JobDocument, metrics: JobMetrics, step: number): void {
    const steps = this.#stepsOf.get(job.num)
    if (steps !== undefined) this.#pace.report(job.num, (step + 1) / steps, performance.now())
    this.#live?.report(job, metrics, step)
  }

  lost(job: JobDocument, why: string): void {
    this.#live?.restart(job)
    tell(`#${job.num}: ${why}; it is run again\n`)
  }

  shown(_job: JobDocument, stream: 'stdout' | 'stderr', line: string): void {
    if (stream === 'stdout') print(`${line}\n`)
    else tell(`${line}\n`)
  }

  ended(job: JobDocument, result: JobResult): void {
    const { ended, failed } = this.#count
    this.#count = { ...this.#count, ended: ended + 1, failed: failed + (result.status === 'failed' ? 1 : 0) }
    const now = performance.now()
    const took = this.#pace.took(job.num, now)
    this.#pace.end(job.num, now)
    const name = this.#live && this.labels.of(job)
    this.#live?.end(job)
    this.#live?.count(this.#count)
    if (this.#elsewhere && this.#announces) this.#told.add(job.num)
    if (result.status !== 'failed') {
      if (this.#elsewhere) this.#tellEnd(job, result, { name, took })
      return
    }
    reportError(result.error, { debug: this.#flags.debug, json: this.#flags.json })
    const log = findLog(job.output)
    tell(`${this.labels.of(job)} failed${log === undefined ? '' : `; its log: ${shownPath(log)}`}\n`)
  }

  over(): void {
    this.#live?.close()
    this.#live = undefined
  }

  /** Whether what came of a job was told when it ended, and not only that it failed. */
  hasTold({ num }: JobDocument): boolean {
    return this.#told.has(num)
  }

  /** Where jobs run side by side, each that ends well says so. A line that comes and goes has not named it for good. */
  #tellEnd(
    job: JobDocument,
    result: Exclude<JobResult, { status: 'failed' }>,
    { name, took }: { name: string | undefined; took: number },
  ): void {
    const end = `${result.status} in ${duration(took)}`
    const figures = shortMetrics(metricsOf(result))
    if (name !== undefined) {
      this.#note([name, end, ...figures].join('  '))
      return
    }
    const { before, ended, total } = this.#count
    const eta = this.#remaining()
    const far = `${before + ended}${total === undefined ? '' : ` of ${total}`} ended${eta === undefined ? '' : `, eta ${duration(eta)}`}`
    this.#note([`#${job.num} ${end}`, ...figures, `(${far})`].join('  '))
  }

  #remaining(): number | undefined {
    const { before, ended, total } = this.#count
    return total === undefined ? undefined : this.#pace.remaining(total - before - ended, performance.now())
  }

  #tellWhatIsLeft(): void {
    if (this.#dir === undefined) return
    const left = (this.#total ?? 0) - this.#started
    const which = left === 1 ? `#${this.#started}` : `#${this.#started} to #${(this.#total ?? 0) - 1}`
    if (this.#total === undefined) tell('no more jobs will be started\n')
    else if (left > 0) tell(`${counted(left, 'job')} of ${this.#total} will not be run: ${which}\n`)
  }

  #note(text: string): void {
    if (this.#announces) tell(`${text}\n`)
  }
}
