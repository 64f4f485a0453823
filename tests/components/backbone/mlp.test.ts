import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { backboneManifests } from '../../../src/components/backbone/manifests.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { fromPlain } from '../../../src/config/index.js'
import { writeSafetensors } from '../../../src/formats/safetensors.js'
import { activationNames } from '../../../src/nn/layers/activation.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'
import { testAll } from '../../helpers/test-all.js'

beforeAll(startBackend)

const sizes = { input_dim: 6, hidden_dims: [5], output_dim: 4 }

function forward(mlp: MLP, stage: 'train' | 'test', x: tf.Tensor = tf.ones([8, 6])): Float32Array {
  return tf.tidy(() => Float32Array.from(mlp.forward(x, { stage }).feature.dataSync()))
}

describe('MLP', () => {
  test('gives features and, by name and in order, what each layer gave', () => {
    tf.tidy(() => {
      const { feature, activations } = new MLP(sizes).forward(tf.ones([3, 6]), { stage: 'test' })
      expect(feature.shape).toEqual([3, 4])
      expect([...activations].map(([name, { shape }]) => [name, shape])).toEqual([
        ['fc/0', [3, 5]],
        ['fc/1', [3, 4]],
      ])
    })
  })

  test.each([...activationNames, ...activationNames.map((name) => `torch.nn.${name}`), null])(
    'activation %s',
    (name) => {
      expect(forward(new MLP({ ...sizes, activation_layer: name }), 'train').every(Number.isFinite)).toBe(true)
    },
  )

  test('an unknown activation is named, with a suggestion', () => {
    const make = () => new MLP({ ...sizes, activation_layer: 'Relu6' })
    expect(make).toThrow(ConfigError)
    expect(make).toThrow("'Relu6' is not an activation function")
  })

  test('flattens images in the order of torch: channel by channel', () => {
    const mlp = new MLP({ input_dim: 8, output_dim: 3, activation_layer: null })
    const [flat, image] = tf.tidy(() => {
      const x = tf.reshape(tf.range(0, 8), [1, 2, 2, 2])
      const rows = tf.tensor2d([[0, 2, 4, 6, 1, 3, 5, 7]])
      return [forward(mlp, 'test', rows), forward(mlp, 'test', x)]
    })
    expect(image).toEqual(flat)
  })

  test('samples of another size are an error that names the key', () => {
    expect(() => forward(new MLP(sizes), 'test', tf.ones([2, 3, 3, 1]))).toThrow(
      'backbone.input_dim=6 does not fit samples of shape 3×3×1',
    )
  })

  test('dropout: none in evaluation; while training, the share asked for, from a stream that leaves the generator alone', () => {
    const generator = new Generator(1)
    const mlp = new MLP({ input_dim: 6, output_dim: 4000, dropout: 0.25, activation_layer: null, generator })
    const before = generator.getState().words
    const all = forward(mlp, 'test', tf.ones([1, 6]))
    const some = forward(mlp, 'train', tf.ones([1, 6]))
    expect(generator.getState().words).toBe(before)
    let dropped = 0
    for (const [i, value] of some.entries()) {
      if (value === 0) dropped++
      else expect(value).toBeCloseTo((all[i] as number) / 0.75, 5)
    }
    expect(dropped / 4000).toBeGreaterThan(0.22)
    expect(dropped / 4000).toBeLessThan(0.28)
    expect(forward(mlp, 'train', tf.ones([1, 6]))).not.toEqual(some)
  })

  test('batch norm normalises by the batch while training, and by the running statistics in evaluation', async () => {
    const mlp = new MLP({ input_dim: 6, output_dim: 3, batch_normalization: true, activation_layer: null })
    const x = tf.tensor2d(new Generator(2).uniform(60, -3, 9), [10, 6])
    const trained = tf.tidy(() => tf.moments(tf.tensor2d(forward(mlp, 'train', x), [10, 3]), 0).variance.dataSync())
    for (const variance of trained) expect(variance).toBeCloseTo(1, 3)
    const state = await stateDict(mlp)
    expect(state.get('backbone.fc_bn.0.num_batches_tracked')?.data).toEqual(BigInt64Array.of(1n))
    expect(forward(mlp, 'test', x)).not.toEqual(forward(mlp, 'train', x))
    expect(() => forward(mlp, 'train', tf.ones([1, 6]))).toThrow('more than one value')
  })

  test('frozen: its parameters are not for training, its statistics stay', async () => {
    const mlp = new MLP({ ...sizes, batch_normalization: true, dropout: 0.5, frozen: true })
    expect(mlp.parameters().every(({ frozen }) => frozen)).toBe(true)
    expect(forward(mlp, 'train')).toEqual(forward(mlp, 'test'))
    expect((await stateDict(mlp)).get('backbone.fc_bn.0.num_batches_tracked')?.data).toEqual(BigInt64Array.of(0n))
  })

  test('a warm start takes the weights of a file, with or without their prefix; later draws stay the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
    const saved = await stateDict(new MLP({ ...sizes, generator: new Generator(1) }))
    writeFileSync(join(folder, 'whole.safetensors'), writeSafetensors(saved))
    const bare = new Map([...saved].map(([name, tensor]) => [name.replace('backbone.', ''), tensor]))
    writeFileSync(join(folder, 'bare.safetensors'), writeSafetensors(bare))
    for (const name of ['whole', 'bare']) {
      const generator = new Generator(2)
      const mlp = new MLP({ ...sizes, weights: join(folder, `${name}.safetensors`), generator })
      expect(await stateDict(mlp)).toEqual(saved)
      const cold = new Generator(2)
      new MLP({ ...sizes, generator: cold })
      expect(generator.u32()).toBe(cold.u32())
    }
  })

  test('weights of another network are refused, each difference named', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'polyhead-')), 'other.safetensors')
    writeFileSync(file, writeSafetensors(await stateDict(new MLP({ ...sizes, hidden_dims: [7] }))))
    const make = () => new MLP({ ...sizes, weights: file })
    expect(make).toThrow("the saved 'backbone.fc.0.weight' is [7, 6], but the model's is [5, 6]")
  })
})

describe('the rules of a backbone', () => {
  const check = backboneManifests.find(({ option }) => option === 'mlp')?.check
  const problems = (backbone: object, dataset: object) => {
    const root = fromPlain({ backbone, dataset })
    const node = fromPlain(backbone)
    return check?.(node, 'backbone', root).map(({ path }) => path)
  }

  test('input_dim is the num_features of the data set', () => {
    expect(problems({ input_dim: 64 }, { num_features: 64 })).toEqual([])
    expect(problems({ input_dim: 64 }, { num_features: 784 })).toEqual(['backbone.input_dim'])
    expect(problems({ input_dim: 64 }, {})).toEqual([])
  })

  test('weights exist', () => {
    expect(problems({ input_dim: 64, weights: '/nowhere/at/all' }, {})).toEqual(['backbone.weights'])
  })
})

testAll(
  'MLP, as every backbone',
  backboneChecks((given) => new MLP({ input_dim: 12, hidden_dims: [8], output_dim: 5, ...given }), {
    sampleShape: [12],
  }),
)

testAll(
  'MLP with batch norm and dropout, on images, as every backbone',
  backboneChecks(
    (given) =>
      new MLP({ input_dim: 12, hidden_dims: [8], output_dim: 5, batch_normalization: true, dropout: 0.5, ...given }),
    { sampleShape: [2, 3, 2] },
  ),
)
