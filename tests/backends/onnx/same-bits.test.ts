import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { startOnnx } from '../../../src/backends/start-onnx.js'
import { Generator } from '../../../src/util/generator.js'

it('convolutions of small images have the same bits with one thread and with two', async () => {
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
    for (const [side, inputs, outputs, size] of [
      [2, 128, 256, 1],
      [2, 256, 64, 1],
      [2, 64, 96, 3],
    ] as const) {
      const [x, filter] = [draw([16, side, side, inputs]), draw([size, size, inputs, outputs])]
      const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')
      const y = f(x, filter)
      const slopes = tf.grads((a, b) => f(a as tf.Tensor, b as tf.Tensor))([x, filter], y)
      found.push([y, ...slopes].map((tensor) => tensor.dataSync() as Float32Array))
    }
  }
  expect(found.slice(3)).toEqual(found.slice(0, 3))
})
