import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { Adam } from '../../../src/components/optimizer/adam.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { AlignedMTL } from '../../../src/components/weighting/aligned-mtl.js'
import { GeometricMean } from '../../../src/components/weighting/geometric-mean.js'
import { Mean } from '../../../src/components/weighting/mean.js'
import type { TaskLoss } from '../../../src/nn/losses/task-loss.js'
import type { Optimizer } from '../../../src/nn/optimizer.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import type { Weighting } from '../../../src/nn/weighting.js'
import type { Batch, TaskSetup } from '../../../src/training/algorithm.js'
import { disposeOutputs } from '../../../src/training/step-tensors.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

const classes = new Map([
  [1, 2],
  [2, 4],
  [3, 3],
])

function build(optimizer: Optimizer = new SGD({ lr: 0.1 }), frozen = false): JointLearning {
  const generator = new Generator(5)
  const backbone = new MLP({ input_dim: 4, hidden_dims: [6], output_dim: 5, generator, frozen })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 5, generator }) })
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, optimizer })
  return algorithm
}

function batch(taskIds: readonly number[], seed = 1): Batch {
  const generator = new Generator(seed)
  const x = tf.tensor2d(generator.uniform(taskIds.length * 4, -1), [taskIds.length, 4])
  const y = Int32Array.from(taskIds, (task) => generator.u32() % (classes.get(task) as number))
  return [x, y, Int32Array.from(taskIds)]
}

describe('JointLearning', () => {
  test('the loss of a mixed batch is the mean of what each task has alone', () => {
    const algorithm = build()
    const [x, y, ids] = batch([2, 1, 2, 2, 3, 1, 2])
    const whole = algorithm.trainingStep([x, y, ids])
    const alone = [1, 2, 3].map((task) => {
      const rows = [...(ids as Int32Array).keys()].filter((row) => (ids as Int32Array)[row] === task)
      const own: Batch = [
        tf.gather(x, rows),
        (y as Int32Array).filter((_, row) => rows.includes(row)),
        Int32Array.from(rows, () => task),
      ]
      return algorithm.validationStep(own, 0, task - 1)
    })
    const mean = alone.reduce((sum, { loss_cls }) => sum + (loss_cls.dataSync()[0] as number), 0) / 3
    expect(whole.loss_cls.dataSync()[0]).toBeCloseTo(mean, 5)
    expect(whole.loss.dataSync()).toEqual(whole.loss_cls.dataSync())
    expect([...whole.activations.keys()]).toEqual(['fc/0', 'fc/1'])
  })

  test('takes labels and task ids as tensors or as typed arrays', () => {
    const algorithm = build()
    const [x, y, ids] = batch([3, 1, 2])
    const tensors = algorithm.trainingStep([
      x,
      tf.tensor1d(y as Int32Array, 'int32'),
      tf.tensor1d(ids as Int32Array, 'int32'),
    ])
    expect(tensors.loss.dataSync()).toEqual(algorithm.trainingStep([x, y, ids]).loss.dataSync())
  })

  test('forward gives logits for mixed rows, and for one task', () => {
    const algorithm = build()
    const [x] = batch([1, 2])
    expect(algorithm.forward(x, { stage: 'test', taskIds: Int32Array.of(1, 2) }).logits.shape).toEqual([2, 4])
    expect(algorithm.forward(x, { stage: 'test', taskIds: Int32Array.of(3, 1) }).logits.shape).toEqual([2, 3])
    expect(algorithm.forward(x, { stage: 'test', taskIds: 1 }).logits.shape).toEqual([2, 2])
  })

  test('a head that is absent stays as it is, bit for bit, whatever the optimizer remembers of it', async () => {
    const algorithm = build(new Adam({ lr: 0.1, weight_decay: 0.1 }))
    await step(algorithm, batch([1, 2, 3]))
    const before = await stateDict(algorithm)
    await step(algorithm, batch([1, 3, 3], 2))
    const after = await stateDict(algorithm)
    const changed = [...after].filter(([name, { data }]) => String(data) !== String(before.get(name)?.data))
    const unchanged = [...after.keys()].filter((name) => !changed.some(([other]) => other === name))
    expect(unchanged.sort()).toEqual(['heads.heads.2.bias', 'heads.heads.2.weight'])
    algorithm.dispose()
  })

  test('a frozen backbone has no gradients', async () => {
    const algorithm = build(new SGD({ lr: 0.1 }), true)
    const { outputs, gradients } = await algorithm.gradients(batch([1, 2, 3]))
    expect(gradients.map(({ parameter }) => parameter.name)).toEqual(['heads.weight', 'heads.bias'])
    disposeOutputs(outputs)
  })

  test('a step leaves nothing behind', async () => {
    const algorithm = build()
    const given = batch([1, 2, 3, 3])
    const before = tf.memory().numTensors
    await step(algorithm, given)
    expect(tf.memory().numTensors).toBe(before)
    algorithm.dispose()
  })

  test('refuses a backbone whose features do not fit the heads', () => {
    const backbone = new MLP({ input_dim: 4, output_dim: 5 })
    expect(() => new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 6 }) })).toThrow(ConfigError)
  })

  test('refuses a label that its task does not have', () => {
    const algorithm = build()
    const [x] = batch([1, 2])
    expect(() => algorithm.trainingStep([x, Int32Array.of(2, 0), Int32Array.of(1, 2)])).toThrow(
      'label 2 of task 1 is not one of its 2 classes',
    )
    expect(() => algorithm.trainingStep([x, Int32Array.of(0, -1), Int32Array.of(1, 2)])).toThrow('label -1 of task 2')
  })
})

