import { inflateSync } from 'node:zlib'
import jpeg from 'jpeg-js'
import { PNG } from 'pngjs'
import { fileError } from './file-error.js'

export interface DecodedImage {
  height: number
  width: number
  /** `[height, width, 4]`: red, green, blue, opacity. */
  data: Uint8Array
}

/** A header that asks for more is refused before anything is decoded. */
const maxPixels = 100_000_000

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * The pixels of a PNG or JPEG file, told by its first bytes.
 * @throws ConfigError where it is neither, damaged, or claims to be huge.
 */
export function decodeImage(bytes: Uint8Array, file: string): DecodedImage {
  if (pngSignature.every((byte, i) => bytes[i] === byte)) return decodePng(bytes, file)
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes, file)
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  throw fileError(file, `is neither a PNG nor a JPEG image: it begins with ${magic}`, { place: { byte: 0 } })
}

function decodePng(bytes: Uint8Array, file: string): DecodedImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 33) throw fileError(file, 'the PNG image is cut short in its header')
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  if (width === 0 || height === 0 || width * height > maxPixels) {
    throw fileError(file, `the PNG image says that it is ${width}×${height} pixels`, { place: { byte: 16 } })
  }
  try {
    const { content, data: compressed } = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    // The decoder bounds what it inflates, but not of interlaced images: with their seven passes they take less than
    // this.
    if (bytes[28] === 1) inflateSync(compressed, { maxOutputLength: 16 * (width + 8) * (height + 8) })
    const deep = bytes[24] === 16
    const { data } = PNG.sync.read(content, { skipRescale: deep })
    // PIL takes the high byte, where the decoder would round.
    return { height, width, data: deep ? Uint8Array.from(data, (value) => value >> 8) : data }
  } catch (error) {
    throw fileError(file, `the PNG image is damaged: ${messageOf(error)}`, { cause: error })
  }
}

/**
 * A PNG without the chunk of transparency, and its compressed data: the decoder would give pixels of a transparent
 * colour no colour at all, where PIL's `convert` leaves it to them.
 */
function readChunks(png: Buffer): { content: Buffer; data: Buffer } {
  const kept = [png.subarray(0, 8)]
  const compressed: Buffer[] = []
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    if (type !== 'tRNS') kept.push(png.subarray(at, end))
    if (type === 'IDAT') compressed.push(png.subarray(at + 8, end - 4))
    at = end
  }
  return { content: Buffer.concat(kept), data: Buffer.concat(compressed) }
}

function decodeJpeg(bytes: Uint8Array, file: string): DecodedImage {
  try {
    const { height, width, data } = jpeg.decode(bytes, {
      useTArray: true,
      tolerantDecoding: false,
      maxResolutionInMP: maxPixels / 1e6,
    })
    return { height, width, data }
  } catch (error) {
    throw fileError(file, `the JPEG image is damaged: ${messageOf(error)}`, { cause: error })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
