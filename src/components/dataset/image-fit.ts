import type { DecodedImage } from '../../formats/images.js'
import { createResize } from './resize.js'

/**
 * Writes `[height, width, channels]` bytes of a decoded image: grey or colours, brought to one size where it has
 * another.
 */
export function createImageFit(
  size: readonly [height: number, width: number],
  channels: 1 | 3,
): (image: DecodedImage, out: Uint8Array, offset: number) => void {
  const resizers = new Map<string, ReturnType<typeof createResize>>()
  return (image, out, offset) => {
    const pixels = channelsOf(image, channels)
    if (image.height === size[0] && image.width === size[1]) {
      out.set(pixels, offset)
      return
    }
    const key = `${image.height}×${image.width}`
    const resize = resizers.get(key) ?? createResize([image.height, image.width], size, channels)
    resizers.set(key, resize)
    const resized = new Float32Array(size[0] * size[1] * channels)
    resize(Float32Array.from(pixels), resized)
    for (let i = 0; i < resized.length; i++)
      out[offset + i] = Math.round(Math.min(255, Math.max(0, resized[i] as number)))
  }
}

/** Opacity is left out, as PIL's `convert` does; grey by its weights. */
function channelsOf({ height, width, data }: DecodedImage, channels: 1 | 3): Uint8Array {
  const pixels = new Uint8Array(height * width * channels)
  for (let i = 0; i < height * width; i++) {
    const [red, green, blue] = [data[i * 4] as number, data[i * 4 + 1] as number, data[i * 4 + 2] as number]
    if (channels === 1) pixels[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
    else pixels.set([red, green, blue], i * 3)
  }
  return pixels
}
