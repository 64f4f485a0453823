import { fileError } from './file-error.js'
import type { FileContent, ReadFileOptions } from './read-file.js'
import { readContent } from './read-file.js'

/** An array of bytes as the MNIST family of data sets stores it. */
export interface IdxArray {
  /** `[count]` of labels, `[count, height, width]` of images. */
  shape: readonly number[]
  /** Row-major; a view into the file's content. */
  data: Uint8Array
}

export interface IdxHeader {
  shape: readonly number[]
  /** Where the data begin. */
  offset: number
}

export interface IdxOptions extends ReadFileOptions {
  /** How many dimensions the array must have: 1 for labels, 3 for grey images, 4 for images with channels. */
  dimensions: number | readonly number[]
}

/** More values than any file that is read whole can hold. */
const maxValues = 2 ** 40

/**
 * A whole IDX file of unsigned bytes, gzip or not.
 * @throws ConfigError where it is missing, damaged, of another type, or longer or shorter than its header says.
 */
export async function readIdx(file: string, options: IdxOptions): Promise<IdxArray & FileContent> {
  const content = await readContent(file, options)
  const { bytes } = content
  const { shape, offset } = readIdxHeader(bytes, file, options)
  checkIdxLength(file, { shape, offset }, bytes.length)
  return { shape, data: bytes.subarray(offset), ...content }
}

/**
 * The header of an IDX file: two zero bytes, the type, the number of dimensions, and each as a 32-bit big-endian
 * integer.
 * @param bytes the beginning of the content.
 */
export function readIdxHeader(bytes: Uint8Array, file: string, { dimensions }: IdxOptions): IdxHeader {
  const wanted = typeof dimensions === 'number' ? [dimensions] : dimensions
  const [zero, zeroToo, type, count] = bytes
  if (zero !== 0 || zeroToo !== 0 || bytes.length < 4) {
    const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex')
    const hint = 'an IDX file begins with 0000, its type (08: bytes) and its number of dimensions'
    throw fileError(file, `is not an IDX file: it begins with ${magic || 'nothing'}`, { place: { byte: 0 }, hint })
  }
  if (type !== 0x08) {
    const hex = (type as number).toString(16).padStart(2, '0')
    throw fileError(file, `holds values of type 0x${hex}, but only unsigned bytes (0x08) are read`, {
      place: { byte: 2 },
    })
  }
  if (!wanted.includes(count as number)) {
    const message = `has ${count} dimensions, but should have ${wanted.join(' or ')}: are images and labels mixed up?`
    throw fileError(file, message, { place: { byte: 3 } })
  }
  const offset = 4 + 4 * (count as number)
  if (bytes.length < offset) throw fileError(file, 'is cut short in its header', { place: { byte: bytes.length } })
  const view = new DataView(bytes.buffer, bytes.byteOffset, offset)
  const shape = Array.from({ length: count as number }, (_, i) => view.getUint32(4 + 4 * i))
  const empty = shape.indexOf(0)
  if (empty >= 0)
    throw fileError(file, `says that it is ${shape.join('×')}: it holds nothing`, { place: { byte: 4 + 4 * empty } })
  if (sizeOf(shape) > maxValues) {
    throw fileError(file, `says that it is ${shape.join('×')}: more than any file holds`, { place: { byte: 4 } })
  }
  return { shape, offset }
}

/** @throws ConfigError where a file of `length` bytes (decompressed) is not as long as its header says. */
export function checkIdxLength(file: string, { shape, offset }: IdxHeader, length: number): void {
  const expected = offset + sizeOf(shape)
  if (length === expected) return
  const fault = length < expected ? 'is cut short' : 'is longer than its header says'
  const message = `${fault}: ${shape.join('×')} values take ${expected} bytes, but there are ${length}`
  throw fileError(file, message)
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
