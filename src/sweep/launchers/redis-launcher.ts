import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { Interrupted } from '../../util/interrupted.js'
import { typedCommand } from '../../util/own-command.js'
import { givenPlugins } from '../../util/shell-command.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'
import type { JobDocument, JobOutcome } from '../job-document.js'
import { unpackError, unpackInterruption } from './carry-error.js'
import { EndedWorker } from './ended-worker.js'
import type { Launcher, LaunchHost } from './launcher.js'
import { LostWorker } from './lost-worker.js'
import { notReady } from './not-ready.js'
import { fetchFiles } from './redis-files.js'
import {
  connect,
  HEARD,
  KEPT,
  LOCK,
  PREFIX,
  type QueuedJob,
  type QueuedReport,
  type QueuedResult,
  redisNames,
  redisPackages,
  sweepName,
  withoutPassword,
} from './redis-queue.js'

export interface RedisLauncherParams {
  /** Where Redis is. Default: `redis://127.0.0.1:6379`. */
  url?: string
  /** The queue that workers listen to. Default: `polyhead`. */
  queue?: string
  /** Jobs in the queue at the same time. Default: 16. */
  slots?: number
  /** How often a job is run again that its queue has lost. Default: 2. */
  retries?: number
  /** `shared`: workers write into the sweep's directory. `upload`: they send files through Redis. Default: `shared`. */
  results?: 'shared' | 'upload'
}

interface Opened {
  queue: Queue<QueuedJob, QueuedResult>
  redis: Redis
}

type Names = ReturnType<typeof redisNames>

const WHO = 'hydra/launcher=redis'
/** Jobs are looked at this often, ms. */
const LOOK = 100
/** Workers that do not listen by then, ms, are missed. */
const PATIENCE = 3000
const QUEUE = 'polyhead'
/** The number of no job. */
const NOBODY = -1

/** Runs jobs by the workers of a queue in Redis, on any number of machines: `polyhead worker --redis URL`. */
export class RedisLauncher implements Launcher {
  readonly slots: number
  readonly retries: number
  readonly announces = true
  readonly isRemote = true
  readonly #url: string
  readonly #queueName: string
  readonly #results: 'shared' | 'upload'
  #opened: Promise<Opened> | undefined
  #reading: Promise<void> | undefined
  #reader: Redis | undefined
  readonly #running = new Map<number, { job: JobDocument; host: LaunchHost }>()
  #closed = false
  /** Ends what waits for a job: where Redis is away, and the sweep is to end, that may wait for ever. */
  readonly #waiting = new Set<(error: Interrupted) => void>()
  #hasLeft = false
  #leaving: NodeJS.Timeout | undefined
  #missing: NodeJS.Timeout | undefined
  #unhear: (() => void) | undefined

  constructor({ url, queue, slots, retries, results }: RedisLauncherParams = {}) {
    this.#url = url ?? 'redis://127.0.0.1:6379'
    this.#queueName = queue ?? QUEUE
    this.slots = slots ?? 16
    this.retries = retries ?? 2
    this.#results = results ?? 'shared'
  }

