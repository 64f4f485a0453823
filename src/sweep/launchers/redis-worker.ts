import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownTag } from '../../rundir/process-owner.js'
import { Interrupted } from '../../util/interrupted.js'
import { maskTyped } from '../../util/mask-named.js'
import type { JobDocument, JobMetrics } from '../job-document.js'
import { packError } from './carry-error.js'
import type { JobProject } from './job-program.js'
import { LocalLauncher, type LocalLauncherParams } from './local-launcher.js'
import { sendFiles } from './redis-files.js'
import { connect, LOCK, PREFIX, type QueuedJob, type QueuedResult, redisNames, redisPackages } from './redis-queue.js'

export interface RedisWorkerOptions extends LocalLauncherParams {
  url: string
  queue: string
  /** Jobs of other programs are refused. */
  program: string
  /** How a process of its own is started for a job. */
  command: readonly string[]
  /** Ends it once its jobs have ended after their current step. */
  signal: AbortSignal
  tell: (text: string) => void
}

/** Whether the sweep of a job was stopped is looked at this often, ms. */
const LOOK = 500
/** A sweep that does not answer a report within this, s, has nothing against going on. */
const ANSWER = 30

/** Takes jobs from a queue in Redis, and runs them in processes of this machine, until the signal ends it. */
export async function redisWorker(options: RedisWorkerOptions): Promise<void> {
  const { url, queue, signal, tell } = options
  const { Worker, Redis } = await redisPackages('polyhead worker')
  const redis = await connect(Redis, url, '--redis ')
  const pool = new LocalLauncher(options)

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
    signal.addEventListener('abort', stop)
    const look = setInterval(() => void redis.get(names.abort).then((found) => found !== null && stop()), LOOK)
    const asker = redis.duplicate()
    asker.on('error', () => {})
    const folder = results === 'upload' ? mkdtempSync(join(tmpdir(), 'polyhead-job-')) : undefined
    const own: JobDocument = folder
      ? { ...job, output: join(folder, 'job'), sweep: { ...job.sweep, dir: folder } }
      : job
    try {
      tell(`#${job.num}: ${job.overrides.map(maskTyped).join(' ')}`)
      const outcome = await pool.launch(own, {
        run: () => Promise.reject(new Error('jobs of a worker have processes of their own')),
        startedBy: (_job, tag) => void redis.hset(names.taken, String(job.num), `${hostname()}:${tag}`),
        report: async (_job: JobDocument, metrics: JobMetrics, step: number) => {
          await redis.rpush(names.reports, JSON.stringify({ num: job.num, metrics, step }))
          // A job that has ended does not wait for its answer any more.
          const [, answer] = (await asker.blpop(names.answer(job.num), ANSWER).catch(() => null)) ?? []
          return answer === 'prune' ? 'prune' : 'continue'
        },
        signal: controller.signal,
        program: { command: options.command, project },
        show: (_job, _stream, line) => tell(line),
      })
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

  const worker = new Worker(queue, ({ data }) => work(data), {
    ...{ connection: redis.duplicate(), prefix: PREFIX, concurrency: pool.slots },
    ...{ lockDuration: LOCK, stalledInterval: LOCK / 4, maxStalledCount: 10, runRetryDelay: 500, drainDelay: 1 },
    name: ownTag(),
  })
  worker.on('error', () => {})
  tell(`worker of '${queue}' with ${pool.slots} slots: waiting for jobs`)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await worker.close()
  pool.close()
  redis.disconnect()
}
