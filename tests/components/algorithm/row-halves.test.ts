import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { BaseBackbone } from '../../../src/components/backbone/base-backbone.js'
import { CrossStitch } from '../../../src/components/backbone/cross-stitch.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { MMoE } from '../../../src/components/backbone/mmoe.js'
import { MTAN } from '../../../src/components/backbone/mtan.js'
import { PLE } from '../../../src/components/backbone/ple.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { Static } from '../../../src/components/weighting/static.js'
import { Linear } from '../../../src/nn/layers/linear.js'
import type { Gramian } from '../../../src/nn/linear-algebra/gramian.js'
import type { Backbone, BackboneOutput } from '../../../src/nn/module.js'
import type { Combination, GradientWeighting, TaskGradients } from '../../../src/nn/weighting.js'
import type { Batch, StepResult } from '../../../src/training/algorithm.js'
import { disposeOutputs } from '../../../src/training/step-tensors.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

const [INPUT, FEATURES] = [6, 5]
const shares = [0.7, -0.2, 0.5]

/** Gives fixed weights, and keeps what it was given. */
class Fixed implements GradientWeighting {
  readonly looksAt = 'gradients'
  seen: TaskGradients | undefined

  constructor(readonly gramianOnly: boolean) {}

  combine(gradients: TaskGradients): Combination {
    this.seen = gradients
    return { weights: gradients.lanes.map((lane) => shares[lane] as number) }
  }
}

/** One layer that every row goes through twice. */
class Twice extends BaseBackbone {
  readonly outputDim = FEATURES
  readonly inputShape = [INPUT]
  readonly #first = this.own(
    new Linear('backbone.first', { inputs: INPUT, outputs: FEATURES, generator: this.generator }),
  )
  readonly #again = this.own(
    new Linear('backbone.again', { inputs: FEATURES, outputs: FEATURES, generator: this.generator }),
  )

  protected override compute(x: tf.Tensor): BackboneOutput {
    const here = this.#first.forward(x as tf.Tensor2D)
    return { feature: this.#again.forward(this.#again.forward(here)), activations: new Map() }
  }
}

type Make = (generator: Generator) => Backbone
const sizes = { input_dim: INPUT, hidden_dims: [7], output_dim: FEATURES, activation_layer: 'Tanh' }
const linear: [string, Make][] = [
  ['MLP', (generator) => new MLP({ ...sizes, generator })],
  ['MLP without bias', (generator) => new MLP({ ...sizes, bias: false, generator })],
  ['MMoE', (generator) => new MMoE({ ...sizes, num_experts: 3, generator })],
  ['PLE', (generator) => new PLE({ ...sizes, generator })],
  ['MTAN', (generator) => new MTAN({ ...sizes, generator })],
]
const other: [string, Make][] = [
  ['CrossStitch', (generator) => new CrossStitch({ ...sizes, generator })],
  ['MLP with batch norm', (generator) => new MLP({ ...sizes, batch_normalization: true, generator })],
  ['a layer that is used twice', (generator) => new Twice({ generator })],
]

function batchOf(ids: readonly number[]): Batch {
  const generator = new Generator(3)
  const x = tf.tensor2d(generator.uniform(ids.length * INPUT, -1), [ids.length, INPUT])
  return [x, Int32Array.from(ids, () => generator.u32() % 4), Int32Array.from(ids)]
}

/** One task's gradient of what is shared: that of the whole loss, where the others' weigh nothing. */
function gradientAlone(make: Make, batch: Batch, task: number): number[] {
  const generator = new Generator(5)
  const backbone = make(generator)
  const heads = new HeadsMTL({ input_dim: FEATURES, generator })
  const weights = [1, 2, 3].map((each) => (each === task ? 1 : 0))
  const algorithm = new JointLearning({ backbone, heads, weighting: new Static({ weights }) })
  const numClasses = new Map([1, 2, 3].map((each) => [each, 4]))
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses, optimizer: new SGD({ lr: 0.1 }) })
  const { outputs, gradients } = algorithm.gradients(batch) as StepResult
  const shared = gradients.filter(({ parameter }) => parameter.name.startsWith('backbone.') && !parameter.segments)
  const values = shared.flatMap(({ value }) => Array.from(value.dataSync()))
  disposeOutputs(outputs)
  for (const { value } of gradients) value.dispose()
  algorithm.dispose()
  return values
}

