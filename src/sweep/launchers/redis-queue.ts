import type { Job, Queue, Worker, WorkerOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import { importPeer } from '../../util/import-peer.js'
import { RunError } from '../../util/run-error.js'
import { sha256 } from '../../util/sha256.js'
import type { JobDocument, JobMetrics, JobOutcome } from '../job-document.js'
import type { LeftError } from '../job-outcome-file.js'

/** What a job of the queue carries: the sweep's project lies in Redis once. */
export interface QueuedJob {
  job: JobDocument
  sweep: string
  program: string
  results: 'shared' | 'upload'
}

/** What a worker gives back. A job that failed is done for the queue: it is the sweep that decides what comes of it. */
export type QueuedResult =
  | { status: 'done'; outcome: JobOutcome }
  | { status: 'failed' | 'interrupted'; error: LeftError }

/** What a worker tells while it works. */
export interface QueuedReport {
  /** Names it among all of its sweep: its answer is for whoever waits for that alone. */
  id: string
  num: number
  /** Of an attempt that is gone, its reports are of no job that runs. */
  attempt: number
  metrics: JobMetrics
  step: number
}

/** Names in Redis of what belongs to one sweep. */
export function redisNames(queue: string, sweep: string) {
  const base = `polyhead:${queue}:${sweep}`
  return {
    project: `${base}:project`,
    abort: `${base}:abort`,
    /** Jobs whose number a worker has taken, and its tag. */
    taken: `${base}:taken`,
    reports: `${base}:reports`,
    /** There while the sweep's own process reads them. */
    heard: `${base}:heard`,
    answer: (report: string) => `${base}:answer:${report}`,
    files: (num: number) => `${base}:files:${num}`,
  }
}

/** What BullMQ's keys begin with. */
export const PREFIX = 'polyhead-jobs'

/** A sweep's name in Redis. */
export function sweepName({ sweep, now }: JobDocument): string {
  return sha256(`${sweep.dir}\0${now}`).slice(0, 16)
}

/** What is kept in Redis goes after this, s: nobody has taken it away where the sweep is gone for good. */
export const KEPT = 7 * 24 * 3600

/** Lost workers are noticed after this, ms; longer than Redis takes to come back. */
export const LOCK = 10_000

/** A sweep whose own process reads no reports for this long, s, is gone. */
export const HEARD = 5

interface Packages {
  Queue: new (name: string, options: object) => Queue<QueuedJob, QueuedResult>
  Worker: new (
    name: string,
    work: (job: Job<QueuedJob, QueuedResult>) => Promise<QueuedResult>,
    options: WorkerOptions,
  ) => Worker<QueuedJob, QueuedResult>
  Redis: new (url: string, options: object) => Redis
}

/** BullMQ and the client that it takes. @throws RunError where one is not installed */
export async function redisPackages(who: string): Promise<Packages> {
  const [bullmq, ioredis] = [await importPeer('bullmq', who), await importPeer('ioredis', who)]
  return { ...bullmq, Redis: ioredis.Redis ?? ioredis.default } as unknown as Packages
}

/**
 * A connection that waits for a Redis that is away.
 * @param saidBy what stands before the URL where it is typed
 * @throws RunError where none answers at first
 */
export async function connect(Client: Packages['Redis'], url: string, saidBy: string): Promise<Redis> {
  const client = new Client(url, { maxRetriesPerRequest: null, retryStrategy: () => 200, lazyConnect: true })
  // Without a listener an error ends the process; commands wait until Redis is back. The first says why none answers.
  let reason: Error | undefined
  client.on('error', (error: Error) => {
    reason ??= error
  })
  const asked = client.connect().then(() => client.ping())
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer within 5 s')), 5000)
    timer.unref()
  })
  try {
    await Promise.race([asked, late])
    return client
  } catch (error) {
    client.disconnect()
    throw new RunError(`there is no Redis at ${withoutPassword(url)}: ${(reason ?? (error as Error)).message}`, {
      cause: error,
      hint: `${saidBy}redis://HOST:PORT says where it is`,
    })
  }
}

export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//')
}
