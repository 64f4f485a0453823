import { appendFileSync, mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { encodeFileVersion, encodeScalars, eventFileName } from '../../formats/tensorboard.js'
import type { Logger } from '../../training/logger.js'

export interface TensorBoardLoggerParams {
  /** The folder of the event file: what `tensorboard --logdir` is given, or one below it. */
  save_dir: string
  /** Put before each metric's name, with a hyphen, as Lightning does; null (default): nothing. */
  prefix?: string | null
  /** Rows kept in memory before they are written. Default: 100. */
  flush_logs_every_n_steps?: number
}

/** Every metric as a TensorBoard scalar under its logged name, and the epoch as `epoch`. */
export class TensorBoardLogger implements Logger {
  readonly #dir: string
  readonly #prefix: string
  readonly #flushEvery: number
  #records: Uint8Array[] = []
  #path: string | undefined

  constructor({ save_dir, prefix = null, flush_logs_every_n_steps = 100 }: TensorBoardLoggerParams) {
    this.#dir = save_dir
    this.#prefix = prefix ? `${prefix}-` : ''
    this.#flushEvery = Math.max(1, flush_logs_every_n_steps)
  }

  /** The event file; undefined before the first rows are written. */
  get path(): string | undefined {
    return this.#path
  }

  logMetrics(metrics: Readonly<Record<string, number>>, { step, epoch }: { step: number; epoch?: number }): void {
    const scalars = new Map(Object.entries(metrics).map(([name, value]) => [this.#prefix + name, value]))
    if (epoch !== undefined) scalars.set('epoch', epoch)
    this.#records.push(encodeScalars({ wallTime: Date.now() / 1000, step, scalars }))
    if (this.#records.length >= this.#flushEvery) this.#flush()
  }

  finalize(): void {
    this.#flush()
  }

  #flush(): void {
    if (this.#records.length === 0) return
    this.#path ??= this.#begin()
    appendFileSync(this.#path, Buffer.concat(this.#records))
    this.#records = []
  }

  #begin(): string {
    const now = Date.now() / 1000
    mkdirSync(this.#dir, { recursive: true })
    const path = join(this.#dir, eventFileName(now, hostname(), process.pid))
    appendFileSync(path, encodeFileVersion(now))
    return path
  }
}
