import { randomInt } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import {
  axisRecords,
  configRecord,
  exitRecord,
  frameRecord,
  historyRecord,
  runRecord,
  summaryRecord,
  wandbFileHeader,
} from '../../formats/wandb.js'
import { syncFileLater } from '../../rundir/write-file.js'
import type { FinalStatus, Logger } from '../../training/logger.js'
import type { Message } from '../../util/protobuf.js'
import { LateWrite } from './late-write.js'
import { lostRows } from './lost-rows.js'

/** Keys of `WandbLogger`. */
export interface WandbLoggerParams {
  /** The folder in which the folder `wandb` is made. */
  save_dir: string
  /** The run's name. Default: its id. */
  name?: string | null
  /** Another name of `id`, which wins. */
  version?: string | null
  /** Default: eight characters drawn at random. */
  id?: string | null
  /** Default: `lightning_logs`. */
  project?: string | null
  /** Put before each metric's name, with a hyphen; empty or null (default): nothing. */
  prefix?: string | null
  entity?: string | null
  group?: string | null
  job_type?: string | null
  tags?: readonly string[] | null
  notes?: string | null
  /** Rows kept in memory before they are written, for a second at most. Default: 100. */
  flush_logs_every_n_steps?: number
}

/** Where a log stands, in checkpoints. */
interface State {
  /** The run's folder below `wandb`; null: nothing was logged. */
  folder: string | null
  id: string | null
  startedAt: number
  records: number
  rows: number
  bytes: number
  /** The newest values, as texts: JSON lacks some numbers. */
  summary: Record<string, string>
}

/** The folder of a run. */
const RUN = /^offline-run-\d{8}_\d{6}-([\w.-]+)$/

/** What Lightning calls the optimizer step, over which W&B shows metrics. */
const STEP = 'trainer/global_step'

/**
 * Every metric as an offline run of Weights & Biases: `wandb/offline-run-<time>-<id>/run-<id>.wandb`, which
 * `wandb sync` uploads. Names are Lightning's.
 */
export class WandbLogger implements Logger {
  readonly #params: WandbLoggerParams
  readonly #prefix: string
  readonly #flushEvery: number
  readonly #late = new LateWrite(() => this.#flush())
  /** Null before anything is logged. */
  #folder: string | null = null
  #id: string | null
  #startedAt = 0
  #records = 0
  #rows = 0
  /** What was logged so far, with what waits in memory. */
  #bytes = 0
  #waiting: Uint8Array[] = []
  /** The newest value of each name. */
  readonly #summary = new Map<string, number>()
  /** Names of which the file has an older value in the summary. */
  readonly #changed = new Set<string>()
  /** How many bytes the file has. */
  #written = 0

  constructor(params: WandbLoggerParams) {
    this.#params = params
    this.#prefix = params.prefix ? `${params.prefix}-` : ''
    this.#flushEvery = Math.max(1, params.flush_logs_every_n_steps ?? 100)
    this.#id = params.version || params.id || null
  }

  /** The log of the run; undefined before anything is logged. */
  get path(): string | undefined {
    return this.#folder === null ? undefined : join(this.#wandb, this.#folder, `run-${this.#id}.wandb`)
  }

