import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { CNN } from '../../src/components/backbone/cnn.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { loadStateDict, type Stateful, stateDict } from '../../src/nn/state-dict.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { Generator } from '../../src/util/generator.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

function model(seed: bigint): Stateful {
  const generator = new Generator(seed)
  const backbone = new CNN({
    image_shape: [4, 6, 2],
    channels: [3],
    output_dim: 5,
    batch_normalization: true,
    generator,
  })
  const heads = new HeadsMTL({ input_dim: 5, generator })
  heads.setupTasks(
    [3, 1],
    new Map([
      [1, 2],
      [3, 4],
    ]),
  )
  return { parameters: () => [...backbone.parameters(), ...heads.parameters()], buffers: () => backbone.buffers() }
}

describe('stateDict', () => {
  test("has torch's names in torch's order: module by module, heads task by task, statistics after their module's weights", async () => {
    expect([...(await stateDict(model(1n))).keys()]).toEqual([
      'backbone.conv.0.weight',
      'backbone.conv.0.bias',
      'backbone.conv_bn.0.weight',
      'backbone.conv_bn.0.bias',
      'backbone.conv_bn.0.running_mean',
      'backbone.conv_bn.0.running_var',
      'backbone.conv_bn.0.num_batches_tracked',
      'backbone.fc.weight',
      'backbone.fc.bias',
      'backbone.fc_bn.weight',
      'backbone.fc_bn.bias',
      'backbone.fc_bn.running_mean',
      'backbone.fc_bn.running_var',
      'backbone.fc_bn.num_batches_tracked',
      'heads.heads.3.weight',
      'heads.heads.3.bias',
      'heads.heads.1.weight',
      'heads.heads.1.bias',
    ])
  })

  test("a convolution's weight is [out, in, height, width]", async () => {
    const one = model(1n)
    const { data, shape } = (await stateDict(one)).get('backbone.conv.0.weight') as unknown as {
      data: Float32Array
      shape: number[]
    }
    const [weight] = one.parameters()
    const moved = tf.tidy(() => tf.transpose(weight?.variable as tf.Tensor, [3, 2, 0, 1]).dataSync())
    expect(shape).toEqual([3, 2, 3, 3])
    expect(data).toEqual(moved)
  })

  test('loading what was saved gives the same weights, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), async (seed) => {
        const [from, to] = [model(seed), model(seed + 1n)]
        const saved = await stateDict(from)
        expect(await stateDict(to)).not.toEqual(saved)
        loadStateDict(to, saved)
        expect(await stateDict(to)).toEqual(saved)
      }),
      { numRuns: 5 },
    )
  })

  test('a part of the state is enough where it need not be strict', async () => {
    const to = model(1n)
    const other = await stateDict(model(2n))
    const name = 'heads.heads.1.weight'
    loadStateDict(to, new Map([[name, other.get(name) as never]]), { strict: false })
    expect((await stateDict(to)).get(name)).toEqual(other.get(name))
    expect((await stateDict(to)).get('heads.heads.3.weight')).toEqual(
      (await stateDict(model(1n))).get('heads.heads.3.weight'),
    )
  })

  test('names and shapes that differ are all named, and nothing is changed', async () => {
    const to = model(1n)
    const before = await stateDict(to)
    const state = await stateDict(model(2n))
    state.delete('backbone.fc.bias')
    state.set('backbone.fc.bia', { dtype: 'float32', shape: [5], data: new Float32Array(5) })
    state.set('heads.heads.1.bias', { dtype: 'float32', shape: [3], data: new Float32Array(3) })
    let problem: unknown
    try {
      loadStateDict(to, state, { path: 'backbone.weights' })
    } catch (error) {
      problem = error
    }
    expect(problem).toBeInstanceOf(ConfigError)
    expect((problem as ConfigError).diagnostics.map(({ message, hint }) => hint ?? message)).toEqual([
      "did you mean 'backbone.fc.bia'?",
      "the saved 'heads.heads.1.bias' is [3], but the model's is [2]",
      "the model has no 'backbone.fc.bia', but the saved weights do",
    ])
    expect(await stateDict(to)).toEqual(before)
  })

  test('training steps leave no tensor behind', () => {
    const generator = new Generator(1)
    const options = { image_shape: [8, 8, 1], channels: [2], output_dim: 4, batch_normalization: true, dropout: 0.5 }
    const cnn = new CNN({ ...options, generator })
    const variables = cnn.parameters().map(({ variable }) => variable)
    const step = () => {
      const x = tf.tensor4d(generator.uniform(128), [2, 8, 8, 1])
      const loss = () => tf.sum(cnn.forward(x, { stage: 'train' }).feature) as tf.Scalar
      const { value, grads } = tf.variableGrads(loss, variables)
      tf.dispose([x, value, grads])
    }
    step()
    const before = tf.memory().numTensors
    for (let i = 0; i < 5; i++) step()
    expect(tf.memory().numTensors).toBe(before)
  })
})
