import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { SingleLearning } from '../../../src/components/algorithm/single-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { HeadSTL } from '../../../src/components/heads/head-stl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

function parts() {
  const generator = new Generator(2)
  return {
    backbone: new MLP({ input_dim: 3, output_dim: 4, generator }),
    heads: new HeadSTL({ input_dim: 4, generator }),
  }
}

const setup = { taskIds: [2], numClasses: new Map([[2, 3]]) }

test('SingleLearning is joint learning of one task', async () => {
  const single = new SingleLearning(parts())
  const joint = new JointLearning(parts())
  single.setupTasks({ ...setup, optimizer: new SGD({ lr: 0.1 }) })
  joint.setupTasks({ ...setup, optimizer: new SGD({ lr: 0.1 }) })
  const x = tf.tensor2d(new Generator(1).uniform(15, -1), [5, 3])
  const y = Int32Array.of(0, 2, 1, 1, 0)
  const taskIds = new Int32Array(5).fill(2)
  const [a, b] = [await single.gradients([x, y, taskIds]), await joint.gradients([x, y, taskIds])]
  expect(a.outputs.loss.dataSync()[0]).toBeCloseTo(b.outputs.loss.dataSync()[0] as number, 6)
  expect(a.outputs.preds.dataSync()).toEqual(b.outputs.preds.dataSync())
  for (const [i, { value }] of a.gradients.entries()) {
    const other = b.gradients[i]?.value.dataSync() as Float32Array
    for (const [j, gradient] of value.dataSync().entries()) expect(gradient).toBeCloseTo(other[j] as number, 6)
  }
})

test('SingleLearning refuses several tasks', () => {
  const numClasses = new Map([
    [1, 2],
    [2, 2],
  ])
  const optimizer = new SGD({ lr: 0.1 })
  expect(() => new SingleLearning(parts()).setupTasks({ taskIds: [1, 2], numClasses, optimizer })).toThrow(ConfigError)
})
