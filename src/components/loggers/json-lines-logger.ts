import { appendFileSync, closeSync, mkdirSync, openSync, readSync, rmSync, statSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFileLater } from '../../rundir/write-file.js'
import type { Logger } from '../../training/logger.js'
import { LateWrite } from './late-write.js'
import { lostRows } from './lost-rows.js'
import { RowTimes } from './row-times.js'

/** Keys of `JSONLinesLogger`. */
export interface JSONLinesLoggerParams {
  /** The folder of the file. */
  save_dir: string
  /** Default: `metrics.jsonl`. */
  file_name?: string
  /** Rows kept in memory before they are written, for a second at most. Default: 100. */
  flush_logs_every_n_steps?: number
}

const LINE_END = 10

/** Bytes that are read at once. */
const PIECE = 1024 * 1024

/**
 * One JSON object a row: `step`, `epoch` where it has one, and the metrics. Numbers that JSON lacks are strings
 * (`NaN`).
 */
export class JSONLinesLogger implements Logger {
  readonly path: string
  readonly #flushEvery: number
  readonly #times: RowTimes
  readonly #late = new LateWrite(() => this.#flush())
  #lines: string[] = []
  /** How many bytes of this logger the file holds. */
  #written = 0

  constructor({ save_dir, file_name = 'metrics.jsonl', flush_logs_every_n_steps = 100 }: JSONLinesLoggerParams) {
    this.path = join(save_dir, file_name)
    this.#times = new RowTimes(this.path)
    this.#flushEvery = Math.max(1, flush_logs_every_n_steps)
  }

  logMetrics(metrics: Readonly<Record<string, number>>, at: { step: number; epoch?: number }): void {
    const row = { step: at.step, ...(at.epoch === undefined ? {} : { epoch: at.epoch }), ...metrics }
    this.#lines.push(`${JSON.stringify(row, (_, value) => (isNonFinite(value) ? String(value) : value))}\n`)
    this.#times.add()
    this.#late.begin()
    if (this.#lines.length >= this.#flushEvery) this.#flush()
  }

  finalize(): void {
    this.#flush()
  }

  async sync(): Promise<void> {
    this.#flush()
    if (this.#written > 0) await syncFileLater(this.path)
  }

  stateDict(): { bytes: number } {
    return { bytes: this.#written + Buffer.byteLength(this.#lines.join('')) }
  }

  /** Cuts the file to the length that it had. */
  loadStateDict(state: unknown): void {
    const { bytes } = (state ?? { bytes: 0 }) as { bytes: number }
    if (bytes === 0) {
      rmSync(this.path, { force: true })
      this.#times.remove()
      return
    }
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0
    if (size < bytes) throw lostRows(this.path, size, bytes, 'bytes')
    truncateSync(this.path, bytes)
    this.#times.cut(countLines(this.path))
    this.#written = bytes
  }

  #flush(): void {
    this.#late.end()
    if (this.#lines.length === 0) return
    if (this.#written === 0) {
      mkdirSync(dirname(this.path), { recursive: true })
      rmSync(this.path, { force: true })
      this.#times.remove()
    }
    const bytes = Buffer.from(this.#lines.join(''))
    this.#lines = []
    this.#times.flush()
    appendFileSync(this.path, bytes)
    this.#written += bytes.length
  }
}

/** Of a log of any size: a piece of it at a time. */
function countLines(path: string): number {
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.alloc(PIECE)
    let lines = 0
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      for (let at = 0; at < read; at++) if (piece[at] === LINE_END) lines++
    }
    return lines
  } finally {
    closeSync(file)
  }
}

function isNonFinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value)
}
