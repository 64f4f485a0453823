import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { clipGradients } from '../../src/nn/clip-gradients.js'
import type { Gradient, Parameter } from '../../src/nn/parameter.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

function gradient(values: number[], extra: Partial<Parameter> & { present?: boolean[] } = {}): Gradient {
  const { present, ...own } = extra
  const variable = tf.variable(tf.zeros([values.length]))
  const parameter: Parameter = { name: 'w', variable, layout: 'same', ...own }
  return { parameter, value: tf.tensor1d(values), ...(present && { present }) }
}

function values(gradients: readonly Gradient[]): number[][] {
  return gradients.map(({ value }) => Array.from(value.dataSync()))
}

describe('clipGradients', () => {
  test('by norm: all gradients together are scaled to the limit', () => {
    const clipped = values(clipGradients([gradient([3, 0]), gradient([4])], 1))
    const factor = 1 / (5 + 1e-6)
    expect(clipped[0]?.[0]).toBeCloseTo(3 * factor, 6)
    expect(clipped[1]?.[0]).toBeCloseTo(4 * factor, 6)
  })

  test('by norm: smaller gradients stay as they are', () => {
    expect(values(clipGradients([gradient([0.5, -0.25])], 1, 'norm'))).toEqual([[0.5, -0.25]])
  })

  test('by value: each element on its own', () => {
    expect(values(clipGradients([gradient([3, -0.25, -7])], 0.5, 'value'))).toEqual([[0.5, -0.25, -0.5]])
  })

  test('an absent head takes no part in the norm', () => {
    const segments = [
      { name: 'heads.1', taskId: 1, offset: 0, size: 1 },
      { name: 'heads.2', taskId: 2, offset: 1, size: 1 },
    ]
    const clipped = clipGradients([gradient([0.75, 100], { segments, present: [true, false] })], 1)
    expect(values(clipped)).toEqual([[0.75, 0]])
    expect(clipped[0]?.present).toEqual([true, false])
  })

  test('without a limit nothing changes', () => {
    const given = [gradient([100])]
    for (const limit of [null, undefined, 0, -1]) expect(clipGradients(given, limit)).toBe(given)
  })

  test('the tensors given are disposed, and nothing else is left', () => {
    const given = [gradient([3]), gradient([4])]
    const before = tf.memory().numTensors
    const clipped = clipGradients(given, 1)
    expect(given.every(({ value }) => value.isDisposed)).toBe(true)
    expect(tf.memory().numTensors).toBe(before)
    expect(clipped).toHaveLength(2)
  })
})