  logHyperparams(hparams: Readonly<Record<string, unknown>>): void {
    // Of a run that goes on they are written.
    if (this.#folder !== null) return
    this.#begin()
    this.#add(configRecord(hparams))
  }

  logMetrics(metrics: Readonly<Record<string, number>>, { step, epoch }: { step: number; epoch?: number }): void {
    this.#begin()
    const now = Date.now()
    const row = new Map(Object.entries(metrics).map(([name, value]) => [this.#prefix + name, value]))
    if (epoch !== undefined) row.set('epoch', epoch)
    row.set(STEP, step)
    row.set('_step', this.#rows)
    row.set('_runtime', (now - this.#startedAt) / 1000)
    row.set('_timestamp', now / 1000)
    this.#add(historyRecord(this.#rows, row))
    for (const [key, value] of row) {
      this.#summary.set(key, value)
      this.#changed.add(key)
    }
    this.#rows++
    this.#late.begin()
    if (this.#waiting.length >= this.#flushEvery) this.#flush()
  }

  finalize(status: FinalStatus): void {
    if (this.#folder === null) return
    this.#flush()
    const code = { success: 0, failed: 1, interrupted: 255 }[status]
    const record = exitRecord(code, (Date.now() - this.#startedAt) / 1000).int(1, this.#records + 1)
    // It counts as nothing that was logged: what is logged later takes its place.
    this.#write(frameRecord(record.encode(), this.#bytes), this.#bytes)
  }

  async sync(): Promise<void> {
    this.#flush()
    if (this.path !== undefined) await syncFileLater(this.path)
  }

  stateDict(): State {
    return {
      folder: this.#folder,
      id: this.#id,
      startedAt: this.#startedAt,
      records: this.#records,
      rows: this.#rows,
      bytes: this.#bytes,
      summary: Object.fromEntries([...this.#summary].map(([name, value]) => [name, String(value)])),
    }
  }

  /** Cuts the file to the length that it had. Where nothing is to stay, the run of the id is taken away. */
  loadStateDict(state: unknown): void {
    const saved = state as State | null
    if (!saved || saved.folder === null) {
      this.#remove()
      return
    }
    const { folder, id, startedAt, records, rows, bytes, summary } = saved
    if (RUN.exec(folder)?.[1] !== id) throw new Error(`'${folder}' is no folder of a run`)
    this.#folder = folder
    this.#id = id
    const path = this.path as string
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size < bytes) throw lostRows(path, size, bytes, 'bytes')
    truncateSync(path, bytes)
    // Else W&B would take it for one that it has, or has a part of.
    for (const mark of ['synced', 'syncstate']) rmSync(`${path}.${mark}`, { force: true })
    this.#startedAt = startedAt
    this.#records = records
    this.#rows = rows
    this.#bytes = bytes
    this.#written = bytes
    for (const [name, value] of Object.entries(summary)) {
      this.#summary.set(name, Number(value))
      this.#changed.add(name)
    }
  }

  get #wandb(): string {
    return join(this.#params.save_dir, 'wandb')
  }

  /** The first record says what the run is. */
  #begin(): void {
    if (this.#folder !== null) return
    const { project, entity, name, notes, tags, group, job_type: jobType } = this.#params
    this.#startedAt = Date.now()
    const id = this.#id ?? drawnId()
    this.#id = id
    this.#folder = `offline-run-${stamp(new Date(this.#startedAt))}-${id}`
    const run = { id, project: project || 'lightning_logs', startedAt: this.#startedAt, host: hostname() }
    this.#keep(wandbFileHeader())
    this.#add(runRecord({ ...run, entity, name, notes, tags, group, jobType }))
    for (const record of axisRecords(STEP)) this.#add(record)
  }

  /** Which run was this one's is known by its id alone. */
  #remove(): void {
    if (this.#id === null || !existsSync(this.#wandb)) return
    for (const name of readdirSync(this.#wandb)) {
      if (RUN.exec(name)?.[1] === this.#id) rmSync(join(this.#wandb, name), { recursive: true })
    }
  }

  #add(record: Message): void {
    this.#records++
    this.#keep(frameRecord(record.int(1, this.#records).encode(), this.#bytes))
  }

  #keep(bytes: Uint8Array): void {
    this.#waiting.push(bytes)
    this.#bytes += bytes.length
  }

  #flush(): void {
    this.#late.end()
    if (this.#changed.size > 0) {
      this.#add(summaryRecord(new Map([...this.#changed].map((name) => [name, this.#summary.get(name)]))))
      this.#changed.clear()
    }
    if (this.#waiting.length === 0) return
    const bytes = Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#write(bytes, this.#bytes - bytes.length)
  }

  /** @param at where the file is to end before them */
  #write(bytes: Uint8Array, at: number): void {
    const path = this.path as string
    if (at === 0) mkdirSync(join(dirname(path), 'files'), { recursive: true })
    else if (at < this.#written) truncateSync(path, at)
    appendFileSync(path, bytes)
    this.#written = at + bytes.length
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

function drawnId(): string {
  return Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** Local time: `20260131_235959`. */
function stamp(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('')
  return `${day}_${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('')}`
}
