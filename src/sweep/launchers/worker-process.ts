import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tagOf } from '../../rundir/process-owner.js'
import type { JobDocument, JobOutcome } from '../job-document.js'
import { unpackError, unpackInterruption } from './carry-error.js'
import type { ProcessStart } from './job-program.js'
import type { LaunchHost } from './launcher.js'
import { LimitReached } from './limit-reached.js'
import { LostWorker } from './lost-worker.js'
import { residentMegabytes } from './resident-memory.js'
import { END_OF_JOB, type FromWorker, type ToWorker } from './worker-messages.js'

export interface WorkerLimits {
  /** Seconds that a job may take; null: any. */
  timeout: number | null
  /** Memory that its process may hold, MB; null: any. */
  memory: number | null
  /** Beside those of this process. */
  env: NodeJS.ProcessEnv
}

const STREAMS = ['stdout', 'stderr'] as const
type Stream = (typeof STREAMS)[number]

/** Memory is looked at this often, ms. */
const LOOK = 200

/** Lines that are kept of a process that had no job yet. */
const MOST_EARLY = 100

/** A process that does one job after the other, and stays warm between them. */
export class WorkerProcess {
  readonly #child: ChildProcess
  readonly #limits: WorkerLimits
  readonly #tag: string
  #gone = false
  #current: Current | undefined
  /** Whether it was told what it works on: what jobs are composed from is known when all of them were validated. */
  #knowsProject = false
  /** Lines that it wrote before its first job, which shows them: they may tell why it has ended. */
  #early: [stream: Stream, line: string][] | undefined = []

  constructor({ command, cwd }: ProcessStart, limits: WorkerLimits) {
    const [file, ...args] = command as [string, ...string[]]
    this.#limits = limits
    this.#child = spawn(file, args, {
      ...(existsSync(cwd) && { cwd }),
      env: { ...process.env, ...limits.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    this.#tag = this.#child.pid === undefined ? '' : tagOf(this.#child.pid)
    this.#child.on('message', (message) => this.#hear(message as FromWorker))
    this.#child.on('error', (error) => this.#lose(error.message))
    this.#child.on('exit', (code, signal) => this.#lose(signal ? `was ended by ${signal}` : `ended with ${code}`))
    for (const stream of STREAMS) {
      const lines = createInterface({ input: this.#child[stream] as NodeJS.ReadableStream })
      lines.on('line', (line) => this.#show(stream, line))
    }
  }

  /** Whether it can be given another job. */
  get usable(): boolean {
    return !this.#gone
  }

  /** @throws what the job threw; Interrupted; LostWorker where the process is gone */
  async run(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    host.startedBy(job, this.#tag)
    for (const [stream, line] of this.#early ?? []) host.show(job, stream, line)
    this.#early = undefined
    const stop = () => this.#tell({ type: 'abort' })
    let watch: (() => void) | undefined
    try {
      return await new Promise<JobOutcome>((resolve, reject) => {
        this.#current = { job, host, settle: { resolve, reject }, open: new Set(STREAMS), end: undefined }
        if (this.#gone) return reject(new LostWorker('its process ended before it was given the job'))
        host.signal.addEventListener('abort', stop, { once: true })
        watch = this.#watch()
        if (!this.#knowsProject) this.#tell({ type: 'project', project: host.program.project, marksEnds: true })
        this.#knowsProject = true
        this.#tell({ type: 'job', job })
        if (host.signal.aborted) stop()
      })
    } finally {
      watch?.()
      host.signal.removeEventListener('abort', stop)
      this.#current = undefined
    }
  }

  /** Ends it between jobs. What it has done may have left something to be closed: it ends itself then. */
  end(): void {
    if (!this.#knowsProject) this.#child.kill('SIGKILL')
    else if (this.#child.connected) this.#child.disconnect()
    this.#child.unref()
  }

  #hear(message: FromWorker): void {
    const current = this.#current
    if (!current) return
    const { settle } = current
    if (message.type === 'report') {
      void this.#answer(current, message)
      return
    }
    current.end = () => {
      if (message.type === 'done') settle.resolve(message.outcome)
      else settle.reject(message.type === 'failed' ? unpackError(message.error) : unpackInterruption(message.error))
    }
    if (current.open.size === 0) current.end()
  }

  /** A line that the job wrote. The job has ended when the last one of each stream was shown. */
  #show(stream: Stream, line: string): void {
    const current = this.#current
    if (!current) {
      if (this.#early && this.#early.length < MOST_EARLY) this.#early.push([stream, line])
      return
    }
    const isLast = line.endsWith(END_OF_JOB)
    const text = isLast ? line.slice(0, -END_OF_JOB.length) : line
    if (text !== '' || !isLast) current.host.show(current.job, stream, text)
    if (!isLast) return
    current.open.delete(stream)
    if (current.open.size === 0) current.end?.()
  }

  async #answer({ job, host }: Current, { metrics, step }: Extract<FromWorker, { type: 'report' }>): Promise<void> {
    try {
      this.#tell({ type: 'answer', answer: await host.report(job, metrics, step) })
    } catch (error) {
      // A sweeper may throw. The job is the one that it fails, as in the process of the sweep.
      this.#end(error)
    }
  }

  /** Ends the process, and its job with this error. */
  #end(error: unknown): void {
    this.#gone = true
    this.#current?.settle.reject(error)
    this.#child.kill('SIGKILL')
  }

  #lose(why: string): void {
    this.#gone = true
    this.#current?.settle.reject(new LostWorker(`its process ${why}`))
  }

  #tell(message: ToWorker): void {
    // A process that is gone is noticed by its exit.
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  /** Ends the process where its job takes too long, or too much memory. @returns ends the watch */
  #watch(): () => void {
    const { timeout, memory } = this.#limits
    const late = (seconds: number) =>
      this.#end(reached(`it took longer than hydra.launcher.timeout allows: ${seconds} s`, 'timeout', seconds))
    const timer = timeout === null ? undefined : setTimeout(late, timeout * 1000, timeout)
    const look = async () => {
      const used = await residentMegabytes(this.#child.pid ?? 0)
      if (memory === null || used <= memory || this.#gone) return
      const held = `it held ${Math.round(used)} MB, more than hydra.launcher.memory allows: ${memory} MB`
      this.#end(reached(held, 'memory', Math.max(memory, Math.ceil(used))))
    }
    const looks = memory === null ? undefined : setInterval(() => void look(), LOOK)
    return () => {
      clearTimeout(timer)
      clearInterval(looks)
    }
  }
}

/** Less than this is not enough for a job to start: s, MB. */
const LEAST = { timeout: 60, memory: 1024 }

/** Twice as much is proposed. */
function reached(message: string, limit: 'timeout' | 'memory', value: number): LimitReached {
  return new LimitReached(message, `hydra.launcher.${limit}=${Math.max(2 * value, LEAST[limit])}`)
}

/** The job that it works on. */
interface Current {
  job: JobDocument
  host: LaunchHost
  settle: { resolve: (outcome: JobOutcome) => void; reject: (error: unknown) => void }
  /** Streams of which there is more to come. */
  open: Set<Stream>
  /** Tells what came of the job, once that is known. */
  end: (() => void) | undefined
}
