import { Message } from '../util/protobuf.js'
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
  return frame(new Message().double(1, wallTime).bytes(3, 'brain.Event:2'))
}

/** One record of an event file: a TFRecord around an `Event` protocol buffer with a `Summary` of simple values. */
export function encodeScalars({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const summary = new Message()
  for (const [tag, value] of scalars) summary.bytes(1, new Message().bytes(1, tag).float(2, value))
  return frame(eventAt(wallTime, step).bytes(5, summary))
}

/** One record of an event file: a session begins in which what earlier files have from `step` on no longer counts. */
export function encodeSessionStart({ wallTime, step }: { wallTime: number; step: number }): Uint8Array {
  // SessionLog.status = START
  return frame(eventAt(wallTime, step).bytes(7, new Message().int(1, 1)))
}

/** Zero is what a reader takes where there is no step. */
function eventAt(wallTime: number, step: number): Message {
  const event = new Message().double(1, wallTime)
  return step === 0 ? event : event.int(2, step)
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
function frame(event: Message): Uint8Array {
  const data = event.encode()
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
