import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { startOnnx } from '../../../src/backends/start-onnx.js'

it('a ReLU hands on the whole slope where its input is positive, the smallest number too', async () => {
  await startOnnx({ threads: 1 })
  const x = tf.tensor1d([1e-45, 1e-40, 2 ** -126, 3, Infinity, 0, -0, -1e-45, -1, -Infinity])
  const dy = tf.fill([10], 0.7)
  const slopes = tf.grad((a) => tf.relu(a))(x, dy)
  const whole = Math.fround(0.7)
  expect(Array.from(slopes.dataSync(), (slope) => slope + 0)).toEqual([...Array(5).fill(whole), 0, 0, 0, 0, 0])
})
