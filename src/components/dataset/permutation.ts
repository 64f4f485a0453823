import { Generator } from '../../util/generator.js'

/**
 * Which pixels are permuted: all as one row; those of each channel in the same way; or those of the first channel
 * alone.
 */
export type PermutationMode = 'all' | 'by_channel' | 'first_channel_only'

/**
 * CLArena's order of pixels: `randperm` of torch's generator with this seed. Seed 0 (or null) is torch's default seed,
 * so the first task of the default seeds is permuted too.
 */
export function permutationOrder(size: number, seed: number | null): Int32Array {
  const generator = seed ? new Generator(seed) : new Generator()
  return generator.randperm(size)
}

/**
 * Where each value of a permuted image comes from: `out[i] = image[table[i]]`, both `[height, width, channels]`
 * row-major (the permutation itself is drawn over channels-first images, as in torch).
 */
export function permutationTable(shape: readonly number[], mode: PermutationMode, seed: number | null): Int32Array {
  const channels = shape.length === 3 ? (shape[2] as number) : 1
  const size = shape.reduce((product, side) => product * side, 1)
  const pixels = size / channels
  const order = permutationOrder(mode === 'all' ? size : pixels, seed)
  const table = new Int32Array(size)
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const at = pixel * channels + channel
      if (mode === 'all') {
        const from = order[channel * pixels + pixel] as number
        table[at] = (from % pixels) * channels + Math.floor(from / pixels)
      } else {
        const permuted = mode === 'by_channel' || channel === 0
        table[at] = (permuted ? (order[pixel] as number) : pixel) * channels + channel
      }
    }
  }
  return table
}
