import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Field, fields } from './read-protobuf.js'

const BLOCK = 32_768

/** The records of a `.wandb` file, their chunks put together. @throws where a checksum does not fit */
export function wandbRecords(file: Buffer): Buffer[] {
  const found: Buffer[] = []
  let parts: Buffer[] = []
  for (let at = 7; at < file.length; ) {
    if (BLOCK - (at % BLOCK) < 7) {
      at += BLOCK - (at % BLOCK)
      continue
    }
    const [length, type] = [file.readUInt16LE(at + 4), file.readUInt8(at + 6)]
    const data = file.subarray(at + 7, at + 7 + length)
    if ((at % BLOCK) + 7 + length > BLOCK) throw new Error(`a chunk at ${at} crosses a border`)
    if (crc32(file.subarray(at + 6, at + 7 + length)) !== file.readUInt32LE(at)) throw new Error(`checksum at ${at}`)
    if ((type === 1 || type === 2) !== (parts.length === 0)) throw new Error(`chunk ${type} at ${at}`)
    parts.push(data)
    at += 7 + length
    if (type !== 1 && type !== 4) continue
    found.push(Buffer.concat(parts))
    parts = []
  }
  if (parts.length > 0) throw new Error('the last record is cut short')
  return found
}

/** What a run of W&B's comes to: its rows and newest values without times, and whether it ended. */
export interface ReadRun {
  rows: Record<string, string>[]
  summary: Record<string, string>
  config: Record<string, string>
  /** undefined: the log says nothing of an end. */
  exitCode?: number
}

/** Every run below a folder, in the order of their names. */
export function readWandb(folder: string): ReadRun[] {
  const wandb = join(folder, 'wandb')
  if (!existsSync(wandb)) return []
  return readdirSync(wandb)
    .sort()
    .map((name) => {
      const file = readdirSync(join(wandb, name)).find((each) => each.endsWith('.wandb')) as string
      return readRun(readFileSync(join(wandb, name, file)))
    })
}

function readRun(file: Buffer): ReadRun {
  const run: ReadRun = { rows: [], summary: {}, config: {} }
  for (const [index, record] of wandbRecords(file).entries()) {
    const all = fields(record)
    const num = Number(all.find(([field]) => field === 1)?.[1])
    if (num !== index + 1) throw new Error(`record ${index + 1} says that it is ${num}`)
    for (const [field, value] of all) {
      if (field === 2) run.rows.push(values(value as Uint8Array))
      if (field === 3) Object.assign(run.summary, values(value as Uint8Array))
      if (field === 5) Object.assign(run.config, values(value as Uint8Array))
      if (field === 18) run.exitCode = Number(of(fields(value as Uint8Array), 1) ?? 0)
    }
  }
  return run
}

/** By name, as JSON; without those that are times. */
function values(bytes: Uint8Array): Record<string, string> {
  const items = fields(bytes).filter(([field, value]) => field === 1 && value instanceof Uint8Array)
  const named = items.map(([, value]) => {
    const item = fields(value as Uint8Array)
    return [String(Buffer.from(of(item, 1) as Uint8Array)), String(Buffer.from(of(item, 16) as Uint8Array))] as const
  })
  return Object.fromEntries(named.filter(([name]) => !['_runtime', '_timestamp'].includes(name)))
}

function of(found: readonly Field[], field: number): Field[1] | undefined {
  return found.find(([number]) => number === field)?.[1]
}
