import { crc32c } from './crc32c.js'

/** Numbers logged at one step. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  wallTime: number
  step: number
  /** By tag, such as `train/loss_cls_batch`. */
  scalars: ReadonlyMap<string, number>
}

/** The first record of an event file: TensorBoard reads no file without it. */
export function encodeFileVersion(wallTime: number): Uint8Array {
  return frame(join([...double(1, wallTime), ...text(3, 'brain.Event:2')]))
}

/** One record of an event file: a TFRecord around an `Event` protocol buffer with a `Summary` of simple values. */
export function encodeScalars({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const values = [...scalars].flatMap(([tag, value]) => nested(1, join([...text(1, tag), ...float(2, value)])))
  return frame(join([...double(1, wallTime), ...integer(2, step), ...nested(5, join(values))]))
}

/** One record of an event file: a session begins in which what earlier files have from `step` on no longer counts. */
export function encodeSessionStart({ wallTime, step }: { wallTime: number; step: number }): Uint8Array {
  // SessionLog.status = START
  const session = nested(7, join([varint(8), varint(1)]))
  return frame(join([...double(1, wallTime), ...integer(2, step), ...session]))
}

/** The name by which TensorBoard knows an event file. */
export function eventFileName(wallTime: number, host: string, processId: number): string {
  return `events.out.tfevents.${Math.floor(wallTime)}.${host}.${processId}.0`
}

/** Seconds since 1970 in an event file's name; −1 for the name of another file. */
export function eventFileTime(name: string): number {
  return Number(/^events\.out\.tfevents\.(\d+)\./.exec(name)?.[1] ?? -1)
}

/** Length, its checksum, the data, and their checksum: all little-endian. */
function frame(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + data.length + 4)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, masked(bytes.subarray(0, 8)), true)
  bytes.set(data, 12)
  view.setUint32(12 + data.length, masked(data), true)
  return bytes
}

/** Turned and shifted, so that a checksum of data that hold checksums is still one. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

type Part = readonly [key: Uint8Array, value: Uint8Array]

function double(field: number, value: number): Part {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return [varint(field * 8 + 1), bytes]
}

function float(field: number, value: number): Part {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return [varint(field * 8 + 5), bytes]
}

/** Zero is what a reader takes where there is nothing. */
function integer(field: number, value: number): Part | [] {
  return value === 0 ? [] : [varint(field * 8), varint(value)]
}

function text(field: number, value: string): Uint8Array[] {
  return nested(field, new TextEncoder().encode(value))
}

function nested(field: number, bytes: Uint8Array): Uint8Array[] {
  return [varint(field * 8 + 2), varint(bytes.length), bytes]
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
