import { isMap } from '../util/is-map.js'
import { fileError } from './file-error.js'
import { widen } from './half-floats.js'

/** A tensor's values outside TensorFlow.js, row-major. */
export interface SafeTensor {
  dtype: 'float32' | 'int32' | 'int64' | 'float64' | 'uint8'
  shape: readonly number[]
  data: Float32Array | Int32Array | BigInt64Array | Float64Array | Uint8Array
}

export interface SafeTensors {
  /** By name, in the order of their data. */
  tensors: Map<string, SafeTensor>
  metadata: Map<string, string>
}

const dtypeNames = { float32: 'F32', int32: 'I32', int64: 'I64', float64: 'F64', uint8: 'U8' } as const

/** Bytes of an element, for each type that we read. */
const elementSizes: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  F32: 4,
  I32: 4,
  F16: 2,
  BF16: 2,
  U8: 1,
  BOOL: 1,
}

/** Also safetensors' own limit. */
const maxHeaderBytes = 100_000_000

/**
 * The bytes of a safetensors file: what `safetensors.torch.load_file` reads. Wider elements come first, so that each
 * tensor is aligned; else the map's order is kept.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT)
  // Pairs, not an object: names such as '10' keep their place, and '__proto__' is a name like any other.
  const fields: string[] = []
  if (metadata.size > 0)
    fields.push(`"__metadata__":${stringify([...metadata].map(([key, text]) => [key, JSON.stringify(text)]))}`)
  let offset = 0
  for (const [name, { dtype, shape, data }] of ordered) {
    const size = shape.reduce((product, side) => product * side, 1)
    if (size !== data.length)
      throw new Error(`tensor '${name}' has ${data.length} values, but its shape asks for ${size}`)
    const end = offset + data.byteLength
    const header = { dtype: dtypeNames[dtype], shape, data_offsets: [offset, end] }
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(header)}`)
    offset = end
  }
  const text = new TextEncoder().encode(`{${fields.join(',')}}`)
  const headerBytes = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + headerBytes + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true)
  bytes.fill(0x20, 8, 8 + headerBytes)
  bytes.set(text, 8)
  let place = 8 + headerBytes
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place)
    place += data.byteLength
  }
  return bytes
}

function stringify(pairs: readonly (readonly string[])[]): string {
  return `{${pairs.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`
}

/**
 * The tensors of a safetensors file. Half floats (F16, BF16) become float32, BOOL uint8.
 * @param file named in messages.
 * @throws ConfigError where the bytes are not such a file: the header is too large or no JSON, a type or shape is not
 *   valid, or data overlap, leave gaps or are cut short.
 */
export function readSafetensors(bytes: Uint8Array, file = 'safetensors'): SafeTensors {
  const header = readHeader(bytes, file)
  const metadata = new Map<string, string>()
  const entries: Entry[] = []
  for (const [name, value] of Object.entries(header.json)) {
    if (name === '__metadata__') {
      for (const [key, text] of Object.entries(isMap(value) ? value : {})) metadata.set(key, String(text))
    } else entries.push(readEntry(name, value, file))
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end)
  let expected = 0
  const tensors = new Map<string, SafeTensor>()
  for (const entry of entries) {
    if (entry.start !== expected) {
      const fault = entry.start < expected ? 'overlap those of another' : 'leave a gap before them'
      throw fileError(file, `the data of tensor '${entry.name}' ${fault}`)
    }
    expected = entry.end
    const from = header.end + entry.start
    if (header.end + entry.end > bytes.length) {
      throw fileError(
        file,
        `is cut short: tensor '${entry.name}' ends at byte ${header.end + entry.end} of ${bytes.length}`,
      )
    }
    tensors.set(entry.name, toTensor(entry, new Uint8Array(bytes.subarray(from, header.end + entry.end))))
  }
  const rest = bytes.length - header.end - expected
  if (rest > 0)
    throw fileError(file, `has ${rest} bytes that belong to no tensor`, { place: { byte: header.end + expected } })
  return { tensors, metadata }
}

interface Entry {
  name: string
  dtype: string
  shape: readonly number[]
  start: number
  end: number
}

function readHeader(bytes: Uint8Array, file: string): { json: object; end: number } {
  if (bytes.length < 8) throw fileError(file, 'is no safetensors file: it is shorter than a header')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(maxHeaderBytes)) {
    throw fileError(
      file,
      `is no safetensors file: its header would have ${length} bytes, the most is ${maxHeaderBytes}`,
    )
  }
  const end = 8 + Number(length)
  if (end > bytes.length) throw fileError(file, `is cut short: its header ends at byte ${end} of ${bytes.length}`)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end)))
  } catch (error) {
    throw fileError(file, 'is no safetensors file: its header is not JSON', { place: { byte: 8 }, cause: error })
  }
  if (!isMap(json)) throw fileError(file, 'is no safetensors file: its header is not an object', { place: { byte: 8 } })
  return { json, end }
}

function readEntry(name: string, value: unknown, file: string): Entry {
  const fail = (fault: string) => fileError(file, `the header of tensor '${name}' ${fault}`)
  if (!isMap(value)) throw fail('is not an object')
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>
  const size = typeof dtype === 'string' ? elementSizes[dtype] : undefined
  if (typeof dtype !== 'string' || size === undefined) throw fail(`has a dtype that is not supported: ${String(dtype)}`)
  if (!isCounts(shape)) throw fail('has no shape')
  if (!isCounts(offsets) || offsets.length !== 2) throw fail('has no data_offsets')
  const [start, end] = offsets as [number, number]
  const bytes = shape.reduce((product, side) => product * side, 1) * size
  if (end - start !== bytes) throw fail(`asks for ${bytes} bytes, but its data_offsets hold ${end - start}`)
  return { name, dtype, shape, start, end }
}

/** @param bytes the tensor's own copy, so that it is aligned. */
function toTensor({ dtype, shape }: Entry, bytes: Uint8Array): SafeTensor {
  const { buffer } = bytes
  switch (dtype) {
    case 'F32':
      return { dtype: 'float32', shape, data: new Float32Array(buffer) }
    case 'F64':
      return { dtype: 'float64', shape, data: new Float64Array(buffer) }
    case 'I32':
      return { dtype: 'int32', shape, data: new Int32Array(buffer) }
    case 'I64':
      return { dtype: 'int64', shape, data: new BigInt64Array(buffer) }
    case 'F16':
    case 'BF16':
      return { dtype: 'float32', shape, data: widen(new Uint16Array(buffer), dtype) }
    default:
      return { dtype: 'uint8', shape, data: bytes }
  }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
