import { Interrupted } from '../util/interrupted.js'
import type { JobDocument, JobMetrics, JobResult } from './job-document.js'
import type { Launcher, LaunchHost } from './launcher.js'
import type { SweepListener } from './sweep-listener.js'
import type { JobOverrides, Sweeper } from './sweeper.js'
import type { SweepJob, SweptTask } from './swept-task.js'

export interface LaunchOptions {
  sweeper: Sweeper
  launcher: Launcher
  task: SweptTask
  toJob: (job: JobDocument) => SweepJob
  document: (num: number, overrides: JobOverrides) => JobDocument
  /** Jobs that the sweeper was asked for already. */
  waiting: readonly JobOverrides[]
  /** For jobs that were not known before; undefined where all are validated. */
  validate: ((jobs: readonly JobDocument[]) => Promise<void>) | undefined
  /** How many jobs there are; undefined where only the sweeper knows. */
  total: number | undefined
  signal: AbortSignal
  listener: Pick<SweepListener, 'started' | 'ended'>
}

/** A job that was started, and what came of it; `interrupted` where the signal ended it. */
export interface EndedJob {
  job: JobDocument
  result: JobResult | { status: 'interrupted'; error: Interrupted }
}

interface Launched {
  total: number
  ended: EndedJob[]
  interrupted: boolean
}

/**
 * Asks the sweeper for jobs, has the launcher run them, and tells the sweeper what came of them, until it wants no
 * more.
 */
export async function launchJobs(options: LaunchOptions): Promise<Launched> {
  const { sweeper, launcher, document, signal, listener, validate } = options
  const ended: EndedJob[] = []
  const running = new Set<Promise<void>>()
  let known = 0
  const documents = (all: readonly JobOverrides[]) => all.map((overrides) => document(known++, overrides))
  let waiting = documents(options.waiting)
  let next = 0
  // What is wrong with the sweeper or with what it wants ends the sweep, once the jobs that run have ended.
  let fault: { error: unknown } | undefined

  const host = hostOf(options)
  const start = (job: JobDocument): void => {
    listener.started(job, options.total)
    const done = launch(job, launcher, host).then(async (result) => {
      ended.push({ job, result })
      if (result.status === 'interrupted') return
      listener.ended(job, result)
      await sweeper.tell(job, result)
    })
    const settled: Promise<void> = done
      .catch((error: unknown) => {
        fault ??= { error }
      })
      .finally(() => running.delete(settled))
    running.add(settled)
  }

  try {
    for (;;) {
      const open = !signal.aborted && !fault
      if (open && next === waiting.length && running.size < launcher.slots) {
        waiting = documents(await sweeper.ask(launcher.slots - running.size))
        next = 0
        await validate?.(waiting)
      }
      while (!signal.aborted && !fault && next < waiting.length && running.size < launcher.slots) {
        start(waiting[next++] as JobDocument)
      }
      if (running.size === 0) break
      await Promise.race(running)
    }
  } finally {
    await Promise.all(running)
    await launcher.close?.()
  }
  if (fault) throw fault.error
  ended.sort((a, b) => a.job.num - b.job.num)
  const total = options.total ?? known
  const interrupted = ended.some(isInterrupted) || (signal.aborted && ended.length < total)
  return { total, ended, interrupted }
}

function isInterrupted({ result }: EndedJob): boolean {
  return result.status === 'interrupted'
}

/** Jobs in this process come one after the other: they share its environment and its working directory. */
function hostOf({ sweeper, task, toJob, signal }: LaunchOptions): LaunchHost {
  const report = (job: JobDocument, metrics: JobMetrics) => sweeper.report?.(job, metrics) ?? 'continue'
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(job) {
      const context = { signal, report: (metrics: JobMetrics) => report(job, metrics) }
      const result = last.then(() => task.run(toJob(job), context))
      last = result.catch(() => {})
      return result
    },
    report,
    signal,
  }
}

async function launch(job: JobDocument, launcher: Launcher, host: LaunchHost): Promise<EndedJob['result']> {
  try {
    return { status: 'done', ...(await launcher.launch(job, host)) }
  } catch (error) {
    return error instanceof Interrupted ? { status: 'interrupted', error } : { status: 'failed', error }
  }
}
