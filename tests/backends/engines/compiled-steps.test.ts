import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CompiledSteps } from '../../../src/compile/compiled-steps.js'
import { staticTensor } from '../../../src/compile/host-work.js'
import { type StepExecutor, stepExecutor } from '../../../src/compile/step-executor.js'
import { startBackend } from '../../helpers/backend.js'

let steps: CompiledSteps
let weight: tf.Variable
let still: tf.Variable

beforeAll(startBackend)
beforeEach(() => {
  steps = new CompiledSteps(stepExecutor() as StepExecutor)
  weight = tf.variable(tf.tensor1d([1, 2, 3]))
  still = tf.variable(tf.tensor1d([1, 1, 2]), false)
})

/** weight ← weight − x · still / 2; the loss is the sum of the weights before. @returns that */
function step(x: number[], kind = 'step'): number {
  const given = tf.tensor1d(x)
  const { loss_cls: loss } = steps.run(kind, [given], () =>
    tf.tidy(() => {
      const loss_cls = tf.sum(weight)
      weight.assign(tf.sub(weight, tf.mul(tf.mul(given, still), 0.5)))
      return { loss_cls }
    }),
  ) as { loss_cls: tf.Tensor }
  const value = loss.dataSync()[0] as number
  given.dispose()
  loss.dispose()
  return value
}

const values = (tensor: tf.Tensor) => [...tensor.dataSync()]
const ones = [1, 1, 1]

describe('between the steps', () => {
  test('variables have their values, whoever asks and whenever', () => {
    expect([1, 2, 3, 4].map(() => step(ones))).toEqual([6, 4, 2, 0])
    expect(values(weight)).toEqual([-1, 0, -1])
    expect(step(ones)).toBe(-2)
    expect(values(tf.add(weight, 1))).toEqual([-0.5, 0.5, -1])
    expect(values(still)).toEqual([1, 1, 2])
    expect(steps.reason).toBeUndefined()
  })

  test('what is given to a variable is what the next step starts from', () => {
    for (let i = 0; i < 3; i++) step(ones)
    weight.assign(tf.tensor1d([8, 8, 8]))
    expect(step(ones)).toBe(24)
    still.assign(tf.tensor1d([0, 0, 0]))
    step(ones)
    expect(step(ones)).toBe(22)
  })

  test('a clone keeps the values that it was made with', () => {
    const clones: tf.Tensor[] = []
    for (let i = 0; i < 5; i++) {
      clones.push(weight.clone())
      step(ones)
    }
    expect(clones.map(values)).toEqual([
      [1, 2, 3],
      [0.5, 1.5, 2],
      [0, 1, 1],
      [-0.5, 0.5, 0],
      [-1, 0, -1],
    ])
    expect(values(weight)).toEqual([-1.5, -0.5, -2])
  })

  test('steps of two kinds have the same variables', () => {
    const losses = Array.from({ length: 8 }, (_, i) => step(ones, i % 2 === 0 ? 'even' : 'odd'))
    expect(losses).toEqual([6, 4, 2, 0, -2, -4, -6, -8])
    steps.dispose()
    expect(values(weight)).toEqual([-3, -2, -5])
  })

  test('variables that are freed meanwhile are gone, and no tensor is left', () => {
    const before = tf.memory().numTensors
    for (let i = 0; i < 4; i++) step(ones)
    expect(tf.memory().numTensors).toBe(before)
    weight.dispose()
    expect(values(still)).toEqual([1, 1, 2])
    steps.dispose()
    expect(tf.memory().numTensors).toBe(before - 1)
  })
})

test('a step whose loss is not finite can be undone', () => {
  for (let i = 0; i < 3; i++) step(ones)
  weight.assign(tf.tensor1d([Number.POSITIVE_INFINITY, 1, 2]))
  step(ones)
  expect(steps.undo()).toBe(true)
  expect(values(weight)).toEqual([Number.POSITIVE_INFINITY, 1, 2])
  weight.assign(tf.tensor1d([1, 1, 2]))
  expect(step(ones)).toBe(4)
  expect(values(weight)).toEqual([0.5, 0.5, 1])
})

