import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { ResNet18, ResNet34 } from '../../../src/components/backbone/resnet.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { startBackend } from '../../helpers/backend.js'
import { testAll } from '../../helpers/test-all.js'

beforeAll(startBackend)

describe('ResNet', () => {
  test('gives features of width 512, and an activation for each of its 33 convolutions', () => {
    tf.tidy(() => {
      const { feature, activations } = new ResNet34({
        input_channels: 1,
        batch_normalization: false,
        bias: true,
      }).forward(tf.ones([1, 16, 16, 1]), { stage: 'train' })
      expect(feature.shape).toEqual([1, 512])
      expect(activations.size).toBe(33)
      expect([...activations.keys()].slice(0, 3)).toEqual(['conv1', 'conv2x/0/conv1', 'conv2x/0/conv2'])
    })
  })

  test('another output_dim than the architecture gives is refused', () => {
    expect(() => new ResNet18({ input_channels: 3, output_dim: 64 })).toThrow('width 512, not output_dim=64')
  })

  test('images with other channels are an error that names the key', () => {
    const resnet = new ResNet18({ input_channels: 3 })
    expect(() => resnet.forward(tf.ones([1, 8, 8, 1]), { stage: 'test' })).toThrow('any×any×3')
  })
})

testAll(
  'ResNet18, as every backbone',
  backboneChecks((given) => new ResNet18({ input_channels: 3, ...given }), { sampleShape: [8, 8, 3] }),
)
