import { crc32 } from 'node:zlib'
import { Message } from '../util/protobuf.js'

/** A run of W&B's, as its log names it. */
export interface WandbRun {
  id: string
  project: string
  /** ms since 1970. */
  startedAt: number
  host: string
  entity?: string | null
  /** Shown in place of the id. */
  name?: string | null
  notes?: string | null
  tags?: readonly string[] | null
  group?: string | null
  jobType?: string | null
}

/** Records are written in chunks that cross no border between blocks of this size. */
const BLOCK = 32_768
/** Of a chunk: checksum, length, type. */
const CHUNK_HEADER = 7
const chunkTypes = { full: 1, first: 2, middle: 3, last: 4 } as const

/** The version of the log's format: W&B reads no other one. */
const VERSION = 0

/** The first bytes of a `.wandb` file. */
export function wandbFileHeader(): Uint8Array {
  const header = Buffer.alloc(7)
  header.write(':W&B', 'latin1')
  header.writeUInt16LE(0xbee1, 4)
  header.writeUInt8(VERSION, 6)
  return header
}

/**
 * A record as it stands in a `.wandb` file: LevelDB's log format, with the checksums of zip files.
 * @param at how many bytes the file has before it
 */
export function frameRecord(record: Uint8Array, at: number): Uint8Array {
  const parts: Uint8Array[] = []
  const left = BLOCK - (at % BLOCK)
  let room = left
  if (left < CHUNK_HEADER) {
    parts.push(new Uint8Array(left))
    room = BLOCK
  }
  let from = 0
  for (let isFirst = true; isFirst || from < record.length; isFirst = false) {
    const data = record.subarray(from, from + room - CHUNK_HEADER)
    from += data.length
    const isLast = from === record.length
    parts.push(chunk(isFirst ? (isLast ? 'full' : 'first') : isLast ? 'last' : 'middle', data))
    room = BLOCK
  }
  return Buffer.concat(parts)
}

function chunk(type: keyof typeof chunkTypes, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(CHUNK_HEADER + data.length)
  bytes.writeUInt16LE(data.length, 4)
  bytes.writeUInt8(chunkTypes[type], 6)
  bytes.set(data, CHUNK_HEADER)
  // of the type, too
  bytes.writeUInt32LE(crc32(bytes.subarray(6)))
  return bytes
}

/** What a `.wandb` file begins with, beside {@link wandbFileHeader}: what the run is. */
export function runRecord(run: WandbRun): Message {
  const record = new Message().bytes(1, run.id)
  if (run.entity) record.bytes(2, run.entity)
  record.bytes(3, run.project)
  if (run.group) record.bytes(6, run.group)
  if (run.jobType) record.bytes(7, run.jobType)
  if (run.name) record.bytes(8, run.name)
  if (run.notes) record.bytes(9, run.notes)
  for (const tag of run.tags ?? []) record.bytes(10, tag)
  record.bytes(13, run.host)
  return new Message().bytes(17, record.bytes(17, timestamp(run.startedAt)))
}

/** Values by name, as the run's config. */
export function configRecord(values: Readonly<Record<string, unknown>>): Message {
  const config = new Message()
  for (const [key, value] of Object.entries(values)) config.bytes(1, item(key, value))
  return new Message().bytes(5, config)
}

/** What metrics are shown over: `metric` by itself, and all others by `over`. */
export function axisRecords(axis: string): Message[] {
  const defined = new Message().int(3, 1)
  const own = new Message().bytes(1, axis).bytes(6, defined)
  const others = new Message().bytes(2, '*').bytes(4, axis).bytes(6, new Message().int(1, 1).int(3, 1))
  return [own, others].map((metric) => new Message().bytes(12, metric))
}

/** One row. @param row its number, from 0 */
export function historyRecord(row: number, values: ReadonlyMap<string, number>): Message {
  const history = new Message()
  for (const [key, value] of values) history.bytes(1, item(key, value))
  return new Message().bytes(2, history.bytes(2, new Message().int(1, row)))
}

/** What is shown of a run in a table of runs: values by name. */
export function summaryRecord(values: ReadonlyMap<string, unknown>): Message {
  const summary = new Message()
  for (const [key, value] of values) summary.bytes(1, item(key, value))
  return new Message().bytes(3, summary)
}

/** @param code of the process: 0 where it went well */
export function exitRecord(code: number, seconds: number): Message {
  return new Message().bytes(18, new Message().int(1, code).int(2, Math.round(seconds)))
}

/** W&B takes numbers that JSON lacks as Python writes them. */
function item(key: string, value: unknown): Message {
  const json = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return new Message().bytes(1, key).bytes(16, json)
}

function timestamp(ms: number): Message {
  return new Message().int(1, Math.floor(ms / 1000)).int(2, (ms % 1000) * 1_000_000)
}
