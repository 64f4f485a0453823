import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { Interrupted } from '../../util/interrupted.js'
import { typedCommand } from '../../util/own-command.js'
import { givenPlugins } from '../../util/shell-command.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'
import type { JobDocument, JobOutcome } from '../job-document.js'
import { unpackError, unpackInterruption } from './carry-error.js'
import type { Launcher, LaunchHost } from './launcher.js'
import { LostWorker } from './lost-worker.js'
import { notReady } from './not-ready.js'
import { fetchFiles } from './redis-files.js'
import {
  connect,
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

const WHO = 'hydra/launcher=redis'
/** Jobs are looked at this often, ms. */
const LOOK = 100
/** Workers that do not listen by then, ms, are missed. */
const PATIENCE = 3000
const QUEUE = 'polyhead'

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

  async launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    return await new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      const perform = this.#perform(job, host).finally(() => this.#waiting.delete(reject))
      perform.then(resolve, reject)
    })
  }

  async #perform(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    this.#opened ??= this.#open(job, host)
    const { queue, redis } = await this.#opened
    const sweep = sweepName(job)
    const names = redisNames(this.#queueName, sweep)
    this.#running.set(job.num, { job, host })
    this.#reading ??= this.#readReports(names.reports).catch((error) => {
      if (!this.#hasLeft) throw error
    })
    const { program } = host.program.project
    try {
      // By its number: a job that an earlier process of the sweep has put there is the same job.
      const jobId = `${sweep}-${job.num}`
      const old = await queue.getJob(jobId)
      const state = old && (await old.getState())
      const isOver = state === 'failed' || (state === 'completed' && old?.returnvalue?.status !== 'done')
      if (old && isOver) await old.remove()
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
      redis.del(names.abort, names.reports),
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
          throw new LostWorker('its worker was told to end')
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

  /** Hands on what workers report, and tells each whether to go on. */
  async #readReports(key: string): Promise<void> {
    const { redis } = await (this.#opened as Promise<Opened>)
    const own = redis.duplicate()
    this.#reader = own
    own.on('error', () => {})
    while (!this.#closed) {
      const [, text] = (await own.blpop(key, 0.5)) ?? []
      if (text === undefined) continue
      const { num, metrics, step } = JSON.parse(text) as QueuedReport
      const running = this.#running.get(num)
      const answer = (await running?.host.report(running.job, metrics, step)) ?? 'continue'
      const place = redisNames(this.#queueName, key.split(':')[2] as string).answer(num)
      await redis.multi().rpush(place, answer).expire(place, 60).exec()
    }
    own.disconnect()
  }
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
