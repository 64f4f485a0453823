import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { csvLine, readCsvRecords } from '../../formats/csv-cells.js'
import { syncFileLater, writeFileAtomic } from '../../rundir/write-file.js'
import { type VersionNames, versionFolder } from '../../runs/version-folder.js'
import type { Logger } from '../../training/logger.js'
import { cutRows } from './cut-rows.js'
import { LateWrite } from './late-write.js'
import { lostRows } from './lost-rows.js'
import { RowTimes } from './row-times.js'
import { writeHparams } from './write-hparams.js'

/** Keys of `CSVLogger`. */
export interface CSVLoggerParams extends Partial<VersionNames> {
  /** The folder of the file, or of the folders that `name` and `version` ask for. */
  save_dir: string
  /** Default: `metrics.csv`. */
  file_name?: string
  /** Put before each metric's name, with a hyphen, as Lightning does; null (default): nothing. */
  prefix?: string | null
  /** Rows kept in memory before they are written, for a second at most. Default: 100. */
  flush_logs_every_n_steps?: number
}

type Row = ReadonlyMap<string, number>

/**
 * `metrics.csv` as Lightning's CSVLogger writes it: a row for each call, columns in alphabetical order, empty where a
 * row has no value.
 */
export class CSVLogger implements Logger {
  readonly path: string
  /** Where hyperparameters go; undefined: the run's own file is enough. */
  readonly #hparams: string | undefined
  readonly #prefix: string
  readonly #flushEvery: number
  readonly #times: RowTimes
  readonly #late = new LateWrite(() => this.#flush())
  #columns: string[] = []
  #rows: Row[] = []
  /** How many rows the file holds. */
  #written = 0
  /** Whether the file holds rows of this logger. */
  #started = false

  constructor(params: CSVLoggerParams) {
    const { save_dir, file_name = 'metrics.csv', prefix = null, flush_logs_every_n_steps = 100 } = params
    const { name = null, version = null } = params
    const folder = versionFolder({ name, version })
    this.path = join(save_dir, folder, file_name)
    this.#hparams = folder === '' ? undefined : join(save_dir, folder, 'hparams.yaml')
    this.#times = new RowTimes(this.path)
    this.#prefix = prefix ? `${prefix}-` : ''
    this.#flushEvery = Math.max(1, flush_logs_every_n_steps)
  }

  logHyperparams(hparams: Readonly<Record<string, unknown>>): void {
    if (this.#hparams !== undefined) writeHparams(this.#hparams, hparams)
  }

  logMetrics(metrics: Readonly<Record<string, number>>, { step, epoch }: { step: number; epoch?: number }): void {
    const row = new Map(Object.entries(metrics).map(([name, value]) => [this.#prefix + name, value]))
    if (epoch !== undefined) row.set('epoch', epoch)
    row.set('step', step)
    this.#rows.push(row)
    this.#times.add()
    this.#late.begin()
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
      this.#times.remove()
      return
    }
    const left = cutRows(this.path, csvLine(columns), rows)
    if (left === undefined) this.#cutColumns(rows, columns)
    else if (left < rows) throw lostRows(this.path, left, rows, 'rows')
    this.#columns = [...columns]
    this.#times.cut(rows)
    this.#written = rows
    this.#started = true
  }

  /** Where columns came since: the rows are written again without them. */
  #cutColumns(rows: number, columns: readonly string[]): void {
    const [header = [], ...written] = this.#readBack()
    if (written.length < rows) throw lostRows(this.path, written.length, rows, 'rows')
    this.#rewrite(header, written.slice(0, rows), columns)
  }

  #columnsWith(rows: readonly Row[]): string[] {
    const all = new Set([...this.#columns, ...rows.flatMap((row) => [...row.keys()])])
    return all.size > this.#columns.length ? [...all].sort() : [...this.#columns]
  }

  #flush(): void {
    this.#late.end()
    const rows = this.#rows
    this.#rows = []
    if (rows.length === 0) return
    const columns = this.#columnsWith(rows)
    if (!this.#started) this.#begin()
    if (columns.length > this.#columns.length) this.#widen(columns)
    this.#times.flush()
    appendFileSync(this.path, rows.map((row) => this.#line(row)).join(''))
    this.#written += rows.length
  }

  /** A new logger starts a new file. */
  #begin(): void {
    mkdirSync(dirname(this.path), { recursive: true })
    rmSync(this.path, { force: true })
    this.#times.remove()
    this.#started = true
  }

  /** New columns go to their alphabetical place: the rows so far are written again around them. */
  #widen(columns: string[]): void {
    const [header = [], ...written] = this.#readBack()
    this.#rewrite(header, written, columns)
  }

  /** The records of the file, without the last one where its line is cut short. */
  #readBack(): string[][] {
    const bytes = existsSync(this.path) ? readFileSync(this.path) : Buffer.alloc(0)
    return [...readCsvRecords(bytes.subarray(0, bytes.lastIndexOf('\n') + 1), this.path)]
  }

  /** Writes rows again with these columns: empty where they had none. */
  #rewrite(header: readonly string[], rows: readonly (readonly string[])[], columns: readonly string[]): void {
    const places = new Map(header.map((name, place) => [name, place]))
    const lines = rows.map((row) => csvLine(columns.map((name) => row[places.get(name) ?? -1])))
    writeFileAtomic(this.path, csvLine(columns) + lines.join(''))
    this.#columns = [...columns]
  }

  #line(row: Row): string {
    return csvLine(this.#columns.map((name) => row.get(name)))
  }
}
