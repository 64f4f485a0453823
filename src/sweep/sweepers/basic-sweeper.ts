import { emptySweeps, expandSweep } from '../../compose/expand-sweep.js'
import { counted } from '../../util/counted.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { JobDocument, JobResult } from '../job-document.js'
import { PlannedSweeper } from './planned-sweeper.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'

export interface BasicSweeperParams {
  /** Jobs that are started before what came of them is looked at. Default: null, all. */
  max_batch_size?: number | null
  /** Sweeps by key, as on the command line. Default: none. */
  params?: Readonly<Record<string, string>> | null
}

/** Hydra's basic sweeper: every combination, the last key varying fastest. */
export class BasicSweeper extends PlannedSweeper {
  readonly #batchSize: number
  readonly #params: Readonly<Record<string, string>>
  #total = 0
  #asked = 0
  #running = 0
  #failed = 0

  constructor({ max_batch_size, params }: BasicSweeperParams = {}) {
    super()
    this.#batchSize = max_batch_size ?? Number.POSITIVE_INFINITY
    this.#params = params ?? {}
  }

  protected jobs({ overrides, repository }: SweepSpace): readonly JobOverrides[] {
    return expandSweep({ overrides, params: this.#params, repository })
  }

  protected whyEmpty({ overrides, repository }: SweepSpace): Diagnostic[] {
    return emptySweeps({ overrides, params: this.#params, repository })
  }

  override plan(space: SweepSpace): readonly JobOverrides[] {
    const jobs = super.plan(space)
    this.#total = jobs.length
    return jobs
  }

  /**
   * A batch is asked for when the one before has ended; after one with a job that failed there is none, as in Hydra.
   */
  override ask(): readonly JobOverrides[] {
    if (this.#running > 0 || this.#failed > 0) return []
    const batch = super.ask(this.#batchSize)
    this.#asked += batch.length
    this.#running = batch.length
    return batch
  }

  override tell(_job: JobDocument, { status }: JobResult): void {
    this.#running--
    if (status === 'failed') this.#failed++
  }

  summary(): string | undefined {
    const left = this.#total - this.#asked
    if (this.#failed === 0 || left === 0) return undefined
    return `hydra.sweeper.max_batch_size: ${counted(left, 'job')} not started after a batch with a job that failed`
  }
}
