import { PNG } from 'pngjs'

/**
 * A PNG file of an image of three colours, eight bits each.
 * @param pixels `[height, width, 3]`
 */
export function encodePng(pixels: Uint8Array, height: number, width: number): Uint8Array {
  const image = new PNG({ width, height, colorType: 2, inputColorType: 2, inputHasAlpha: false })
  image.data = Buffer.from(pixels)
  return PNG.sync.write(image, { colorType: 2, inputColorType: 2, inputHasAlpha: false })
}
