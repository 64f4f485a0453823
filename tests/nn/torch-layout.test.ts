import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Layout, Parameter } from '../../src/nn/parameter.js'
import { fromTorch, torchParts, toTorch } from '../../src/nn/torch-layout.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

function counting(shape: number[], layout: Layout): { parameter: Parameter; values: Float32Array } {
  const variable = tf.variable(tf.zeros(shape))
  return {
    parameter: { name: 'w', variable, layout },
    values: Float32Array.from({ length: variable.size }, (_, i) => i),
  }
}

describe('torch’s layouts', () => {
  test('a linear weight [in, out] is [out, in] there', () => {
    const { parameter, values } = counting([2, 3], 'linear')
    const [part] = torchParts(parameter)
    const saved = part && toTorch(values, parameter, part)
    expect(saved?.shape).toEqual([3, 2])
    expect(Array.from(saved?.data as Float32Array)).toEqual([0, 3, 1, 4, 2, 5])
  })

  test('a convolution’s [height, width, in, out] is [out, in, height, width] there', () => {
    const shape = [2, 3, 4, 5] as const
    const { parameter, values } = counting([...shape], 'conv')
    const [part] = torchParts(parameter)
    const saved = part && toTorch(values, parameter, part)
    expect(saved?.shape).toEqual([5, 4, 2, 3])
    const wanted = tf.tidy(() => tf.transpose(tf.tensor4d(values, [...shape]), [3, 2, 0, 1]).dataSync())
    expect(saved?.data).toEqual(wanted)
  })

  test('a stacked variable is one tensor a task, and comes back the same', () => {
    const { parameter, values } = counting([2, 5], 'linear')
    const stacked: Parameter = {
      ...parameter,
      segments: [
        { name: 'heads.heads.1.weight', taskId: 1, offset: 0, size: 2 },
        { name: 'heads.heads.7.weight', taskId: 7, offset: 2, size: 3 },
      ],
    }
    const parts = torchParts(stacked)
    const saved = parts.map((part) => toTorch(values, stacked, part))
    expect(parts.map(({ name, shape }) => [name, shape])).toEqual([
      ['heads.heads.1.weight', [2, 2]],
      ['heads.heads.7.weight', [3, 2]],
    ])
    expect(Array.from(saved[1]?.data as Float32Array)).toEqual([2, 7, 3, 8, 4, 9])
    const back = new Float32Array(values.length)
    parts.forEach((part, index) => {
      fromTorch(saved[index]?.data as Float32Array, back, stacked, part)
    })
    expect(back).toEqual(values)
  })
})
