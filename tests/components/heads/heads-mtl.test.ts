import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { initLinear } from '../../../src/nn/init.js'
import { MASKED } from '../../../src/nn/select-heads.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

const model = (heads: HeadsMTL) => ({ parameters: () => heads.parameters(), buffers: () => [] })

describe('HeadsMTL', () => {
  test("draws as torch's Linear does, task by task, and saves under torch's names", async () => {
    const heads = new HeadsMTL({ input_dim: 3, generator: new Generator(7) })
    heads.setupTasks(
      [4, 2],
      new Map([
        [2, 5],
        [4, 2],
      ]),
    )
    const state = await stateDict(model(heads))
    expect([...state.keys()].sort()).toEqual([
      'heads.heads.2.bias',
      'heads.heads.2.weight',
      'heads.heads.4.bias',
      'heads.heads.4.weight',
    ])
    const generator = new Generator(7)
    for (const [task, classes] of [
      [4, 2],
      [2, 5],
    ] as const) {
      const expected = initLinear(generator, 3, classes)
      expect(state.get(`heads.heads.${task}.weight`)).toEqual({
        dtype: 'float32',
        shape: [classes, 3],
        data: expected.weight,
      })
      expect(state.get(`heads.heads.${task}.bias`)).toEqual({ dtype: 'float32', shape: [classes], data: expected.bias })
    }
  })

  test('a mixed batch gives each row the logits that its own head gives alone, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        (sizes, picks) =>
          tf.tidy(() => {
            const heads = new HeadsMTL({ input_dim: 2 })
            const tasks = sizes.map((_, i) => 3 * i + 1)
            heads.setupTasks(tasks, new Map(tasks.map((task, i) => [task, sizes[i] as number])))
            const ids = Int32Array.from(picks, (pick) => tasks[pick % tasks.length] as number)
            const feature = tf.tensor2d(new Generator(1).uniform(2 * ids.length, -1), [ids.length, 2])
            const mixed = heads.forward(feature, ids).arraySync()
            const width = Math.max(...Array.from(ids, (task) => heads.numClasses(task)))
            for (const [row, task] of ids.entries()) {
              const [alone] = heads.forward(tf.slice(feature, [row, 0], [1, 2]), task).arraySync()
              const size = heads.numClasses(task)
              const own = mixed[row] as number[]
              expect(own).toHaveLength(width)
              expect(alone).toHaveLength(size)
              for (let i = 0; i < size; i++) expect(own[i]).toBeCloseTo((alone as number[])[i] as number, 5)
              for (const padding of own.slice(size)) expect(padding).toBe(Math.fround(-1e30))
            }
            expect(heads.present(ids)).toEqual(tasks.map((task) => ids.includes(task)))
          }),
      ),
      { numRuns: 40 },
    )
  })

  test('gradients of absent heads are zero, and marked absent', () => {
    const heads = new HeadsMTL({ input_dim: 2 })
    heads.setupTasks(
      [1, 2, 3],
      new Map([
        [1, 2],
        [2, 3],
        [3, 2],
      ]),
    )
    const feature = tf.tensor2d([1, 2, 3, 4], [2, 2])
    const ids = Int32Array.of(3, 1)
    const [weight] = heads.parameters()
    const { grads } = tf.variableGrads(() => tf.sum(heads.forward(feature, ids)), [weight?.variable as tf.Variable])
    const gradient = Object.values(grads)[0]?.arraySync()
    expect(gradient).toEqual([
      [3, 3, 0, 0, 0, 1, 1],
      [4, 4, 0, 0, 0, 2, 2],
    ])
    expect(heads.present(ids)).toEqual([true, false, true])
  })

  test('refuses tasks without classes, and names the heads there are', () => {
    const heads = new HeadsMTL({ input_dim: 2 })
    expect(() => heads.setupTasks([1, 2], new Map([[1, 2]]))).toThrow(ConfigError)
    const other = new HeadsMTL({ input_dim: 2 })
    other.setupTasks(
      [1, 5],
      new Map([
        [1, 2],
        [5, 2],
      ]),
    )
    expect(() => other.forward(tf.zeros([1, 2]), 2)).toThrow('there is no head for task 2; there are 1, 5')
  })
})

describe('heads that are not stacked', () => {
  const classes = new Map([
    [1, 2],
    [3, 4],
  ])
  const make = (options?: { separate: boolean }, hidden_dims: number[] = []) => {
    const heads = new HeadsMTL({ input_dim: 3, hidden_dims, generator: new Generator(4) })
    heads.setupTasks([1, 3], classes, options)
    return heads
  }
  const feature = () => tf.tensor2d([1, -2, 3, 0.5, 0, -1, 2, 2, 2], [3, 3])
  const ids = Int32Array.of(3, 1, 3)

  test('give the logits, names and weights of stacked ones', async () => {
    const [stacked, separate] = [make(), make({ separate: true })]
    expect([...separate.forward(feature(), ids).dataSync()]).toEqual([...stacked.forward(feature(), ids).dataSync()])
    const state = (heads: HeadsMTL) => stateDict({ parameters: () => heads.parameters(), buffers: () => [] })
    expect(new Map([...(await state(separate))].sort())).toEqual(new Map([...(await state(stacked))].sort()))
  })

  test('have hidden layers, named as those of a Sequential with its activations', () => {
    const heads = make(undefined, [5, 4])
    const names = heads.parameters().map(({ name }) => name)
    const own = [0, 2, 4].flatMap((i) => [`heads.heads.3.${i}.weight`, `heads.heads.3.${i}.bias`])
    expect(names.slice(6)).toEqual(own)
    const by = (name: string) => heads.parameters().find((each) => each.name === name)?.variable as tf.Tensor
    let here = feature()
    for (const i of [0, 2, 4]) {
      const weight = by(`heads.heads.3.${i}.weight`) as tf.Tensor2D
      here = tf.add(tf.matMul(here, weight), by(`heads.heads.3.${i}.bias`))
      if (i < 4) here = tf.relu(here)
    }
    const expected = here.arraySync() as number[][]
    const logits = heads.forward(feature(), ids).arraySync()
    expect([logits[0], logits[2]]).toEqual([expected[0], expected[2]])
    expect(logits[1]?.[2]).toBe(Math.fround(MASKED))
  })
})
