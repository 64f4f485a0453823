import { appendFileSync, mkdirSync, readdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  encodeFileVersion,
  encodeScalars,
  encodeSessionStart,
  eventFileName,
  eventFileTime,
} from '../../formats/tensorboard.js'
import { type VersionNames, versionFolder } from '../../runs/version-folder.js'
import type { Logger } from '../../training/logger.js'
import { LateWrite } from './late-write.js'
import { writeHparams } from './write-hparams.js'

/** Keys of `TensorBoardLogger`. */
export interface TensorBoardLoggerParams extends Partial<VersionNames> {
  /**
   * The folder of the event file, or of the folders that `name` and `version` ask for: what `tensorboard --logdir` is
   * given, or one below it.
   */
  save_dir: string
  /** Put before each metric's name, with a hyphen, as Lightning does; null (default): nothing. */
  prefix?: string | null
  /** Folder within that of `version`; null (default): none. */
  sub_dir?: string | null
  /** Rows kept in memory before they are written, for a second at most. Default: 100. */
  flush_logs_every_n_steps?: number
}

/** Every metric as a TensorBoard scalar under its logged name, and the epoch as `epoch`. */
export class TensorBoardLogger implements Logger {
  readonly #dir: string
  /** Where hyperparameters go; undefined: the run's own file is enough. */
  readonly #hparams: string | undefined
  readonly #prefix: string
  readonly #flushEvery: number
  readonly #late = new LateWrite(() => this.#flush())
  #records: Uint8Array[] = []
  #path: string | undefined
  #lastStep = -1
  /** In a run that goes on: from which step on earlier files are no longer true. */
  #purgeStep: number | undefined

  constructor(params: TensorBoardLoggerParams) {
    const { save_dir, name = null, version = null, sub_dir = null } = params
    const { prefix = null, flush_logs_every_n_steps = 100 } = params
    const folder = join(versionFolder({ name, version }), sub_dir ?? '')
    this.#dir = join(save_dir, folder)
    this.#hparams = folder === '.' ? undefined : join(this.#dir, 'hparams.yaml')
    this.#prefix = prefix ? `${prefix}-` : ''
    this.#flushEvery = Math.max(1, flush_logs_every_n_steps)
  }

  /** The event file; undefined before the first rows are written. */
  get path(): string | undefined {
    return this.#path
  }

  logHyperparams(hparams: Readonly<Record<string, unknown>>): void {
    if (this.#hparams !== undefined) writeHparams(this.#hparams, hparams)
  }

  logMetrics(metrics: Readonly<Record<string, number>>, { step, epoch }: { step: number; epoch?: number }): void {
    const scalars = new Map(Object.entries(metrics).map(([name, value]) => [this.#prefix + name, value]))
    if (epoch !== undefined) scalars.set('epoch', epoch)
    this.#lastStep = Math.max(this.#lastStep, step)
    this.#records.push(encodeScalars({ wallTime: Date.now() / 1000, step, scalars }))
    this.#late.begin()
    if (this.#records.length >= this.#flushEvery) this.#flush()
  }

  finalize(): void {
    this.#flush()
  }

  sync(): void {
    this.#flush()
  }

  stateDict(): { last_step: number } {
    return { last_step: this.#lastStep }
  }

  /** What was logged later stays in its file: a new one tells TensorBoard from which step on it counts. */
  loadStateDict(state: unknown): void {
    this.#lastStep = (state as { last_step: number } | null)?.last_step ?? -1
    this.#purgeStep = this.#lastStep + 1
  }

  #flush(): void {
    this.#late.end()
    if (this.#records.length === 0) return
    this.#path ??= this.#begin()
    appendFileSync(this.#path, Buffer.concat(this.#records))
    this.#records = []
  }

  #begin(): string {
    mkdirSync(this.#dir, { recursive: true })
    // Files are read in the order of their names: a new one comes last, also where the clock was set back.
    const earlier = this.#purgeStep === undefined ? [] : readdirSync(this.#dir).map(eventFileTime)
    const now = Math.max(Date.now() / 1000, ...earlier.map((time) => time + 1))
    const path = join(this.#dir, eventFileName(now, hostname(), process.pid))
    appendFileSync(path, encodeFileVersion(now))
    if (this.#purgeStep !== undefined)
      appendFileSync(path, encodeSessionStart({ wallTime: now, step: this.#purgeStep }))
    return path
  }
}
