import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { stateDict } from '../../src/nn/state-dict.js'
import { Generator } from '../../src/util/generator.js'
import { startBackend } from '../helpers/backend.js'
import { readVectors, tensorValues, type VectorTensor } from './read-vectors.js'

interface RandomNumbers {
  u32: Record<string, number[]>
  randperm: { seed: number; n: number; first: number[]; last: number[]; sha256_le_int32: string }[]
  uniform: { seed: number; lo: number; hi: number; values: VectorTensor }[]
  init: {
    seed: number
    mlp: { input_dim: number; hidden_dims: number[]; output_dim: number }
    tasks: number[]
    num_classes: number[]
    state: Record<string, VectorTensor>
  }[]
}

const files = readVectors<RandomNumbers>('d_init_rng', ({ kind }) => kind === 'rng')

describe.each(files)('random numbers of torch: %s', (_, vector) => {
  beforeAll(startBackend)

  test.each(Object.entries(vector.u32))('32 bits of seed %s', (seed, expected) => {
    const generator = new Generator(BigInt(seed))
    expect(expected.map(() => generator.u32())).toEqual(expected)
  })

  test.each(vector.uniform)('uniform_($lo, $hi) of seed $seed', ({ seed, lo, hi, values }) => {
    const expected = tensorValues(values)
    expect(new Generator(seed).uniform(expected.length, lo, hi)).toEqual(expected)
  })

  test.each(vector.randperm)('randperm($n) of seed $seed', ({ seed, n, first, last, sha256_le_int32 }) => {
    const order = new Generator(seed).randperm(n)
    expect([...order.subarray(0, first.length)]).toEqual(first)
    expect([...order.subarray(n - last.length)]).toEqual(last)
    expect(createHash('sha256').update(order).digest('hex')).toBe(sha256_le_int32)
  })

  test.each(vector.init)('initial weights of seed $seed', async ({ seed, mlp, tasks, num_classes, state }) => {
    const generator = new Generator(seed)
    const backbone = new MLP({ ...mlp, generator })
    const heads = new HeadsMTL({ input_dim: mlp.output_dim, generator })
    heads.setupTasks(tasks, new Map(tasks.map((task, i) => [task, num_classes[i] as number])))
    const model = {
      parameters: () => [...backbone.parameters(), ...heads.parameters()],
      buffers: () => backbone.buffers(),
    }
    const actual = await stateDict(model)
    expect([...actual.keys()]).toEqual(Object.keys(state))
    for (const [name, expected] of Object.entries(state)) {
      expect(actual.get(name)?.shape, name).toEqual(expected.shape)
      expect(actual.get(name)?.data, name).toEqual(tensorValues(expected))
    }
  })
})