/** A step's gradients by name, what the weighting was given, and tensors that are left. */
async function step(make: Make, gramianOnly: boolean, batch: Batch) {
  const generator = new Generator(5)
  const weighting = new Fixed(gramianOnly)
  const backbone = make(generator)
  const algorithm = new JointLearning({
    backbone,
    heads: new HeadsMTL({ input_dim: FEATURES, generator }),
    weighting,
  })
  const numClasses = new Map([1, 2, 3].map((task) => [task, 4]))
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses, optimizer: new SGD({ lr: 0.1 }) })
  const before = tf.memory().numTensors
  const { outputs, gradients } = await algorithm.gradients(batch)
  const values = gradients.map(({ parameter, value }) => [parameter.name, [...value.dataSync()]] as const)
  const preds = [...outputs.preds.dataSync()]
  const layers = Array.from(outputs.activations, ([name, tensor]) => [name, [...tensor.dataSync()]] as const)
  disposeOutputs(outputs)
  for (const { value } of gradients) value.dispose()
  const left = tf.memory().numTensors - before
  algorithm.dispose()
  return { values, preds, layers, left, seen: weighting.seen as TaskGradients }
}

function expectSame(a: Awaited<ReturnType<typeof step>>, b: Awaited<ReturnType<typeof step>>): void {
  expect(a.preds).toEqual(b.preds)
  for (const lists of [
    [a.values, b.values],
    [a.layers, b.layers],
    [a.seen.gramian.entries(), b.seen.gramian.entries()],
  ].map((pair) => pair.map((entries) => [...(entries as Iterable<readonly [unknown, ArrayLike<number>]>)]))) {
    const [ours, theirs] = lists as [
      (readonly [unknown, ArrayLike<number>])[],
      (readonly [unknown, ArrayLike<number>])[],
    ]
    expect(ours.map(([name]) => name)).toEqual(theirs.map(([name]) => name))
    for (const [i, [name, numbers]] of ours.entries()) {
      const wanted = Array.from(theirs[i]?.[1] as ArrayLike<number>)
      const most = Math.max(1e-6, ...wanted.map(Math.abs))
      for (const [k, number] of Array.from(numbers).entries()) {
        expect(Math.abs(number - (wanted[k] as number)), String(name)).toBeLessThan(3e-6 * most)
      }
    }
  }
}

test('dot products that are read after the update are those of the gradients before it', async () => {
  // The first layer's gradients of three tasks are as large as the second layer's gradient: memory may be used again.
  const make = (generator: Generator) => new MLP({ input_dim: INPUT, hidden_dims: [4], output_dim: 18, generator })
  const weighting = new Fixed(false)
  const generator = new Generator(5)
  const heads = new HeadsMTL({ input_dim: 18, generator })
  const algorithm = new JointLearning({ backbone: make(generator), heads, weighting })
  const numClasses = new Map([1, 2, 3].map((task) => [task, 4]))
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses, optimizer: new SGD({ lr: 0.1, momentum: 0.9 }) })
  const before = tf.memory().numTensors
  for (let i = 0; i < 3; i++) {
    const batch = batchOf([2, 1, 3, 2, 2, 1, 3, 1, 2])
    const { outputs, gradients } = await algorithm.gradients(batch)
    const rows = (weighting.seen as TaskGradients).rows.map((row) => Array.from(row))
    algorithm.optimizer.step(gradients)
    for (const { value, parameter } of gradients) {
      value.dispose()
      parameter.variable.dataSync()
    }
    const found = outputs.taskGramian?.gramian as Gramian
    for (const [k, row] of rows.entries()) {
      for (const [j, other] of rows.entries()) {
        const wanted = row.reduce((sum, value, at) => sum + value * (other[at] as number), 0)
        expect(found[k]?.[j]).toBeCloseTo(wanted, 6)
      }
    }
    disposeOutputs(outputs)
    batch[0].dispose()
  }
  // A momentum of each parameter.
  expect(tf.memory().numTensors - before).toBe(algorithm.parameters().length)
  algorithm.dispose()
})

