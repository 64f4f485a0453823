import { setTimeout } from 'node:timers/promises'
import { ownTag } from '../rundir/process-owner.js'
import { Interrupted } from '../util/interrupted.js'
import type { JobDocument, JobMetrics, JobResult } from './job-document.js'
import { EndedWorker } from './launchers/ended-worker.js'
import type { JobProgram } from './launchers/job-program.js'
import type { Launcher, LaunchHost } from './launchers/launcher.js'
import { LostWorker } from './launchers/lost-worker.js'
import { RefusedLaunch } from './launchers/refused-launch.js'
import { RunAgain } from './run-again.js'
import type { SweepBooks } from './sweep-books.js'
import type { SweepListener } from './sweep-listener.js'
import type { JobOverrides, Sweeper } from './sweepers/sweeper.js'
import type { SweepJob, SweptTask } from './swept-task.js'

export interface LaunchOptions {
  sweeper: Sweeper
  /** Asks it for jobs. */
  ask: (free: number) => Promise<readonly JobOverrides[]>
  launcher: Launcher
  task: SweptTask
  program: JobProgram
  toJob: (job: JobDocument) => SweepJob
  books: SweepBooks
  /** Jobs that the sweeper was asked for already. */
  waiting: readonly JobDocument[]
  /** Makes documents of what the sweeper wants, and validates those that were not known before. */
  propose: (wanted: readonly JobOverrides[]) => Promise<readonly JobDocument[]>
  /** How many jobs there are; undefined of a search, which knows them one after the other. */
  total: number | undefined
  /** No more jobs are started after this many have failed. */
  maxFailures: number
  signal: AbortSignal
  listener: Omit<SweepListener, 'validated'>
}

/** A job that was started, and what came of it; `interrupted` where the signal ended it. */
export interface EndedJob {
  job: JobDocument
  result: JobResult | { status: 'interrupted'; error: Interrupted }
}

export interface Launched {
  ended: EndedJob[]
  interrupted: boolean
  /** Jobs were left because too many had failed. */
  gaveUp: boolean
  /** What ended the sweep: what the sweeper has thrown, or what is wrong with a job that it wants. */
  fault: { error: unknown } | undefined
}

/** How many jobs run at the same time. */
export function slotsOf({ sweeper, launcher }: Pick<LaunchOptions, 'sweeper' | 'launcher'>): number {
  return Math.min(launcher.slots, sweeper.mostAtOnce ?? Number.POSITIVE_INFINITY)
}

/**
 * Asks the sweeper for jobs, has the launcher run them, and tells the sweeper what came of them, until it wants no
 * more. What ended well before is told to the sweeper and not run again.
 */
export async function launchJobs(options: LaunchOptions): Promise<Launched> {
  const { sweeper, ask, launcher, signal, listener, propose, books, maxFailures } = options
  const slots = slotsOf(options)
  const ended: EndedJob[] = []
  const running = new Set<Promise<void>>()
  let failures = 0
  let waiting = options.waiting
  let next = 0
  // What is wrong with the sweeper or with what it wants ends the sweep, once the jobs that run have ended.
  let fault: { error: unknown } | undefined
  const closed = () => signal.aborted || fault !== undefined || failures >= maxFailures

  const host = hostOf(options)
  const end = async (job: JobDocument, result: EndedJob['result'] | undefined): Promise<void> => {
    if (!result) return
    ended.push({ job, result })
    if (result.status === 'interrupted') return
    if (result.status === 'failed') failures++
    listener.ended(job, result)
    await sweeper.tell(job, result)
  }
  const start = (job: JobDocument): void => {
    const settled: Promise<void> = runJob(job, options, host, closed)
      .then((result) => end(job, result))
      .catch((error: unknown) => {
        fault ??= { error }
      })
      .finally(() => running.delete(settled))
    running.add(settled)
  }

  const { size } = books.jobs
  listener.begins({ dir: books.dir, elsewhere: launcher.announces === true, done: size - books.left(size) })
  try {
    for (;;) {
      if (!closed() && next === waiting.length && running.size < slots) {
        try {
          waiting = await propose(await ask(slots - running.size))
          next = 0
        } catch (error) {
          fault ??= { error }
        }
      }
      while (!closed() && next < waiting.length && running.size < slots) {
        const job = waiting[next++] as JobDocument
        const before = books.outcomeOf(job)
        if (!before) {
          start(job)
          continue
        }
        // A sweeper that has planned its jobs hears of those that ended before as they are asked for.
        if (options.total !== undefined) {
          for (const { metrics, step } of books.reportsOf(job)) sweeper.report?.(job, metrics, step)
        }
        await sweeper.tell(job, before)
      }
      if (running.size > 0) await Promise.race(running)
      // The sweeper may want more where it was told of jobs that had ended before.
      else if (closed() || waiting.length === 0) break
    }
  } finally {
    await Promise.all(running)
    listener.over()
  }
  ended.sort((a, b) => a.job.num - b.job.num)
  const left = books.left(Math.max(books.jobs.size, sweeper.most ?? 0))
  // Of a search that does not say how long it is nobody knows whether it had wanted more.
  const mayBeMore = left > failures || (options.total === undefined && sweeper.most === undefined)
  const interrupted = ended.some(isInterrupted) || (signal.aborted && (left > 0 || options.total === undefined))
  return { ended, interrupted, gaveUp: failures >= maxFailures && mayBeMore, fault }
}

