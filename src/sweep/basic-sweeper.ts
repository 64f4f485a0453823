import { emptySweeps, expandSweep } from '../compose/expand-sweep.js'
import { counted } from '../util/counted.js'
import type { JobDocument, JobResult } from './job-document.js'
import type { JobOverrides, Sweeper, SweepSpace } from './sweeper.js'

export interface BasicSweeperParams {
  /** Jobs that are started before what came of them is looked at. Default: null, all. */
  max_batch_size?: number | null
  /** Sweeps by key, as on the command line. Default: none. */
  params?: Readonly<Record<string, string>> | null
}

/** Hydra's basic sweeper: every combination, the last key varying fastest. */
export class BasicSweeper implements Sweeper {
  readonly #batchSize: number
  readonly #params: Readonly<Record<string, string>>
  #jobs: readonly JobOverrides[] = []
  #empty: readonly string[] = []
  #asked = 0
  #running = 0
  #failed = 0

  constructor({ max_batch_size, params }: BasicSweeperParams = {}) {
    this.#batchSize = max_batch_size ?? Number.POSITIVE_INFINITY
    this.#params = params ?? {}
  }

  plan({ overrides, repository }: SweepSpace): readonly JobOverrides[] {
    const sweep = { overrides, params: this.#params, repository }
    this.#jobs = expandSweep(sweep)
    if (this.#jobs.length === 0) this.#empty = emptySweeps(sweep)
    return this.#jobs
  }

  /**
   * A batch is asked for when the one before has ended; after one with a job that failed there is none, as in Hydra.
   */
  ask(): readonly JobOverrides[] {
    if (this.#running > 0 || this.#failed > 0) return []
    const batch = this.#jobs.slice(this.#asked, this.#asked + this.#batchSize)
    this.#asked += batch.length
    this.#running = batch.length
    return batch
  }

  tell(_job: JobDocument, { status }: JobResult): void {
    this.#running--
    if (status === 'failed') this.#failed++
  }

  summary(): string | undefined {
    if (this.#empty.length > 0) return `nothing to run: ${this.#empty.join('; ')}`
    const left = this.#jobs.length - this.#asked
    if (this.#failed === 0 || left === 0) return undefined
    return `hydra.sweeper.max_batch_size: ${counted(left, 'job')} not started after a batch with a job that failed`
  }
}
