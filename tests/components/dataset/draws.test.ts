import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { randomSplit } from '../../../src/components/dataset/random-split.js'
import { drawTrainOrder } from '../../../src/components/dataset/train-order.js'
import { Generator } from '../../../src/util/generator.js'
import { readVectors } from '../../parity/read-vectors.js'

interface SplitVector {
  n: number
  validation_percentage: number
  train_len: number
  val_len: number
  train_first: number[]
  val_first: number[]
  train_sha256: string
  val_sha256: string
}

interface RngVector {
  clarena_random_split: SplitVector[]
  dataloader_order: { seed: number; n: number; batch_size: number; drop_last: boolean; epochs: number[][][] }[]
}

const vectors = readVectors<RngVector>('d_init_rng', (content) => content.kind === 'rng')

describe.each(vectors)('draws of %s', (_, vector) => {
  it.each(vector.clarena_random_split)('splits $validation_percentage of $n rows', (split) => {
    const [train, val] = randomSplit(split.n, split.validation_percentage, 42)
    expect([train.length, val.length]).toEqual([split.train_len, split.val_len])
    expect([...train.subarray(0, split.train_first.length)]).toEqual(split.train_first)
    expect([...val.subarray(0, split.val_first.length)]).toEqual(split.val_first)
    const digest = (rows: Int32Array) => createHash('sha256').update(rows).digest('hex')
    expect([digest(train), digest(val)]).toEqual([split.train_sha256, split.val_sha256])
  })

  it.each(vector.dataloader_order)('orders $n rows from seed $seed', ({ seed, n, batch_size, drop_last, epochs }) => {
    const generator = new Generator(seed)
    const length = drop_last ? Math.floor(n / batch_size) : Math.ceil(n / batch_size)
    const actual = epochs.map(() => {
      const { order } = drawTrainOrder(generator, [n], 'mixed', Math.min(n, length * batch_size))
      return Array.from({ length }, (_, i) => [...order.subarray(i * batch_size, (i + 1) * batch_size)])
    })
    expect(actual).toEqual(epochs)
  })
})

describe('randomSplit', () => {
  it('gives every row to one part, whatever the share', () => {
    for (const [n, share] of [
      [10, 0],
      [1, 0.5],
      [7, 0.3333],
      [0, 0.1],
    ] as const) {
      const [large, small] = randomSplit(n, share, 42)
      expect([...large, ...small].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
    }
  })
})

describe('balanced order', () => {
  it('takes turns, and begins a small task anew where it ends', () => {
    const { order } = drawTrainOrder(new Generator(1), [2, 6], 'balanced', 12)
    const [small, large] = [0, 1].map((task) => [...order].filter((_, i) => i % 2 === task))
    expect(large?.toSorted()).toEqual([2, 3, 4, 5, 6, 7])
    for (let i = 0; i < 6; i += 2) expect(small?.slice(i, i + 2).toSorted()).toEqual([0, 1])
  })
})
