import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { counted } from '../../util/counted.js'
import { Interrupted } from '../../util/interrupted.js'
import { RunError } from '../../util/run-error.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'
import type { JobDocument, JobOutcome } from '../job-document.js'
import { readOutcome } from '../job-outcome-file.js'
import { sweepLayout } from '../sweep-layout.js'
import { unpackError, unpackInterruption } from './carry-error.js'
import { forgetFiles, markPruned, noteTask, readReports, readTask, writeBatch } from './job-files.js'
import type { Launcher, LaunchHost } from './launcher.js'
import { LimitReached } from './limit-reached.js'
import { LostWorker } from './lost-worker.js'
import { notReady } from './not-ready.js'
import { RefusedLaunch } from './refused-launch.js'

export interface SlurmLauncherParams {
  /** Jobs in the cluster's queue at the same time. Default: 64. */
  slots?: number
  /** How often a job is run again whose process was lost. Default: 2. */
  retries?: number
  partition?: string | null
  account?: string | null
  qos?: string | null
  /** Minutes that a job may take. Default: null, the partition's own limit. */
  time?: number | null
  /** Cores of a job. Default: 1. */
  cpus?: number
  /** MB of a job. Default: null, the partition's own. */
  memory?: number | null
  /** GPUs of a job. Default: 0. */
  gpus?: number
  /** Other options of sbatch: `{constraint: fast}` is `--constraint=fast`. Default: none. */
  options?: Readonly<Record<string, string | number | boolean>>
  /** Shell lines before each job, such as `module load node`. Default: none. */
  setup?: readonly string[]
  /** Seconds between two looks at the queue. Default: 1. */
  poll?: number
}

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
/** Whoever ends this process waits no longer than this, ms, for a controller that does not answer. */
const LAST = 5000
/** States of a task that will run no more. */
const ENDED = /^(BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|NODE_FAIL|OUT_OF_MEMORY|PREEMPTED|TIMEOUT)/
/** Why a task waits, where only somebody who looks after the cluster or the options ends that. */
const STUCK =
  /DOWN|DRAIN|held|NotAvail|Inactive|BadConstraints|NodeConfig|Invalid|PartitionDown|NodeLimit|TimeLimit|HoldMax/i
const LIMITS: Readonly<Record<string, { key: 'time' | 'memory'; what: string }>> = {
  TIMEOUT: { key: 'time', what: 'took longer than' },
  OUT_OF_MEMORY: { key: 'memory', what: 'needed more than' },
}
/** Which key sbatch speaks of: null leaves it to the cluster. Others may be at fault of what names several. */
const REFUSED: readonly (readonly [words: RegExp, key: 'partition' | 'account' | 'qos' | 'time' | 'memory'])[] = [
  [/^(?!.*account).*partition/i, 'partition'],
  [/^(?!.*(?:accounting|partition)).*account/i, 'account'],
  [/^(?!.*accounting).*qos/i, 'qos'],
  [/requested time limit/i, 'time'],
  [/memory specification/i, 'memory'],
]

/** The key at fault, by sbatch's words; undefined where they speak of several, or of none that is given. */
export function keyRefused(message: string, isGiven: (key: (typeof REFUSED)[number][1]) => boolean) {
  return REFUSED.find(([words, key]) => words.test(message) && isGiven(key))?.[1]
}

const run = promisify(execFile)

/** Runs jobs on a Slurm cluster, as tasks of job arrays: what they leave in the sweep's directory is what counts. */
export class SlurmLauncher implements Launcher {
  readonly slots: number
  readonly retries: number
  readonly announces = true
  readonly isRemote = true
  readonly #params: SlurmLauncherParams
  readonly #keys: Readonly<Record<string, string>>
  /** MB in one of its key for memory. */
  readonly #unit: number
  #waiting: Waiting[] = []
  #states = new Map<string, string>()
  /** Why tasks wait, those that do. */
  #reasons = new Map<string, string>()
  readonly #told = new Set<string>()
  readonly #followed = new Map<string, { job: JobDocument; host: LaunchHost }>()
  #looked = 0
  #looking: Promise<void> | undefined

