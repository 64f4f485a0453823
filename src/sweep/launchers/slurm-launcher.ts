import { spawnSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { counted } from '../../util/counted.js'
import { shellWord } from '../../util/shell-word.js'
import type { JobDocument, JobOutcome } from '../job-document.js'
import { readOutcome } from '../job-outcome-file.js'
import { unpackError, unpackInterruption } from './carry-error.js'
import { forgetFiles, hasJobBegun, markPruned, noteTask, readReports, readTask, writeBatch } from './job-files.js'
import type { Launcher, LaunchHost } from './launcher.js'
import { notReady } from './not-ready.js'
import { queuedTasks, sbatch, stop } from './slurm-commands.js'
import type { SlurmLauncherParams } from './slurm-params.js'
import { logOf, SlurmWords } from './slurm-words.js'

interface Waiting {
  job: JobDocument
  host: LaunchHost
  submitted: (task: string) => void
  failed: (error: unknown) => void
}

/** Jobs that are launched within this, ms, are one array. */
const TOGETHER = 20
/** An outcome may be seen this much later than the end of its task, ms: folders that are shared are slow. */
const PATIENCE = 3000
/** Why all tasks wait is told after this, ms. */
const LONG = 5000
/** Whoever ends this process waits no longer than this, ms, for a controller that does not answer. */
const LAST = 5000
/** States of a task that will run no more. */
const ENDED = /^(BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|NODE_FAIL|OUT_OF_MEMORY|PREEMPTED|TIMEOUT)/
/** Why a task waits, where only somebody who looks after the cluster or the options ends that. */
const STUCK =
  /DOWN|DRAIN|held|NotAvail|Inactive|BadConstraints|NodeConfig|Invalid|PartitionDown|NodeLimit|TimeLimit|HoldMax/i
/** Runs jobs on a Slurm cluster, as tasks of job arrays: what they leave in the sweep's directory is what counts. */
export class SlurmLauncher implements Launcher {
  readonly slots: number
  readonly retries: number
  readonly announces = true
  readonly isRemote = true
  readonly #params: SlurmLauncherParams
  readonly #words: SlurmWords
  #waiting: Waiting[] = []
  #states = new Map<string, string>()
  /** Why tasks wait, those that do. */
  #reasons = new Map<string, string>()
  readonly #told = new Set<string>()
  readonly #followed = new Map<string, { job: JobDocument; host: LaunchHost }>()
  /** Since when, ms, all tasks that are followed wait. */
  #waitsSince: number | undefined
  #looked = 0
  #looking: Promise<void> | undefined

  /** @param keys what other keys are called that stand for its own @param unit MB in one of its key for memory */
  constructor(params: SlurmLauncherParams = {}, keys: Readonly<Record<string, string>> = {}, unit = 1) {
    this.#params = params
    this.#words = new SlurmWords(params, keys, unit)
    this.slots = params.slots ?? 64
    this.retries = params.retries ?? 2
  }

  async requireReady(): Promise<void> {
    await sbatch(['--version']).catch((error) => {
      throw notReady(error, 'hydra.launcher')
    })
  }

  async launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    const before = await this.#alreadyThere(job)
    // What a task that is gone was told is not for the next one.
    if (!before) forgetFiles(job.sweep.dir, job.num)
    const task = before?.task ?? (await this.#submit(job, host))
    const { attempt } = before ?? job
    noteTask(job.sweep.dir, job.num, `${task} ${attempt}`)
    if (this.#followed.size === 0) process.on('exit', this.#endTasks)
    this.#followed.set(task, { job, host })
    try {
      return await this.#follow({ ...job, attempt }, task, host, before !== undefined)
    } finally {
      this.#followed.delete(task)
      if (this.#followed.size === 0) process.off('exit', this.#endTasks)
      forgetFiles(job.sweep.dir, job.num)
    }
  }

  async attemptThere(job: JobDocument): Promise<number | undefined> {
    return (await this.#alreadyThere(job))?.attempt
  }

  /**
   * The task of a job that an earlier process of the sweep has submitted, and that is still in the queue, or has just
   * ended well.
   */
  async #alreadyThere({ sweep, num }: JobDocument): Promise<{ task: string; attempt: number } | undefined> {
    const [task, attempt] = readTask(sweep.dir, num)?.split(' ') ?? []
    if (task === undefined) return undefined
    await this.#look()
    const state = this.#states.get(task)
    const isThere = (state !== undefined && !ENDED.test(state)) || readOutcome(sweep.dir, num)?.status === 'done'
    return isThere ? { task, attempt: Number(attempt) } : undefined
  }

  #submit(job: JobDocument, host: LaunchHost): Promise<string> {
    return new Promise((submitted, failed) => {
      this.#waiting.push({ job, host, submitted, failed })
      if (this.#waiting.length > 1) return
      void setTimeout(TOGETHER).then(() => this.#submitAll())
    })
  }

  async #submitAll(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    const [{ job, host }] = batch as [Waiting]
    try {
      const { dir } = job.sweep
      const name = `${job.num}-${job.attempt}`
      const file = writeBatch(dir, name, { project: host.program.project, jobs: batch.map((each) => each.job) })
      const [node = '', ...args] = host.program.command
      const own = args.map((arg) => (arg === 'worker' ? 'run' : arg))
      const command = [node, ...own, file].map(shellWord).join(' ')
      const script = ['#!/bin/sh', ...(this.#params.setup ?? []), `exec ${command} "$SLURM_ARRAY_TASK_ID"`, ''].join(
        '\n',
      )
      const options = [
        '--parsable',
        `--array=0-${batch.length - 1}`,
        '--job-name=polyhead',
        `--chdir=${host.program.project.cwd}`,
        `--output=${logOf(dir, '%A_%a')}`,
        ...this.#options(),
      ]
      const id = (await sbatch(options, script)).split(';')[0]?.trim() ?? ''
      for (const [place, { submitted }] of batch.entries()) submitted(`${id}_${place}`)
    } catch (error) {
      for (const { failed } of batch) failed(this.#words.refusal(error))
    }
  }

  #options(): string[] {
    const { partition, account, qos, time, cpus = 1, memory, gpus = 0, options = {} } = this.#params
    const named = { partition, account, qos, time, mem: memory == null ? null : `${memory}M` }
    const given: Record<string, unknown> = { ...named, 'cpus-per-task': cpus, gpus: gpus > 0 ? gpus : null, ...options }
    return Object.entries(given).flatMap(([key, value]) => {
      if (value == null || value === false) return []
      return [value === true ? `--${key}` : `--${key}=${value}`]
    })
  }

  async #follow(job: JobDocument, task: string, host: LaunchHost, takenOver: boolean): Promise<JobOutcome> {
    const { dir } = job.sweep
    let [started, reported, stopped, gone] = [false, 0, false, 0]
    for (;;) {
      const left = readOutcome(dir, job.num)
      const state = this.#states.get(task)
      this.#tellWhyItWaits(job, task, host)
      if (!started && (left || state === 'RUNNING')) {
        host.startedBy(job, `slurm-${task}`)
        started = true
      }
      for (const { metrics, step } of readReports(dir, job).slice(reported)) {
        reported++
        if ((await host.report(job, metrics, step)) === 'prune') markPruned(dir, job.num)
      }
      if (left?.status === 'done') return left.outcome
      const ended = left?.attempt === job.attempt ? left : undefined
      if (ended?.status === 'failed') throw unpackError(ended.error)
      if (ended && host.signal.aborted) throw unpackInterruption(ended.error)
      if (host.signal.aborted && !stopped) {
        stopped = true
        await stop(task, state)
      }
      // A task that the queue does not know any more has ended, too.
      const isGone = this.#looked > 0 && (state === undefined || ENDED.test(state))
      if (isGone && gone === 0) gone = performance.now()
      if (!isGone) gone = 0
      // Of one that was told to stop, and not by this sweep, its state says why.
      const isKnown = ended && state !== undefined
      if (isGone && (isKnown || performance.now() - gone > PATIENCE)) {
        const [wasTold, hasBegun] = [ended !== undefined, hasJobBegun(dir, job)]
        throw await this.#words.end(job.num, { task, state, dir, stopped, takenOver, wasTold, hasBegun })
      }
      await setTimeout((this.#params.poll ?? 1) * 1000)
      await this.#look()
    }
  }

  /** A second Ctrl-C ends this process at once, and what it has followed is to end, too. */
  readonly #endTasks = (): void => {
    const left = [...this.#followed].filter(([, { host }]) => host.signal.aborted)
    const [first] = left
    if (!first) return
    const tasks = left.map(([task]) => task)
    // In a session of its own: a Ctrl-C of the terminal does not end it.
    const ended = spawnSync('scancel', tasks, { detached: true, timeout: LAST, stdio: 'ignore' } as object)
    if (ended.status === 0) return
    const [, { job, host }] = first
    host.show(
      job,
      'stderr',
      `${counted(tasks.length, 'task')} of Slurm may run on; to end them: scancel ${tasks.join(' ')}`,
    )
  }

  /** Once for all jobs that wait for the same. */
  #tellWhyItWaits(job: JobDocument, task: string, host: LaunchHost): void {
    const reason = this.#reasons.get(task)
    if (reason === undefined || this.#told.has(reason) || !this.#mayWaitForEver(reason)) return
    this.#told.add(reason)
    host.show(job, 'stderr', `Slurm keeps task ${task} waiting: ${reason}`)
  }

  /** Where none of the sweep's tasks runs, what each of them needs may be nowhere. */
  #mayWaitForEver(reason: string): boolean {
    if (STUCK.test(reason)) return true
    if (this.#waitsSince === undefined || reason === 'None') return false
    return performance.now() - this.#waitsSince > LONG
  }

  /** Notes since when each task that is followed waits. */
  #noteWaiting(): void {
    const states = Array.from(this.#followed.keys(), (task) => this.#states.get(task))
    const allWait = states.length > 0 && states.every((state) => state === 'PENDING')
    this.#waitsSince = allWait ? (this.#waitsSince ?? performance.now()) : undefined
  }

  /** Asks the queue, once for all jobs that follow it. */
  #look(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #ask(): Promise<void> {
    try {
      const rows = await queuedTasks()
      this.#states = new Map(rows.map(({ task, state }) => [task, state]))
      this.#reasons = new Map(rows.flatMap(({ task, reason }) => (reason === undefined ? [] : [[task, reason]])))
      this.#looked++
      this.#noteWaiting()
    } catch {
      // The cluster's controller is away: jobs run on, and what they leave is seen without it.
    }
  }
}
