import type { JobDocument, JobMetrics } from '../../sweep/job-document.js'
import { cutEnd, displayWidth } from '../../util/display-width.js'
import { keepBelow } from '../../util/status-line.js'
import { visible } from '../../util/visible.js'
import { type JobLabels, jobLabel, withoutParents } from './job-label.js'

/** A job that runs. */
interface LiveJob extends Pick<JobDocument, 'num' | 'overrides'> {
  began: number
  /** Reports so far, and how many there will be; undefined where nobody knows. */
  reports: number
  steps: number | undefined
  metrics: JobMetrics
}

/** How far a sweep is. */
export interface SweepCount {
  /** Jobs that were done before this process went on with the sweep. */
  before: number
  /** Those that have ended since. */
  ended: number
  failed: number
  /** Undefined where only the sweeper knows. */
  total: number | undefined
}

const REDRAW_MS = 100
const BAR_SIZE = 16
const CLEAR_BELOW = '\u001b[J'
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'

/** At the end of a terminal: a line for each job that runs, with its bar, and one for the sweep. */
export class LiveJobs {
  readonly #stream: NodeJS.WriteStream
  readonly #jobs = new Map<number, LiveJob>()
  readonly #labels: JobLabels
  readonly #began = performance.now()
  readonly #timer: NodeJS.Timeout
  readonly #noLongerBelow: () => void
  readonly #remaining: () => number | undefined
  #count: SweepCount = { before: 0, ended: 0, failed: 0, total: undefined }
  #drawn = 0

  /** @param remaining how long the sweep will take, ms; undefined where that is not known */
  constructor(stream: NodeJS.WriteStream, labels: JobLabels, remaining: () => number | undefined) {
    this.#stream = stream
    this.#labels = labels
    this.#remaining = remaining
    stream.write(HIDE_CURSOR)
    this.#noLongerBelow = keepBelow({ clear: () => this.#clear(), draw: () => this.#draw() })
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS).unref()
    // Also where the process ends at once.
    process.on('exit', this.close)
  }

  /** @param reports how many there were before it was started: it goes on */
  start(job: Pick<JobDocument, 'num' | 'overrides'>, steps: number | undefined, reports: number): void {
    const { num, overrides } = job
    this.#jobs.set(num, { num, overrides, began: performance.now(), reports, steps, metrics: {} })
  }

  /** @param step the first is 0 */
  report({ num }: JobDocument, metrics: JobMetrics, step: number): void {
    const job = this.#jobs.get(num)
    if (!job) return
    job.reports = step + 1
    job.metrics = metrics
  }

  /** It begins again. */
  restart({ num }: JobDocument): void {
    const job = this.#jobs.get(num)
    if (job) this.#jobs.set(num, { ...job, reports: 0, metrics: {} })
  }

  end({ num }: JobDocument): void {
    this.#jobs.delete(num)
  }

  count(count: SweepCount): void {
    this.#count = count
  }

  /** Takes the lines off the screen, and gives the cursor back. */
  readonly close = (): void => {
    process.off('exit', this.close)
    clearInterval(this.#timer)
    this.#noLongerBelow()
    this.#clear()
    this.#stream.write(SHOW_CURSOR)
  }

  #redraw(): void {
    this.#clear()
    this.#draw()
  }

  #clear(): void {
    if (this.#drawn === 0) return
    const up = this.#drawn > 1 ? `\u001b[${this.#drawn - 1}A` : ''
    this.#stream.write(`\r${up}${CLEAR_BELOW}`)
    this.#drawn = 0
  }

  #draw(): void {
    // Some terminals say that they have none.
    const [columns, rows] = [this.#stream.columns || 80, this.#stream.rows || 24]
    const now = performance.now()
    const jobs = [...this.#jobs.values()]
    const shown = jobs.slice(0, Math.max(1, rows - 2))
    const hidden = jobs.length - shown.length
    // The last column stays empty: some terminals go on to the next line there.
    const room = columns - 1
    const lines = [...shown.map((job) => jobLine(job, this.#labels, { now, room })), this.#totals(now, hidden)]
    // A terminal may have shown a `^C` there.
    this.#stream.write(`\r${CLEAR_BELOW}${lines.map((line) => cutEnd(visible(line), room)).join('\n')}`)
    this.#drawn = lines.length
  }

  #totals(now: number, hidden: number): string {
    const { before, ended, failed, total } = this.#count
    const parts = [
      `${before + ended}${total === undefined ? '' : ` of ${total}`} jobs ended`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      `${this.#jobs.size} running${hidden > 0 ? ` (${hidden} not shown)` : ''}`,
      duration(now - this.#began),
    ]
    const eta = this.#remaining()
    return [...parts, ...(eta === undefined ? [] : [`eta ${duration(eta)}`])].join('  ')
  }
}

/**
 * How far a job is, and which one: where there is no room for all of it, what is swept comes first,
 * and the bar and figures make room for that.
 */
export function jobLine(job: LiveJob, labels: JobLabels, { now, room }: { now: number; room: number }): string {
  const { num, began, reports, steps, metrics } = job
  const took = duration(now - began)
  const figures = shortMetrics(metrics)
  const count = steps === undefined ? `step ${reports}` : `${reports}/${steps}`
  const done = steps === undefined ? 0 : Math.round(Math.min(1, reports / steps) * BAR_SIZE)
  const bar = steps === undefined ? count : `${'━'.repeat(done)}${'─'.repeat(BAR_SIZE - done)} ${count}`
  const whole = [bar, took, ...figures, jobLabel(job)].join('  ')
  if (displayWidth(visible(whole)) <= room) return whole
  const { own, common } = labels.split(job)
  const heads = [
    [bar, took, ...figures],
    [count, took, ...figures],
    [count, took, ...figures.slice(0, 1)],
    [count, took],
  ]
  const lines = heads.flatMap((head) =>
    [own, own.map(withoutParents)].map((names) => [...head, [`#${num}:`, ...names].join(' ')].join('  ')),
  )
  const line = lines.find((each) => displayWidth(visible(each)) <= room) ?? (lines.at(-1) as string)
  return [line, ...common].join(' ')
}

/** The first two numbers, by the ends of their names: `acc 0.9123`. */
export function shortMetrics(metrics: JobMetrics): string[] {
  return Object.entries(metrics)
    .slice(0, 2)
    .map(([name, value]) => `${name.split('/').at(-1)} ${Number(value.toPrecision(4))}`)
}

/** `8.3 s`, `2 m 05 s`, `1 h 04 m`. */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)]
  if (minutes < 60) return `${minutes} m ${String(rest).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`
}