  async requireReady(): Promise<void> {
    const { Redis } = await redisPackages(WHO).catch((error) => {
      throw notReady(error, 'hydra.launcher')
    })
    const redis = await this.#connect(Redis).catch((error) => {
      throw notReady(error, 'hydra.launcher.url')
    })
    redis.disconnect()
  }

  launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    return this.#untilLeft(this.#perform(job, host))
  }

  async attemptThere(job: JobDocument, host: LaunchHost): Promise<number | undefined> {
    this.#opened ??= this.#open(job, host)
    const asked = this.#opened.then(({ queue }) => thereIn(queue, jobIdOf(job)))
    return (await this.#untilLeft(asked))?.data.job.attempt
  }

  #untilLeft<T>(action: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      action.finally(() => this.#waiting.delete(reject)).then(resolve, reject)
    })
  }

  async #perform(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    this.#opened ??= this.#open(job, host)
    const { queue, redis } = await this.#opened
    const sweep = sweepName(job)
    const names = redisNames(this.#queueName, sweep)
    this.#running.set(job.num, { job, host })
    this.#reading ??= this.#readReports(names).catch((error) => {
      if (!this.#hasLeft) throw error
    })
    const { program } = host.program.project
    try {
      // A job that an earlier process of the sweep has put there is the same job.
      const jobId = jobIdOf(job)
      if (await thereIn(queue, jobId)) await this.#readAllOf(redis, names)
      else await (await queue.getJob(jobId))?.remove()
      const data: QueuedJob = { job, sweep, program, results: this.#results }
      await queue.add('job', data, { jobId, removeOnComplete: { age: KEPT }, removeOnFail: { age: KEPT } })
      return await this.#follow(jobId, job, host)
    } finally {
      this.#running.delete(job.num)
      await redis.hdel(names.taken, String(job.num))
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#unhear?.()
    clearInterval(this.#leaving)
    clearTimeout(this.#missing)
    if (!this.#opened || this.#hasLeft) return
    try {
      const { queue, redis } = await this.#opened
      await this.#reading
      await queue.close()
      redis.disconnect()
    } catch {
      // It was never open.
    }
  }

  #connect(Client: Parameters<typeof connect>[0]): Promise<Redis> {
    return connect(Client, this.#url, 'hydra.launcher.url=')
  }

  async #open(job: JobDocument, host: LaunchHost): Promise<Opened> {
    const { program, signal } = host
    const { Queue, Redis } = await redisPackages(WHO)
    const redis = await this.#connect(Redis)
    const names = redisNames(this.#queueName, sweepName(job))
    const ready = Promise.all([
      redis.set(names.project, JSON.stringify(program.project), 'EX', KEPT),
      redis.del(names.abort),
      redis.set(names.heard, '1', 'EX', HEARD),
    ])
    // After what clears that note: a connection keeps the order of its commands.
    const stop = () => this.#stop(redis, names.abort)
    if (signal.aborted) stop()
    else if (!this.#closed) {
      signal.addEventListener('abort', stop, { once: true })
      this.#unhear = () => signal.removeEventListener('abort', stop)
    }
    await ready
    const queue = new Queue(this.#queueName, { connection: redis, prefix: PREFIX })
    queue.on('error', () => {})
    if (!this.#closed) this.#missWorkers(queue, job, host)
    return { queue, redis }
  }

  #missWorkers(queue: Opened['queue'], job: JobDocument, host: LaunchHost): void {
    clearTimeout(this.#missing)
    this.#missing = setTimeout(() => void this.#tellWhoIsMissing(queue, job, host).catch(() => {}), PATIENCE)
  }

  /** Has workers end their jobs. Whoever has asked for that does not wait for a Redis that does not come back. */
  #stop(redis: Redis, note: string): void {
    redis.set(note, '1', 'EX', KEPT).catch(() => {})
    if (this.#closed) return
    let away = 0
    this.#leaving = setInterval(() => {
      away = redis.status === 'ready' ? 0 : away + 1
      // Once is no more than the moment of a new connection.
      if (away < 2) return
      this.#hasLeft = true
      this.#closed = true
      clearInterval(this.#leaving)
      const left = new Interrupted('Redis is away: what it has of the sweep is looked at when that goes on')
      for (const leave of this.#waiting) leave(left)
      for (const client of [redis, this.#reader]) client?.disconnect()
    }, LOCK / 2)
  }

  /** Jobs in a queue that nobody listens to would wait without a word. */
  async #tellWhoIsMissing(queue: Opened['queue'], job: JobDocument, host: LaunchHost): Promise<void> {
    if ((await queue.getWorkersCount()) > 0 || this.#closed || host.signal.aborted) return
    const name = this.#queueName === QUEUE ? [] : ['--queue', this.#queueName]
    const words = ['worker', '--redis', withoutPassword(this.#url), ...name, ...givenPlugins()].map(shellWord)
    const start = [typedCommand(), ...words].join(' ')
    host.show(job, 'stderr', `no worker listens to the queue '${this.#queueName}'; on any machine, start one: ${start}`)
  }

  async #follow(jobId: string, job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    const { num, sweep, output } = job
    const { queue, redis } = await (this.#opened as Promise<Opened>)
    const names = redisNames(this.#queueName, jobId.slice(0, jobId.lastIndexOf('-')))
    let worker: string | null = null
    let aborted: number | undefined
    for (;;) {
      const found = await queue.getJob(jobId)
      if (!found) throw new LostWorker('Redis does not know the job any more')
      const taken = await redis.hget(names.taken, String(num))
      if (taken !== null && taken !== worker) {
        host.startedBy(job, `redis:${taken}`)
        worker = taken
      }
      const state = await found.getState()
      if (state === 'completed') {
        // It may have ended since it was looked up.
        const result = ((await queue.getJob(jobId)) ?? found).returnvalue
        if (result.status !== 'done') {
          if (result.status === 'failed') throw unpackError(result.error)
          if (host.signal.aborted) throw unpackInterruption(result.error)
          this.#missWorkers(queue, job, host)
          throw new EndedWorker('its worker was told to end')
        }
        if (this.#results === 'upload') await fetchFiles(redis, names.files(num), output)
        // Where a worker has put the files is its own affair.
        const summary = result.outcome.summary.replaceAll(result.outcome.outputDir, shownPath(output))
        return { ...result.outcome, summary, outputDir: output }
      }
      if (state === 'failed') {
        await found.remove()
        throw new LostWorker(`its worker was lost: ${found.failedReason}`)
      }
      if (host.signal.aborted) {
        aborted ??= performance.now()
        // Whose worker is gone does not stop by itself.
        const isLate = performance.now() - aborted > 2 * LOCK
        if (isLate || (state !== 'active' && (await remove(found)))) {
          throw new Interrupted(`job #${num} of '${sweep.dir}' was taken out of the queue`)
        }
      }
      await sleep(LOOK)
    }
  }

  /** Waits until all that was reported before is read: a job may have ended while nobody did that. */
  async #readAllOf(redis: Redis, names: Names): Promise<void> {
    const last: QueuedReport = { id: randomUUID(), num: NOBODY, attempt: 0, metrics: {}, step: 0 }
    await redis.rpush(names.reports, JSON.stringify(last))
    while (!this.#closed && (await redis.lpop(names.answer(last.id))) === null) await sleep(LOOK / 10)
  }

  /** Hands on what workers report, and tells each whether to go on. */
  async #readReports(names: Names): Promise<void> {
    const { redis } = await (this.#opened as Promise<Opened>)
    const own = redis.duplicate()
    this.#reader = own
    own.on('error', () => {})
    let heard = 0
    while (!this.#closed) {
      if (performance.now() - heard > 1000) {
        heard = performance.now()
        await redis.set(names.heard, '1', 'EX', HEARD)
      }
      const [, text] = (await own.blpop(names.reports, 0.5)) ?? []
      if (text === undefined) continue
      const { id, num, attempt, metrics, step } = JSON.parse(text) as QueuedReport
      const running = this.#running.get(num)
      const isOfIt = running?.job.attempt === attempt
      const answer = isOfIt ? await running.host.report(running.job, metrics, step) : 'continue'
      const place = names.answer(id)
      await redis.multi().rpush(place, answer).expire(place, 60).exec()
    }
    own.disconnect()
  }
}

/** By its number, so that two processes of a sweep mean one job. */
function jobIdOf(job: JobDocument): string {
  return `${sweepName(job)}-${job.num}`
}

/** A job that waits in the queue, runs, or ended well; one that has not is to be put there again. */
async function thereIn(queue: Opened['queue'], jobId: string): Promise<Job<QueuedJob, QueuedResult> | undefined> {
  const found = await queue.getJob(jobId)
  const state = await found?.getState()
  const isOver = state === 'failed' || (state === 'completed' && found?.returnvalue?.status !== 'done')
  return isOver ? undefined : found
}

/** @returns whether it was still there to be taken away */
async function remove(job: { remove(): Promise<void> }): Promise<boolean> {
  try {
    await job.remove()
    return true
  } catch {
    // A worker has just taken it.
    return false
  }
}
