import type { Augment } from './transform.js'

/** Random changes of training images; validation and test images are left as they are. */
export interface AugmentationParams {
  /** Moves the image by up to so many pixels each way, filled with 0. */
  shift?: number
  /** Mirrors left and right half of the images. */
  horizontal_flip?: boolean
  /** Standard deviation of noise added to each value. */
  noise?: number
}

/** Undefined where nothing would change. `shape`: of a sample. */
export function createAugment(params: AugmentationParams | null | undefined, shape: readonly number[]) {
  const { shift = 0, horizontal_flip = false, noise = 0 } = params ?? {}
  if (shift === 0 && !horizontal_flip && noise === 0) return undefined
  const size = shape.reduce((product, side) => product * side, 1)
  const before = new Float32Array(size)
  const [height, width, channels] = shape.length === 3 ? (shape as [number, number, number]) : [1, size, 1]
  const move = (image: Float32Array, offset: number, down: number, right: number, mirror: boolean) => {
    before.set(image.subarray(offset, offset + size))
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const fromY = y - down
        const fromX = (mirror ? width - 1 - x : x) - right
        const inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width
        for (let channel = 0; channel < channels; channel++) {
          const from = (fromY * width + fromX) * channels + channel
          image[offset + (y * width + x) * channels + channel] = inside ? (before[from] as number) : 0
        }
      }
    }
  }
  const augment: Augment = (image, offset, seed) => {
    const random = createRandom(seed)
    const down = shift > 0 ? Math.floor(random() * (2 * shift + 1)) - shift : 0
    const right = shift > 0 ? Math.floor(random() * (2 * shift + 1)) - shift : 0
    const mirror = horizontal_flip && random() < 0.5
    if (down !== 0 || right !== 0 || mirror) move(image, offset, down, right, mirror)
    if (noise > 0)
      for (let i = 0; i < size; i++) image[offset + i] = (image[offset + i] as number) + noise * normal(random)
  }
  return augment
}

/** Uniform numbers in [0, 1) (mulberry32): a stream for each row, cheap to begin. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Box and Muller's transform. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
