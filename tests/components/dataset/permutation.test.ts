import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PermutationMode } from '../../../src/components/dataset/permutation.js'
import { permutationOrder, permutationTable } from '../../../src/components/dataset/permutation.js'
import { readVectors } from '../../parity/read-vectors.js'

interface PermuteVector {
  mode: PermutationMode
  channels: number
  img_size: [number, number]
  seed: number | null
}

interface RngVector {
  clarena_permute: (PermuteVector & { first: number[]; sha256_le_int32: string })[]
  clarena_permute_apply: (PermuteVector & { output: number[] })[]
}

const vectors = readVectors<RngVector>('d_init_rng', (content) => content.kind === 'rng')

describe.each(vectors)('permutations of %s', (_, vector) => {
  it.each(vector.clarena_permute)('draws the order for $mode $channels×$img_size, seed $seed', (permute) => {
    const [height, width] = permute.img_size
    const order = permutationOrder(height * width * (permute.mode === 'all' ? permute.channels : 1), permute.seed)
    expect([...order.subarray(0, permute.first.length)]).toEqual(permute.first)
    expect(createHash('sha256').update(order).digest('hex')).toBe(permute.sha256_le_int32)
  })

  it.each(vector.clarena_permute_apply)('moves pixels by $mode, channels last', (permute) => {
    const { channels, img_size, mode, seed, output } = permute
    const [height, width] = img_size
    const pixels = height * width
    const table = permutationTable([height, width, channels], mode, seed)
    // From a channels-first image whose values are their own places, and back.
    const moved = output.map((_, i) => {
      const from = table[(i % pixels) * channels + Math.floor(i / pixels)] as number
      return (from % channels) * pixels + Math.floor(from / channels)
    })
    expect(moved).toEqual(output)
  })
})