  /** @param keys what other keys are called that stand for its own @param unit MB in one of its key for memory */
  constructor(params: SlurmLauncherParams = {}, keys: Readonly<Record<string, string>> = {}, unit = 1) {
    this.#params = params
    this.#keys = keys
    this.#unit = unit
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
      for (const { failed } of batch) failed(this.#withWayOn(error))
    }
  }

  #keyOf(name: string): string {
    return `hydra.launcher.${this.#keys[name] ?? name}`
  }

  /** What sbatch refuses for what a key says, it would refuse again, of each job. */
  #withWayOn(error: unknown): unknown {
    const { message } = error as Error
    if (!message.startsWith(REFUSES)) return error
    const { options = {}, gpus = 0 } = this.#params
    const key = keyRefused(message, (name) => this.#params[name] != null)
    // submitit's time is always given.
    if (key !== undefined && !(key === 'time' && this.#keys.time !== undefined))
      return new RefusedLaunch(message, { more: `${this.#keyOf(key)}=null`, what: `the cluster's own ${key}` })
    if (/feature/i.test(message) && options.constraint != null)
      return new RefusedLaunch(message, { more: this.#withoutConstraint(), what: 'any node' })
    if (/generic resource|gres/i.test(message) && gpus > 0)
      return new RefusedLaunch(message, { more: `${this.#keyOf('gpus')}=0`, what: 'no GPU' })
    return new RefusedLaunch(message)
  }

  /** An option that is false is not given. */
  #withoutConstraint(): string {
    return this.#keys.constraint === undefined
      ? '++hydra.launcher.options.constraint=false'
      : `${this.#keyOf('constraint')}=null`
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
      if (isGone && (isKnown || performance.now() - gone > PATIENCE))
        throw await this.#endOf(task, state, { dir, stopped, takenOver })
      await setTimeout((this.#params.poll ?? 1) * 1000)
      await this.#look()
    }
  }

  /** @param how whether this sweep has stopped it, and whether an earlier process of the sweep may have done so */
  async #endOf(
    task: string,
    state: string | undefined,
    how: { dir: string; stopped: boolean; takenOver: boolean },
  ): Promise<Error> {
    const cancelled = `task ${task} of Slurm was cancelled`
    if (how.stopped) return new Interrupted(cancelled)
    const limit = LIMITS[state ?? '']
    if (limit) {
      const key = this.#keyOf(limit.key)
      const given = this.#params[limit.key]
      const message = `task ${task} of Slurm ${limit.what} ${key} allows`
      return given == null
        ? new RunError(message)
        : new LimitReached(message, `${key}=${(2 * given) / (limit.key === 'memory' ? this.#unit : 1)}`)
    }
    // Whoever has done that did not mean it to be started again.
    if (state?.startsWith('CANCELLED') && !how.takenOver) return new RunError(cancelled)
    const why = state === undefined ? 'it is not in the queue any more' : `${state}${await exitCodeOf(task)}`
    const log = logOf(how.dir, task)
    const its = existsSync(log) ? `; its log: ${shownPath(log)}` : ''
    return new LostWorker(`task ${task} of Slurm ended without a result: ${why}${its}`)
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
    if (reason === undefined || this.#told.has(reason) || !STUCK.test(reason)) return
    this.#told.add(reason)
    host.show(job, 'stderr', `Slurm keeps task ${task} waiting: ${reason}`)
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
      const { stdout } = await run('squeue', ['-h', '-r', '-t', 'all', '-o', '%i|%T|%r'], { maxBuffer: 2 ** 28 })
      const lines = stdout.split('\n').filter((line) => line !== '')
      const rows = lines.map((line) => line.trim().split('|') as [task: string, state: string, reason?: string])
      this.#states = new Map(rows.map(([task, state]) => [task, state]))
      this.#reasons = new Map(
        rows.flatMap(([task, state, reason]) => (state === 'PENDING' && reason ? [[task, reason]] : [])),
      )
      this.#looked++
    } catch {
      // The cluster's controller is away: jobs run on, and what they leave is seen without it.
    }
  }
}

/** What a task has written where the program itself has not begun, too. */
function logOf(sweepDir: string, task: string): string {
  return join(sweepLayout(sweepDir).jobs, `slurm-${task}.log`)
}

/** `, exit code 3`; nothing where that is not known, or is 0. */
async function exitCodeOf(task: string): Promise<string> {
  const { stdout } = await run('scontrol', ['-o', 'show', 'job', task]).catch(() => ({ stdout: '' }))
  const [, code = '0', signal = '0'] = /\bExitCode=(\d+):(\d+)/.exec(stdout) ?? []
  if (signal !== '0') return `, signal ${signal}`
  return code === '0' ? '' : `, exit code ${code}`
}

const REFUSES = 'sbatch refuses the job'

async function sbatch(options: readonly string[], script = ''): Promise<string> {
  try {
    const submitted = run('sbatch', [...options])
    // One that refuses its options is gone before it has read the script.
    submitted.child.stdin?.on('error', () => {}).end(script)
    return (await submitted).stdout
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string }
    if (code === 'ENOENT') {
      throw new RunError('hydra/launcher=slurm needs the command sbatch, which is not here', {
        hint: 'start it where jobs are submitted to the cluster',
      })
    }
    const lines = (stderr || message).split('\n').map((line) => line.replace(/^sbatch: (error: )?/, '').trim())
    throw new RunError(`${REFUSES}: ${lines.filter(Boolean).join('; ')}`, { cause: error })
  }
}

