import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownTag } from '../../rundir/process-owner.js'
import { counted } from '../../util/counted.js'
import { Interrupted } from '../../util/interrupted.js'
import { maskTyped } from '../../util/mask-named.js'
import type { JobDocument, JobMetrics } from '../job-document.js'
import { packError } from './carry-error.js'
import type { JobProject } from './job-program.js'
import { LocalLauncher, type LocalLauncherParams } from './local-launcher.js'
import { notReady } from './not-ready.js'
import { sendFiles } from './redis-files.js'
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
} from './redis-queue.js'

export interface RedisWorkerOptions extends LocalLauncherParams {
  url: string
  queue: string
  /** Jobs of other programs are refused. */
  program: string
  /** How a process of its own is started for a job. */
  command: readonly string[]
  /** Ends it once its jobs have ended after their current step. */
  signal: AbortSignal
  /** Called at that signal, with the number of jobs that run. */
  stopping: (jobs: number) => void
  tell: (text: string) => void
}

/** Whether the sweep of a job was stopped is looked at this often, ms. */
const LOOK = 500
/** A sweep that does not answer a report within this, s, has nothing against going on. */
const ANSWER = 30
/** Whoever ends a worker whose jobs have ended waits no longer than this, ms, for a Redis that is away. */
const PATIENCE = 3000

/**
 * Takes jobs from a queue in Redis, and runs them in processes of this machine, until the signal ends it.
 * @returns whether all is closed; where Redis is away, BullMQ waits for it, and the process would not end by itself
 */
export async function redisWorker(options: RedisWorkerOptions): Promise<boolean> {
  const { url, queue, signal, tell } = options
  const { Worker, Redis } = await redisPackages('polyhead worker')
  const redis = await connect(Redis, url, '--redis ').catch((error) => {
    throw notReady(error, '')
  })
  const pool = new LocalLauncher(options)
  let running = 0

  const work = async ({ job, sweep, program, results }: QueuedJob): Promise<QueuedResult> => {
    const names = redisNames(queue, sweep)
    const project = JSON.parse((await redis.get(names.project)) ?? 'null') as JobProject | null
    if (!project || program !== options.program) {
      const why = project
        ? `it is a job of '${program}', and this worker runs '${options.program}'`
        : 'its sweep is gone'
      return { status: 'failed', error: { kind: 'run', message: why } }
    }
    const controller = new AbortController()
    const stop = () => controller.abort()
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
    const look = setInterval(() => void redis.get(names.abort).then((found) => found !== null && stop()), LOOK)
    const asker = redis.duplicate()
    asker.on('error', () => {})
    const folder = results === 'upload' ? mkdtempSync(join(tmpdir(), 'polyhead-job-')) : undefined
    const own: JobDocument = folder
      ? { ...job, output: join(folder, 'job'), sweep: { ...job.sweep, dir: folder } }
      : job
    try {
      tell(`#${job.num}: ${job.overrides.map(maskTyped).join(' ')}`)
      running++
      const launched = pool.launch(own, {
        run: () => Promise.reject(new Error('jobs of a worker have processes of their own')),
        startedBy: (_job, tag) => void redis.hset(names.taken, String(job.num), `${hostname()}:${tag}`),
        report: async (_job: JobDocument, metrics: JobMetrics, step: number) => {
          const id = `${job.num}:${randomUUID()}`
          const report: QueuedReport = { id, num: job.num, attempt: job.attempt, metrics, step }
          await redis.multi().rpush(names.reports, JSON.stringify(report)).expire(names.reports, KEPT).exec()
          for (let asked = 0; asked < ANSWER; asked++) {
            // A job that has ended does not wait for its answer any more.
            const [, answer] = (await asker.blpop(names.answer(id), 1).catch(() => null)) ?? []
            if (answer !== undefined) return answer === 'prune' ? 'prune' : 'continue'
            // Whoever goes on with the sweep reads what was reported meanwhile.
            if ((await redis.exists(names.heard)) === 0) break
          }
          return 'continue'
        },
        signal: controller.signal,
        program: { command: options.command, project },
        show: (_job, _stream, line) => tell(line),
      })
      const outcome = await launched.finally(() => running--)
      if (folder) await sendFiles(redis, names.files(job.num), own.output)
      return { status: 'done', outcome }
    } catch (error) {
      return { status: error instanceof Interrupted ? 'interrupted' : 'failed', error: packError(error) }
    } finally {
      clearInterval(look)
      signal.removeEventListener('abort', stop)
      asker.disconnect()
      if (folder) rmSync(folder, { recursive: true, force: true })
    }
  }

  // BullMQ leaves a connection open that it was given, and an open one keeps the process alive.
  const connection = redis.duplicate()
  connection.on('error', () => {})
  const worker = new Worker(queue, ({ data }) => work(data), {
    ...{ connection, prefix: PREFIX, concurrency: pool.slots },
    ...{ lockDuration: LOCK, stalledInterval: LOCK / 4, maxStalledCount: 10, runRetryDelay: 500, drainDelay: 1 },
    name: ownTag(),
  })
  worker.on('error', () => {})
  tell(`worker of '${queue}' with ${counted(pool.slots, 'slot')}: waiting for jobs`)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  options.stopping(running)
  const waiting = new AbortController()
  const hasLeft = await Promise.race([
    worker.close().then(() => false),
    awayFor(PATIENCE, () => running > 0 || redis.status === 'ready', waiting.signal).then(() => true),
  ])
  waiting.abort()
  pool.close()
  for (const client of [connection, redis]) client.disconnect()
  return !hasLeft
}

/** Waits until something has not been so for a while, ms. */
async function awayFor(time: number, isThere: () => boolean, signal: AbortSignal): Promise<void> {
  let seen = performance.now()
  while (!signal.aborted && performance.now() - seen < time) {
    await sleep(100)
    if (isThere()) seen = performance.now()
  }
}
