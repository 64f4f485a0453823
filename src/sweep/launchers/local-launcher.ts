import { availableParallelism } from 'node:os'
import { ConfigError } from '../../util/diagnostic.js'
import type { JobDocument, JobOutcome } from '../job-document.js'
import type { ProcessStart } from './job-program.js'
import type { Launcher, LaunchHost } from './launcher.js'
import { CAN_SEE_MEMORY } from './resident-memory.js'
import { WorkerProcess } from './worker-process.js'

export interface LocalLauncherParams {
  /** Jobs at the same time. Default: null, one for each core. */
  slots?: number | null
  /** Threads that each job may use. Default: null, as many as it likes. */
  threads?: number | null
  /** MB that the process of a job may hold. Default: null, any. */
  memory?: number | null
  /** Seconds that a job may take. Default: null, any. */
  timeout?: number | null
  /** How often a job is run again whose process was killed. Default: 2. */
  retries?: number
  /** Ids of GPUs, dealt to the slots in turn: each process sees one. Default: none. */
  gpus?: readonly (number | string)[]
}

/** Runs jobs in processes of this machine, which stay warm between them. */
export class LocalLauncher implements Launcher {
  readonly slots: number
  readonly retries: number
  readonly announces = true
  readonly #params: LocalLauncherParams
  /** By slot; undefined where none was started, or it is gone. */
  readonly #workers: (WorkerProcess | undefined)[] = []
  readonly #busy = new Set<number>()

  constructor(params: LocalLauncherParams = {}) {
    this.#params = params
    this.slots = params.slots ?? availableParallelism()
    this.retries = params.retries ?? 2
    if (params.memory == null || CAN_SEE_MEMORY) return
    throw new ConfigError({
      code: 'launcher-memory',
      path: 'hydra.launcher.memory',
      message: 'hydra.launcher.memory is not kept on Windows, where the memory of another process cannot be seen',
      hint: 'leave it null',
    })
  }

  warmUp(start: ProcessStart, atOnce: number): void {
    for (let slot = 0; slot < atOnce; slot++) this.#start(slot, start)
  }

  async launch(job: JobDocument, host: LaunchHost): Promise<JobOutcome> {
    const slot = this.#freeSlot()
    this.#busy.add(slot)
    try {
      const known = this.#workers[slot]
      const { command, project } = host.program
      const worker = known?.usable ? known : this.#start(slot, { command, cwd: project.cwd })
      return await worker.run(job, host)
    } finally {
      this.#busy.delete(slot)
    }
  }

  close(): void {
    for (const worker of this.#workers) worker?.end()
  }

  /** Cores of one job. */
  #share(): number {
    return Math.max(1, Math.floor(availableParallelism() / this.slots))
  }

  #freeSlot(): number {
    for (let slot = 0; ; slot++) if (!this.#busy.has(slot)) return slot
  }

  #start(slot: number, start: ProcessStart): WorkerProcess {
    const { threads = null, memory = null, timeout = null, gpus = [] } = this.#params
    const gpu = gpus[slot % gpus.length]
    const env = {
      ...(threads !== null && {
        ...{ OMP_NUM_THREADS: String(threads), TF_NUM_INTRAOP_THREADS: String(threads) },
        ...{ OPENBLAS_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
      }),
      // jobs side by side share the cores
      ...(threads === null &&
        this.slots > 1 && { OMP_NUM_THREADS: process.env.OMP_NUM_THREADS ?? String(this.#share()) }),
      ...(gpu !== undefined && { CUDA_VISIBLE_DEVICES: String(gpu) }),
      POLYHEAD_SLOT: String(slot),
    }
    const worker = new WorkerProcess(start, { timeout, memory, env })
    this.#workers[slot] = worker
    return worker
  }
}

/** Keys of Hydra's joblib launcher. */
export interface JoblibLauncherParams {
  /** Jobs at the same time; −1: one for each core, −2: one core is left alone. Default: −1. */
  n_jobs?: number | null
  /** Seconds that a job may take. Default: null, any. */
  timeout?: number | null
}

/** The local launcher by the keys of Hydra's joblib launcher; those of joblib's own ways change nothing. */
export class JoblibLauncher extends LocalLauncher {
  constructor({ n_jobs, timeout }: JoblibLauncherParams = {}) {
    const jobs = n_jobs ?? -1
    super({ slots: jobs < 0 ? Math.max(1, availableParallelism() + 1 + jobs) : jobs, timeout: timeout ?? null })
  }
}
