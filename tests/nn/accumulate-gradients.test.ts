import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { GradientAccumulator } from '../../src/nn/accumulate-gradients.js'
import type { Gradient, Parameter } from '../../src/nn/parameter.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

function parameter(): Parameter {
  return { name: 'heads.bias', variable: tf.variable(tf.zeros([2])), layout: 'same' }
}

function gradient(own: Parameter, values: number[], present?: boolean[]): Gradient {
  return { parameter: own, value: tf.tensor1d(values), ...(present && { present }) }
}

describe('GradientAccumulator', () => {
  test('gives the mean of its batches', () => {
    const own = parameter()
    const accumulator = new GradientAccumulator(2)
    accumulator.add([gradient(own, [1, 2])])
    expect(accumulator.full).toBe(false)
    accumulator.add([gradient(own, [3, -2])])
    expect(accumulator.full).toBe(true)
    expect(accumulator.take().map(({ value }) => Array.from(value.dataSync()))).toEqual([[2, 0]])
    expect(accumulator.empty).toBe(true)
  })

  test('the last step of an epoch with fewer batches is still divided by their full number, as in Lightning', () => {
    const accumulator = new GradientAccumulator(4)
    accumulator.add([gradient(parameter(), [4, 8])])
    expect(accumulator.take().map(({ value }) => Array.from(value.dataSync()))).toEqual([[1, 2]])
  })

  test('a head is present that was in any of the batches', () => {
    const own = parameter()
    const accumulator = new GradientAccumulator(3)
    accumulator.add([gradient(own, [1, 0], [true, false])])
    accumulator.add([gradient(own, [1, 0], [true, false])])
    expect(accumulator.take()[0]?.present).toEqual([true, false])
    accumulator.add([gradient(own, [1, 0], [true, false])])
    accumulator.add([gradient(own, [0, 1], [false, true])])
    expect(accumulator.take()[0]?.present).toEqual([true, true])
    accumulator.add([gradient(own, [1, 1])])
    accumulator.add([gradient(own, [0, 1], [false, true])])
    expect(accumulator.take()[0]?.present).toBeUndefined()
  })

  test('one batch a step is handed through, and nothing is left behind', () => {
    const own = parameter()
    const given = gradient(own, [1, 2])
    const one = new GradientAccumulator(1)
    one.add([given])
    expect(one.take()[0]).toBe(given)
    given.value.dispose()
    const before = tf.memory().numTensors
    const two = new GradientAccumulator(2)
    two.add([gradient(own, [1, 2])])
    two.add([gradient(own, [1, 2])])
    expect(tf.memory().numTensors).toBe(before + 1)
    two.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
