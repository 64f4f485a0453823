import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFileAtomic } from '../../rundir/write-file.js'
import type { Logger } from '../../training/logger.js'

export interface CSVLoggerParams {
  /** The folder of the file. */
  save_dir: string
  /** Default: `metrics.csv`. */
  file_name?: string
  /** Put before each metric's name, with a hyphen, as Lightning does; null (default): nothing. */
  prefix?: string | null
  /** Rows kept in memory before they are written. Default: 100. */
  flush_logs_every_n_steps?: number
}

type Row = ReadonlyMap<string, number>

/** `metrics.csv` as Lightning's CSVLogger writes it: a row for each call, columns in alphabetical order, empty where a row has no value. */
export class CSVLogger implements Logger {
  readonly path: string
  readonly #prefix: string
  readonly #flushEvery: number
  #columns: string[] = []
  #rows: Row[] = []
  /** Whether the file holds rows of this logger. */
  #started = false

  constructor({ save_dir, file_name = 'metrics.csv', prefix = null, flush_logs_every_n_steps = 100 }: CSVLoggerParams) {
    this.path = join(save_dir, file_name)
    this.#prefix = prefix ? `${prefix}-` : ''
    this.#flushEvery = Math.max(1, flush_logs_every_n_steps)
  }

  logMetrics(metrics: Readonly<Record<string, number>>, { step, epoch }: { step: number; epoch?: number }): void {
    const row = new Map(Object.entries(metrics).map(([name, value]) => [this.#prefix + name, value]))
    if (epoch !== undefined) row.set('epoch', epoch)
    row.set('step', step)
    this.#rows.push(row)
    if (this.#rows.length >= this.#flushEvery) this.#flush()
  }

  finalize(): void {
    this.#flush()
  }

  #flush(): void {
    const rows = this.#rows
    this.#rows = []
    if (rows.length === 0) return
    const known = new Set(this.#columns)
    const added = new Set(rows.flatMap((row) => [...row.keys()]).filter((name) => !known.has(name)))
    if (!this.#started) this.#begin()
    if (added.size > 0) this.#widen(added)
    appendFileSync(this.path, rows.map((row) => this.#line(row)).join(''))
  }

  /** A new logger starts a new file. */
  #begin(): void {
    mkdirSync(dirname(this.path), { recursive: true })
    rmSync(this.path, { force: true })
    this.#started = true
  }

  /** New columns go to their alphabetical place: the rows so far are written again around them. */
  #widen(added: ReadonlySet<string>): void {
    const before = this.#columns
    this.#columns = [...before, ...added].sort()
    const places = this.#columns.map((name) => before.indexOf(name))
    const lines = existsSync(this.path) ? readFileSync(this.path, 'utf8').trimEnd().split('\n').slice(1) : []
    const wider = lines.map((line) => {
      const cells = line.split(',')
      return `${places.map((place) => cells[place] ?? '').join(',')}\n`
    })
    writeFileAtomic(this.path, `${this.#columns.map(quote).join(',')}\n${wider.join('')}`)
  }

  #line(row: Row): string {
    return `${this.#columns.map((name) => row.get(name) ?? '').join(',')}\n`
  }
}

/** A header cell; values are numbers and need no quotes. */
function quote(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
