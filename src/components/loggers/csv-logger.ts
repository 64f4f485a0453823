import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFileLater, writeFileAtomic } from '../../rundir/write-file.js'
import type { Logger } from '../../training/logger.js'
import { lostRows } from './lost-rows.js'

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
  /** How many rows the file holds. */
  #written = 0
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

  async sync(): Promise<void> {
    this.#flush()
    if (this.#started) await syncFileLater(this.path)
  }

  stateDict(): { rows: number; columns: string[] } {
    return { rows: this.#written + this.#rows.length, columns: this.#columnsWith(this.#rows) }
  }

  /** Cuts the file to the rows and columns that it had. */
  loadStateDict(state: unknown): void {
    const { rows, columns } = (state ?? { rows: 0, columns: [] }) as { rows: number; columns: string[] }
    if (rows === 0) {
      rmSync(this.path, { force: true })
      return
    }
    const [header = '', ...lines] = existsSync(this.path) ? readFileSync(this.path, 'utf8').split('\n') : []
    // the last piece is empty, or half a line
    const whole = Math.max(0, lines.length - 1)
    if (whole < rows) throw lostRows(this.path, whole, rows, 'rows')
    const written = new Map(cells(header).map((name, place) => [name, place]))
    const places = columns.map((name) => written.get(name) ?? -1)
    const kept = lines.slice(0, rows).map((line) => pick(line, places))
    writeFileAtomic(this.path, `${columns.map(quote).join(',')}\n${kept.join('')}`)
    this.#columns = [...columns]
    this.#written = rows
    this.#started = true
  }

  #columnsWith(rows: readonly Row[]): string[] {
    const all = new Set([...this.#columns, ...rows.flatMap((row) => [...row.keys()])])
    return all.size > this.#columns.length ? [...all].sort() : [...this.#columns]
  }

  #flush(): void {
    const rows = this.#rows
    this.#rows = []
    if (rows.length === 0) return
    const columns = this.#columnsWith(rows)
    if (!this.#started) this.#begin()
    if (columns.length > this.#columns.length) this.#widen(columns)
    appendFileSync(this.path, rows.map((row) => this.#line(row)).join(''))
    this.#written += rows.length
  }

  /** A new logger starts a new file. */
  #begin(): void {
    mkdirSync(dirname(this.path), { recursive: true })
    rmSync(this.path, { force: true })
    this.#started = true
  }

  /** New columns go to their alphabetical place: the rows so far are written again around them. */
  #widen(columns: string[]): void {
    const places = columns.map((name) => this.#columns.indexOf(name))
    this.#columns = columns
    const lines = existsSync(this.path) ? readFileSync(this.path, 'utf8').trimEnd().split('\n').slice(1) : []
    const wider = lines.map((line) => pick(line, places))
    writeFileAtomic(this.path, `${columns.map(quote).join(',')}\n${wider.join('')}`)
  }

  #line(row: Row): string {
    return `${this.#columns.map((name) => row.get(name) ?? '').join(',')}\n`
  }
}

/** A row with the cells at these places; empty where there is none. */
function pick(line: string, places: readonly number[]): string {
  const row = line.split(',')
  return `${places.map((place) => row[place] ?? '').join(',')}\n`
}

/** The names in a header. */
function cells(header: string): string[] {
  return Array.from(header.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g), ([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  )
}

/** A header cell; values are numbers and need no quotes. */
function quote(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