function isInterrupted({ result }: EndedJob): boolean {
  return result.status === 'interrupted'
}

/**
 * Runs a job, again where its worker was lost, and notes what happens.
 * @returns undefined where it was never begun
 * @throws RefusedLaunch
 */
async function runJob(
  first: JobDocument,
  { sweeper, launcher, books, listener, total = sweeper.most, signal, task, toJob }: LaunchOptions,
  host: LaunchHost,
  closed: () => boolean,
): Promise<EndedJob['result'] | undefined> {
  const again = new RunAgain(launcher.retries)
  const wasStarted = (books.jobs.get(first.num)?.attempts ?? 0) > 0
  // What is wrong with asking is wrong with launching, too.
  let before = wasStarted ? await launcher.attemptThere?.(first, host).catch(() => undefined) : undefined
  for (;;) {
    const job = { ...first, attempt: before ?? books.nextAttempt(first) }
    const goesOn = before !== undefined
    before = undefined
    if (!launcher.announces) books.started(job, ownTag())
    listener.started(job, total, {
      goesOn,
      steps: () => task.steps?.(toJob(job)),
      reports: () => (books.reportsOf(job).at(-1)?.step ?? -1) + 1,
    })
    let isBegun = !launcher.announces
    const startedBy = (its: JobDocument, worker: string): void => {
      isBegun = true
      host.startedBy(its, worker)
    }
    try {
      const outcome = await launcher.launch(job, { ...host, startedBy })
      return books.ended(job, outcome)
    } catch (error) {
      if (error instanceof RefusedLaunch) throw error
      const stopped = stoppedBy(error, signal)
      if (stopped) {
        if (!isBegun) return undefined
        books.interrupted(job, stopped)
        return { status: 'interrupted', error: stopped }
      }
      const isRunAgain = again.after(error)
      if (!isRunAgain || (closed() && !(error instanceof EndedWorker))) {
        books.failed(job, error)
        return { status: 'failed', error }
      }
      books.lost(job, error)
      // No more jobs are started: this one is left, and has not failed.
      if (closed()) return undefined
      listener.lost(job, error.message)
      await setTimeout(again.wait, undefined, { signal }).catch(() => {})
    }
  }
}

/** A process that Ctrl-C reaches while it starts knows nothing of it yet, and is gone. */
export function stoppedBy(error: unknown, signal: AbortSignal): Interrupted | undefined {
  if (error instanceof Interrupted) return error
  return error instanceof LostWorker && signal.aborted ? new Interrupted(error.message, { cause: error }) : undefined
}

/** Jobs in this process come one after the other: they share its environment and its working directory. */
function hostOf({ sweeper, task, toJob, signal, books, program, listener }: LaunchOptions): LaunchHost {
  const report = (job: JobDocument, metrics: JobMetrics, step: number) => {
    // A plugin's launcher, or an app, may be JavaScript: nobody checks its types.
    if (!Number.isFinite(step)) throw new TypeError(`report takes the step of job #${job.num} as a number, from 0`)
    const answer = sweeper.report?.(job, metrics, step) ?? 'continue'
    books.reported(job, { metrics, step, answer })
    listener.reported(job, metrics, step)
    return answer
  }
  let last: Promise<unknown> = Promise.resolve()
  /** Attempts at jobs that a process was named for. */
  const begun = new Set<string>()
  return {
    run(job) {
      const context = { signal, report: (metrics: JobMetrics, step: number) => report(job, metrics, step) }
      const result = last.then(() => task.run(toJob(job), context))
      last = result.catch(() => {})
      return result
    },
    report,
    startedBy: (job, worker) => {
      const attempt = `${job.num} ${job.attempt}`
      if (begun.has(attempt)) listener.lost(job, 'its worker was lost')
      begun.add(attempt)
      books.started(job, worker)
    },
    signal,
    program,
    show: (job, stream, line) => listener.shown(job, stream, line),
  }
}