test('declared arrays of any size and type are read again before each step', () => {
  const small = Float32Array.of(1, 2)
  const large = new Float32Array(20_000)
  const places = Int32Array.of(1, 0)
  const scalar = Float32Array.of(0)
  const run = (round: number) => {
    small.fill(round)
    large.fill(10 * round)
    places.set(round % 2 === 0 ? [0, 2] : [1, 2])
    scalar.fill(1000 * round)
    const { loss_cls: loss } = steps.run('declared', [], () =>
      tf.tidy(() => {
        const numbers = tf.add(tf.sum(staticTensor(small, [2])), tf.mean(staticTensor(large, [200, 100])))
        // one array in two shapes
        const picked = tf.gather(still, staticTensor<tf.Rank.R1>(places, [2]))
        const again = tf.sum(tf.cast(staticTensor(places, [2, 1]), 'float32'))
        const all = tf.addN([numbers, tf.sum(picked), again, staticTensor(scalar, [])])
        return { loss_cls: all as tf.Scalar }
      }),
    ) as { loss_cls: tf.Tensor }
    return loss.dataSync()[0]
  }
  still.assign(tf.tensor1d([5, 6, 7]))
  expect([1, 2, 3, 4].map(run)).toEqual([1, 2, 3, 4].map((n) => 1012 * n + (n % 2 === 0 ? 12 + 2 : 13 + 3)))
  expect(steps.reason).toBeUndefined()
})

test('scalars have their values under each of their names, beside integers and vectors', () => {
  const given = tf.tensor1d([1, 1, 3])
  const seen = [1, 2, 3].map(() => {
    const outputs = steps.run('step', [given], () =>
      tf.tidy(() => {
        const [sum, least] = [tf.sum(weight), tf.min(weight)]
        weight.assign(tf.sub(weight, given))
        return { double: tf.mul(given, 2), sum, least, again: sum.clone(), most: tf.argMax(given) }
      }),
    )
    const found = Object.entries(outputs).map(([name, tensor]) => [name, tensor.dtype, ...values(tensor)])
    tf.dispose(outputs)
    return found
  })
  expect(seen).toEqual(
    [
      [6, 1],
      [1, 0],
      [-4, -3],
    ].map(([sum, least]) => [
      ['double', 'float32', 2, 2, 6],
      ['sum', 'float32', sum],
      ['least', 'float32', least],
      ['again', 'float32', sum],
      ['most', 'int32', 2],
    ]),
  )
  expect(values(weight)).toEqual([-2, -1, -6])
  expect(steps.reason).toBeUndefined()
})

/** As many channels as engines take at a time, and more. */
const CHANNELS = 64

test.each([
  ['relu', tf.relu],
  ['relu6', tf.relu6],
] as const)('%s of what is no number is no number, also behind a convolution of many channels', (_, relu) => {
  const bias = tf.variable(tf.zeros([CHANNELS]))
  const filter = tf.variable(tf.ones([1, 1, CHANNELS, CHANNELS])) as tf.Variable<tf.Rank.R4>
  const numbers = new Float32Array(2 * 16 * CHANNELS).fill(1 / CHANNELS)
  // in one channel of the fourth pixel
  numbers[3 * CHANNELS + 40] = Number.NaN
  const given = tf.tensor4d(numbers, [2, 4, 4, CHANNELS])
  const outputs = [1, 2, 3].map(() =>
    steps.run('step', [given], () =>
      tf.tidy(() => ({ plain: relu(given), y: relu(tf.add(tf.conv2d(given, filter, 1, 'same'), bias)) })),
    ),
  )
  const whole = Array.from(numbers, (_, i) => (Math.floor(i / CHANNELS) === 3 ? Number.NaN : 1))
  for (const { plain, y } of outputs) {
    expect(values(plain as tf.Tensor)).toEqual([...numbers])
    expect(values(y as tf.Tensor)).toEqual(whole)
  }
  expect(steps.reason).toBeUndefined()
})

test.each([
  ['relu', tf.relu],
  ['relu6', tf.relu6],
] as const)('%s of what is no number is no number, also behind a product', (_, relu) => {
  const bias = tf.variable(tf.tensor1d([0, 1]))
  const product = tf.variable(tf.ones([2, 2]))
  const given = tf.tensor2d([Number.NaN, 1, 1, 1], [2, 2])
  const outputs = [1, 2, 3].map(() =>
    steps.run('step', [given], () =>
      tf.tidy(() => ({ y: relu(tf.add(tf.matMul(given, product as tf.Tensor2D), bias)) })),
    ),
  )
  for (const { y } of outputs) expect(values(y as tf.Tensor)).toEqual([Number.NaN, Number.NaN, 2, 3])
  expect(steps.reason).toBeUndefined()
})