describe('a weighting that looks at dot products alone steps as one that is given the gradients', () => {
  const batch = () => batchOf([2, 1, 3, 2, 2, 1, 3, 1, 2])

  test.each(linear)('%s: no gradient is written out', async (_, make) => {
    const [few, all] = [await step(make, true, batch()), await step(make, false, batch())]
    expect(few.seen.rows).toEqual([])
    expect(all.seen.rows.length).toBe(3)
    expectSame(few, all)
    expect(few.left).toBe(0)
    expect(all.left).toBe(0)
  })

  test.each([...linear, ...other.filter(([name]) => !name.includes('batch norm'))])(
    '%s: the gradients that a weighting is given are those of the tasks alone',
    async (_, make) => {
      for (const ids of [
        [2, 1, 3, 2, 2, 1, 3, 1, 2],
        [3, 1, 1, 3],
      ]) {
        const { seen } = await step(make, false, batchOf(ids))
        const present = [...new Set(ids)].sort()
        for (const [i, task] of present.entries()) {
          const wanted = gradientAlone(make, batchOf(ids), task)
          const most = Math.max(...wanted.map(Math.abs))
          expect(seen.rows[i]?.length).toBe(wanted.length)
          for (const [k, value] of wanted.entries()) {
            expect(Math.abs((seen.rows[i]?.[k] as number) - value)).toBeLessThan(3e-6 * most)
          }
        }
      }
    },
  )

  test.each(other)('%s: gradients are written out', async (_, make) => {
    const [few, all] = [await step(make, true, batch()), await step(make, false, batch())]
    expect(few.seen.rows.length).toBe(3)
    expectSame(few, all)
    expect(few.left).toBe(0)
  })

  test('gradients are written out where there are many rows for few weights', async () => {
    const [, mlp] = linear[0] as [string, Make]
    const many = batchOf(Array.from({ length: 90 }, (_, i) => (i % 3) + 1))
    const [few, all] = [await step(mlp, true, many), await step(mlp, false, many)]
    expect(few.seen.rows.length).toBe(3)
    expectSame(few, all)
  })

  test('tasks that are absent, and a task alone, have dot products of their own', async () => {
    const [, mlp] = linear[0] as [string, Make]
    for (const ids of [
      [3, 1, 1, 3],
      [2, 2],
    ]) {
      const [few, all] = [await step(mlp, true, batchOf(ids)), await step(mlp, false, batchOf(ids))]
      expect(few.seen.gramian.length).toBe(new Set(ids).size)
      expectSame(few, all)
    }
  })

  test('a gradient of zeros has dot products of zero', async () => {
    const dead: Make = (generator) => {
      const backbone = new MLP({ ...sizes, activation_layer: 'ReLU', generator })
      const bias = backbone.parameters().find(({ name }) => name === 'backbone.fc.1.bias')
      bias?.variable.assign(tf.fill([FEATURES], -100))
      return backbone
    }
    const { seen, values } = await step(dead, true, batchOf([1, 2, 3]))
    expect(seen.gramian.every((row) => row.every((product) => product === 0))).toBe(true)
    const shared = values.filter(([name]) => name.startsWith('backbone.'))
    expect(shared.every(([, numbers]) => numbers.every((number) => number === 0))).toBe(true)
  })

  test('gradients far smaller than single precision can square have dot products', async () => {
    const faint: Make = (generator) => new MLP({ ...sizes, activation_layer: null, generator })
    const batch = batchOf([1, 2, 3])
    const small = tf.mul(batch[0], 1)
    const generator = new Generator(5)
    const weighting = new Fixed(true)
    const heads = new HeadsMTL({ input_dim: FEATURES, generator: new Generator(1) })
    const algorithm = new JointLearning({ backbone: faint(generator), heads, weighting })
    const numClasses = new Map([1, 2, 3].map((task) => [task, 4]))
    algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses, optimizer: new SGD({ lr: 0.1 }) })
    const weight = heads.parameters()[0]?.variable
    weight?.assign(tf.mul(weight, 1e-26))
    await algorithm.gradients([small, batch[1], batch[2]])
    const [first] = (weighting.seen as TaskGradients).gramian as [Float64Array]
    expect(first[0]).toBeGreaterThan(1e-56)
    expect(first[0]).toBeLessThan(1e-48)
  })
})
