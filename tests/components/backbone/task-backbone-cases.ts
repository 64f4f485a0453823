import { readFileSync } from 'node:fs'
import type { Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { TaskBackbone, TaskBackboneParams } from '../../../src/components/backbone/task-backbone.js'
import type { StateDict } from '../../../src/nn/parameter.js'
import { loadStateDict } from '../../../src/nn/state-dict.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

interface Case {
  option: string
  keys: object
  state: Record<string, { shape: number[]; data: number[] }>
  feature: number[][]
  gradients: Record<string, number[] | null>
}

interface Recorded {
  tasks: number[]
  ids: number[]
  x: number[]
  slopes: number[]
  cases: Case[]
}

/** What the same formulas give in PyTorch, in double precision. */
const recorded = JSON.parse(readFileSync(new URL('task-backbones.json', import.meta.url), 'utf8')) as Recorded

/** A backbone of which a row's feature depends on its task, by PyTorch's values. */
export function testTaskBackbone(option: string, make: (params: TaskBackboneParams) => TaskBackbone): void {
  const { tasks, ids, x, slopes, cases } = recorded
  const found = cases.find((one) => one.option === option) as Case
  const build = () => {
    const sizes = { input_dim: 3, hidden_dims: [4], output_dim: 2, generator: new Generator(1) }
    const backbone = make({ ...sizes, ...found.keys })
    backbone.setupTasks(tasks)
    const state: StateDict = new Map()
    for (const [name, { shape, data }] of Object.entries(found.state)) {
      state.set(name, { dtype: 'float32', shape, data: Float32Array.from(data) })
    }
    loadStateDict(backbone, state)
    return backbone
  }
  const input = () => tf.tensor2d(x, [ids.length, 3])

  beforeAll(startBackend)

  describe(`${option}, by PyTorch's values`, () => {
    test('gives each row the feature of its task', async () => {
      const { feature } = build().forward(input(), { stage: 'train', taskIds: Int32Array.from(ids) })
      for (const [r, row] of (await feature.array()).entries()) {
        for (const [c, value] of row.entries()) expect(value).toBeCloseTo(found.feature[r]?.[c] as number, 5)
      }
    })

    test('has their gradients, and none of what is of absent tasks alone', () => {
      const backbone = build()
      const weights = tf.tensor2d(slopes, [ids.length, 2])
      const total = () => {
        const { feature } = backbone.forward(input(), { stage: 'train', taskIds: Int32Array.from(ids) })
        return tf.sum(tf.mul(feature, weights)) as tf.Scalar
      }
      const parameters = backbone.parameters()
      const { grads } = tf.variableGrads(
        total,
        parameters.map(({ variable }) => variable),
      )
      expect(parameters.map(({ name }) => name).sort()).toEqual(Object.keys(found.state).sort())
      for (const { name, variable, layout } of parameters) {
        const expected = found.gradients[name]
        const grad = grads[variable.name] as tf.Tensor
        const own = layout === 'linear' ? tf.transpose(grad as Tensor2D) : grad
        for (const [i, value] of own.dataSync().entries()) expect(value).toBeCloseTo(expected?.[i] ?? 0, 5)
      }
    })

    test("marks as one task's what learns from its rows alone", () => {
      const backbone = build()
      const parameters = backbone.parameters()
      const learning = new Map(parameters.map(({ name }) => [name, [] as number[]]))
      for (const taskId of tasks) {
        const total = () => tf.sum(backbone.forward(input(), { stage: 'train', taskIds: taskId }).feature) as tf.Scalar
        const { grads } = tf.variableGrads(
          total,
          parameters.map(({ variable }) => variable),
        )
        for (const { name, variable } of parameters) {
          if (grads[variable.name]?.dataSync().some((value) => value !== 0)) learning.get(name)?.push(taskId)
        }
      }
      for (const { name, segments } of parameters) {
        const from = learning.get(name) as number[]
        // dead units
        if (from.length === 0) continue
        expect([name, segments?.map(({ taskId }) => taskId)]).toEqual([name, from.length === 1 ? from : undefined])
      }
    })

    test('gives a row that is of several tasks a feature for each', () => {
      const backbone = build()
      const both = backbone.forward(input(), {
        stage: 'train',
        taskIds: Int32Array.from([...ids.map(() => 4), ...ids.map(() => 1)]),
      }).feature
      const alone = [4, 1].map((taskIds) => backbone.forward(input(), { stage: 'train', taskIds }).feature)
      expect([...both.dataSync()]).toEqual(alone.flatMap((feature) => [...feature.dataSync()]))
    })

    test('refuses a task that it does not know', () => {
      expect(() => build().forward(input(), { stage: 'test', taskIds: 2 })).toThrow('it knows 1, 3, 4')
    })
  })
}