async function step(algorithm: JointLearning, given: Batch): Promise<void> {
  const { outputs, gradients } = await algorithm.gradients(given)
  algorithm.optimizer.step(gradients)
  disposeOutputs(outputs)
  for (const { value } of gradients) value.dispose()
}

describe('rows that are of several tasks', () => {
  const losses = new Map<number, TaskLoss>([
    [1, { name: 'cross_entropy', classWeights: [1, 3], labelSmoothing: 0.1 }],
    [2, { name: 'huber', delta: 0.5 }],
    [3, { name: 'binary_cross_entropy' }],
  ])

  function learner(weighting: Weighting, own: TaskSetup['losses'] = losses): JointLearning {
    const generator = new Generator(5)
    const backbone = new MLP({ input_dim: 4, hidden_dims: [6], output_dim: 5, generator })
    const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 5, generator }), weighting })
    algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, losses: own, optimizer: new SGD({ lr: 0.1 }) })
    return algorithm
  }

  /** Three rows of three tasks: as such, and with each row once for each task. */
  function batches(): [shared: Batch, expanded: Batch] {
    const generator = new Generator(9)
    const x = tf.tensor2d(generator.uniform(12, -1), [3, 4])
    const y = Int32Array.of(0, 1, 1, 0, 0, 0, 0, 0, 0)
    const ids = Int32Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3)
    const targets = Float32Array.from(generator.uniform(9 * 4, -1))
    for (let i = 6 * 4; i < targets.length; i++) targets[i] = +((targets[i] as number) > 0)
    return [
      [x, y, ids, targets],
      [tf.tile(x, [3, 1]), y, ids, targets],
    ]
  }

  test.each([
    ['the mean', () => new Mean()],
    ['a weighting of losses', () => new GeometricMean()],
    ['a weighting of gradients', () => new AlignedMTL()],
  ])('have the losses and gradients of rows that are repeated for each task, with %s', async (_, weighting) => {
    const [shared, expanded] = batches()
    const one = await learner(weighting()).gradients(shared)
    const other = await learner(weighting()).gradients(expanded)
    expect(one.outputs.preds.dataSync()).toEqual(other.outputs.preds.dataSync())
    for (const [taskId, loss] of one.outputs.taskLosses ?? []) {
      expect(loss.dataSync()[0]).toBeCloseTo(other.outputs.taskLosses?.get(taskId)?.dataSync()[0] as number, 5)
    }
    for (const [i, { value }] of one.gradients.entries()) {
      const expected = other.gradients[i]?.value.dataSync() as Float32Array
      for (const [k, slope] of value.dataSync().entries()) expect(slope).toBeCloseTo(expected[k] as number, 5)
    }
  })

  test('a batch whose rows all weigh nothing has loss and gradient 0', async () => {
    const none = new Map<number, TaskLoss>([[1, { name: 'cross_entropy', classWeights: [1, 0] }]])
    const algorithm = learner(new Mean(), none)
    const x = tf.tensor2d([1, 2, 3, 4], [1, 4])
    const { outputs, gradients } = await algorithm.gradients([x, Int32Array.of(1), Int32Array.of(1)])
    expect(outputs.loss.dataSync()[0]).toBe(0)
    expect(gradients.every(({ value }) => value.dataSync().every((slope) => slope === 0))).toBe(true)
    algorithm.evalTasks = [1]
    const evaluated = algorithm.testStep([x, Int32Array.of(1), Int32Array.of(1)], 0)
    expect(evaluated.loss_cls.dataSync()[0]).toBe(0)
  })
})
