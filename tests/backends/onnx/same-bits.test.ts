import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { startOnnx } from '../../../src/backends/start-onnx.js'
import { Generator } from '../../../src/util/generator.js'

it('convolutions have the same bits with one thread and with two', async () => {
  const found: Float32Array[][] = []
  for (const threads of [1, 2]) {
    await startOnnx({ threads })
    const generator = new Generator(1)
    const draw = (shape: number[]) =>
      tf.tensor(
        generator.uniform(
          shape.reduce((a, b) => a * b),
          -1,
          1,
        ),
        shape,
      )
    for (const [side, inputs, outputs, size, stride] of [
      [2, 128, 256, 1, 1],
      [2, 256, 64, 1, 1],
      [2, 64, 96, 3, 1],
      [12, 1, 32, 3, 1],
      [12, 3, 32, 3, 2],
      [12, 32, 32, 3, 2],
    ] as const) {
      const [x, filter] = [draw([16, side, side, inputs]), draw([size, size, inputs, outputs])]
      const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, 'same')
      const y = f(x, filter)
      const slopes = tf.grads((a, b) => f(a as tf.Tensor, b as tf.Tensor))([x, filter], y)
      found.push([y, ...slopes].map((tensor) => tensor.dataSync() as Float32Array))
    }
  }
  expect(found.slice(6)).toEqual(found.slice(0, 6))
})
