import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { CNN } from '../../../src/components/backbone/cnn.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { startBackend } from '../../helpers/backend.js'
import { testAll } from '../../helpers/test-all.js'

beforeAll(startBackend)

describe('CNN', () => {
  test('has the tensors of torch, in its layouts', async () => {
    const cnn = new CNN({ image_shape: [28, 28, 1], output_dim: 128, batch_normalization: true })
    const state = await stateDict(cnn)
    const shapes = [...state].filter(([name]) => name.endsWith('weight')).map(([name, { shape }]) => [name, shape])
    expect(shapes).toEqual([
      ['backbone.conv.0.weight', [32, 1, 3, 3]],
      ['backbone.conv_bn.0.weight', [32]],
      ['backbone.conv.1.weight', [64, 32, 3, 3]],
      ['backbone.conv_bn.1.weight', [64]],
      ['backbone.fc.weight', [128, 3136]],
      ['backbone.fc_bn.weight', [128]],
    ])
  })

  test('learns: a step along its gradients lowers the loss', () => {
    const cnn = new CNN({ image_shape: [6, 5, 2], channels: [3], output_dim: 4, activation_layer: 'Tanh', dropout: 0 })
    const x = tf.tensor4d(
      Float32Array.from({ length: 4 * 60 }, (_, i) => Math.sin(i)),
      [4, 6, 5, 2],
    )
    const loss = () => tf.sum(tf.square(cnn.forward(x, { stage: 'train' }).feature)) as tf.Scalar
    const variables = cnn.parameters().map(({ variable }) => variable)
    const { value, grads } = tf.variableGrads(loss, variables)
    for (const variable of variables) {
      const slope = grads[variable.name] as tf.Tensor
      expect(slope.shape).toEqual(variable.shape)
      variable.assign(tf.sub(variable, tf.mul(slope, 0.01)))
    }
    expect(loss().dataSync()[0] as number).toBeLessThan(value.dataSync()[0] as number)
  })

  test('images that are too small for the poolings are refused', () => {
    expect(() => new CNN({ image_shape: [4, 4, 1], channels: [2, 2, 2], output_dim: 3 })).toThrow('too many for 4×4')
  })

  test('other samples are an error that names the key', () => {
    const cnn = new CNN({ image_shape: [8, 8, 1], output_dim: 3 })
    expect(() => cnn.forward(tf.ones([1, 64]), { stage: 'test' })).toThrow('not samples of shape 64')
  })
})

testAll(
  'CNN, as every backbone',
  backboneChecks(
    (given) => new CNN({ image_shape: [6, 5, 2], channels: [3], output_dim: 4, batch_normalization: true, ...given }),
    { sampleShape: [6, 5, 2] },
  ),
)
