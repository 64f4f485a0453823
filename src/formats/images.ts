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
    const { data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    return { height, width, data }
  } catch (error) {
    throw fileError(file, `the PNG image is damaged: ${messageOf(error)}`, { cause: error })
  }
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
