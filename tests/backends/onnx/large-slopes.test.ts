import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { startOnnx } from '../../../src/backends/start-onnx.js'
import { Generator } from '../../../src/util/generator.js'

it.each([1, 2])(
  "a filter's gradient is the sum of those of two halves of the batch, which fit the cache: stride %i",
  async (stride) => {
    await startOnnx({ threads: 2 })
    const generator = new Generator(1)
    const side = 25 * stride
    const draw = (shape: number[]) =>
      tf.tensor4d(generator.uniform(tf.util.sizeFromShape(shape), -1, 1), shape as never)
    const [x, filter] = [draw([32, side, side, 16]), draw([3, 3, 16, 16])]
    const gradient = (images: tf.Tensor4D) =>
      tf.grad((own) => tf.sum(tf.square(tf.conv2d(images, own as tf.Tensor4D, stride, 1))))(filter)
    const whole = gradient(x).dataSync()
    const halves = [0, 16].map((from) => gradient(tf.slice(x, [from, 0, 0, 0], [16, side, side, 16])).dataSync())
    const largest = Math.max(...whole.map(Math.abs))
    const errors = whole.map((value, i) => Math.abs(value - halves.reduce((sum, half) => sum + (half[i] as number), 0)))
    expect(Math.max(...errors) / largest).toBeLessThan(1e-5)
  },
)
