import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { CompiledSteps } from '../../../src/compile/compiled-steps.js'
import { hostTensor } from '../../../src/compile/host-work.js'
import { type StepExecutor, stepExecutor } from '../../../src/compile/step-executor.js'
import { startBackend } from '../../helpers/backend.js'

/** No multiple of what a processor computes at once. */
const SIZE = 5001

let steps: CompiledSteps
let weight: tf.Variable
let momentum: tf.Variable

beforeAll(startBackend)
beforeEach(() => {
  steps = new CompiledSteps(stepExecutor() as StepExecutor)
  weight = tf.variable(tf.fill([SIZE], 8))
  momentum = tf.variable(tf.zeros([SIZE]), false)
})

/** momentum ← momentum / 2 + x; weight ← weight − momentum. @returns the loss, the first of the weights before */
function step(x = 1, kind = 'step'): number {
  const given = tf.scalar(x)
  const { loss_cls: loss } = steps.run(kind, [given], () =>
    tf.tidy(() => {
      const loss_cls = tf.reshape(tf.slice(weight, [0], [1]), [])
      const gradient = tf.mul(tf.reverse(tf.ones([SIZE])), given)
      momentum.assign(tf.add(tf.mul(momentum, 0.5), gradient))
      weight.assign(tf.sub(weight, momentum))
      return { loss_cls }
    }),
  ) as { loss_cls: tf.Tensor }
  const [value] = loss.dataSync()
  given.dispose()
  loss.dispose()
  return value as number
}

/** Of all elements, which are the same. */
function value(tensor: tf.Tensor): number {
  const [first, ...others] = new Set(tensor.dataSync())
  expect(others).toEqual([])
  return first as number
}

test('large variables have their values between the steps, and what is given to them', () => {
  expect([step(), step(), step()]).toEqual([8, 7, 5.5])
  expect([value(weight), value(momentum)]).toEqual([3.75, 1.75])
  expect(value(tf.add(weight, 1))).toBe(4.75)
  weight.assign(tf.fill([SIZE], 100))
  expect(step(0)).toBe(100)
  expect(value(weight)).toBe(99.125)
  expect(steps.reason).toBeUndefined()
})

test('a large variable follows what the host makes for each step', () => {
  let count = 0
  const run = () => {
    const outputs = steps.run('of the host', [], () =>
      tf.tidy(() => {
        const gradient = hostTensor([SIZE], 'float32', (values) => values.fill(++count))
        const loss_cls = tf.sum(weight)
        momentum.assign(tf.add(tf.mul(momentum, 0.5), gradient))
        weight.assign(tf.sub(weight, momentum))
        return { loss_cls }
      }),
    )
    outputs.loss_cls?.dispose()
    return [value(momentum), value(weight)]
  }
  expect([run(), run(), run()]).toEqual([
    [1, 7],
    [2.5, 4.5],
    [4.25, 0.25],
  ])
  expect(steps.reason).toBeUndefined()
})

test('a clone of a large variable keeps its values, and so does what was given to it', () => {
  step()
  step()
  const clone = weight.clone()
  const given = tf.fill([SIZE], 50)
  step()
  expect([value(clone), value(weight)]).toEqual([5.5, 3.75])
  weight.assign(given)
  const second = weight.clone()
  step(0)
  step(0)
  expect([value(given), value(second), value(clone), value(weight)]).toEqual([50, 50, 5.5, 48.6875])
})

test('a clone that is left when a large variable gets other values keeps its own', () => {
  for (let i = 0; i < 3; i++) step()
  const clone = weight.clone()
  weight.assign(tf.fill([SIZE], 20))
  step(0)
  expect([value(clone), value(weight)]).toEqual([3.75, 19.125])
})

test('steps of two kinds have the same large variables', () => {
  const losses = Array.from({ length: 6 }, (_, i) => step(1, i % 2 === 0 ? 'even' : 'odd'))
  expect(losses).toEqual([8, 7, 5.5, 3.75, 1.875, -0.0625])
})

test('a step of large variables whose loss is not finite can be undone', () => {
  for (let i = 0; i < 3; i++) step()
  weight.assign(tf.fill([SIZE], Number.POSITIVE_INFINITY))
  step()
  expect(steps.undo()).toBe(true)
  expect([value(weight), value(momentum)]).toEqual([Number.POSITIVE_INFINITY, 1.75])
  weight.assign(tf.fill([SIZE], 8))
  expect([step(), step()]).toEqual([8, 6.125])
})

test('no tensor of large variables is left over', () => {
  step()
  const before = tf.memory().numTensors
  for (let i = 0; i < 4; i++) step()
  expect(tf.memory().numTensors).toBe(before)
})