/** Lets a task end after its step; one that waits is taken out of the queue. */
async function stop(task: string, state: string | undefined): Promise<void> {
  const how = state === 'RUNNING' ? ['--batch', '--signal=TERM'] : []
  await run('scancel', [...how, task]).catch(() => {})
}

/** Keys of the submitit launcher of Hydra. */
export interface SubmititLauncherParams {
  timeout_min?: number
  cpus_per_task?: number | null
  gpus_per_node?: number | null
  mem_gb?: number | null
  name?: string
  partition?: string | null
  qos?: string | null
  account?: string | null
  comment?: string | null
  constraint?: string | null
  exclude?: string | null
  gres?: string | null
  cpus_per_gpu?: number | null
  gpus_per_task?: number | null
  mem_per_gpu?: string | null
  mem_per_cpu?: string | null
  array_parallelism?: number
  max_num_timeout?: number
  setup?: readonly string[] | null
  additional_parameters?: Readonly<Record<string, string | number | boolean>>
}

/** The Slurm launcher by the keys of Hydra's submitit launcher. */
export class SubmititLauncher extends SlurmLauncher {
  constructor(params: SubmititLauncherParams = {}) {
    const { name, comment, constraint, exclude, gres, cpus_per_gpu, gpus_per_task, mem_per_gpu, mem_per_cpu } = params
    const options: Record<string, string | number | boolean | null | undefined> = {
      ...{ 'job-name': name, comment, constraint, exclude, gres, 'cpus-per-gpu': cpus_per_gpu },
      ...{ 'gpus-per-task': gpus_per_task, 'mem-per-gpu': mem_per_gpu, 'mem-per-cpu': mem_per_cpu },
      ...params.additional_parameters,
    }
    const given = Object.entries(options).filter((each): each is [string, string | number | boolean] => each[1] != null)
    super(
      {
        ...{ partition: params.partition ?? null, qos: params.qos ?? null, account: params.account ?? null },
        ...{ time: params.timeout_min ?? 60, cpus: params.cpus_per_task ?? 1, gpus: params.gpus_per_node ?? 0 },
        memory: params.mem_gb == null ? null : params.mem_gb * 1024,
        ...{ slots: params.array_parallelism ?? 256, setup: params.setup ?? [], options: Object.fromEntries(given) },
      },
      { time: 'timeout_min', memory: 'mem_gb', gpus: 'gpus_per_node', constraint: 'constraint' },
      1024,
    )
  }
}
