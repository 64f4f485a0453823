import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import type { BackboneOutput } from '../../src/nn/module.js'
import { tryForward } from '../../src/run/try-forward.js'
import type { MTLDataset } from '../../src/training/dataset.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { Generator } from '../../src/util/generator.js'

beforeAll(async () => {
  await startWasm()
})

/** Says that its features are as wide as the heads expect, and gives others, as a plugin's backbone may. */
class Wrong extends MLP {
  override forward(x: tf.Tensor): BackboneOutput {
    return { feature: tf.zeros([x.shape[0] as number, 7]), activations: new Map() }
  }
}

function algorithmOf(Backbone: typeof MLP): JointLearning {
  const generator = new Generator(1)
  const backbone = new Backbone({ input_dim: 4, output_dim: 3, generator })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 3, generator }) })
  algorithm.setupTasks({ taskIds: [1], numClasses: new Map([[1, 2]]), optimizer: new SGD({ lr: 0.1 }) })
  return algorithm
}

const samples = (...sampleShape: number[]) => ({ sampleShape }) as unknown as MTLDataset

test('a network takes samples of the shape of the data, and leaves no tensor behind', () => {
  const algorithm = algorithmOf(MLP)
  const before = tf.memory().numTensors
  tryForward(algorithm, samples(4))
  expect(tf.memory().numTensors).toBe(before)
})

test.each([
  ['its own error where it has one', algorithmOf, MLP, [5], 'backbone.input_dim=4 does not fit samples of shape 5'],
  ['that of its operations else', algorithmOf, Wrong, [4], 'the network does not take samples of shape 4: '],
] as const)('a network that does not fit is refused with %s', (_, make, Backbone, shape, says) => {
  const algorithm = make(Backbone)
  expect(() => tryForward(algorithm, samples(...shape))).toThrow(ConfigError)
  expect(() => tryForward(algorithm, samples(...shape))).toThrow(says)
})
