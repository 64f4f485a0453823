import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

function draw(generator: Generator, shape: number[]): tf.Tensor {
  return tf.tensor(generator.uniform(tf.util.sizeFromShape(shape), -1, 1), shape)
}

/** @param sum gives an element of what is expected, in double precision */
async function agree(found: tf.Tensor, sum: (i: number) => number): Promise<void> {
  const values = await found.data()
  let worst = 0
  for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs((values[i] as number) - sum(i)))
  expect(worst).toBeLessThan(1e-4)
}

test.each([
  [130, 300, 257],
  [257, 70, 300],
  [1000, 40, 129],
  [64, 1, 2000],
  [1, 3000, 500],
])('products of matrices that are divided among threads: %i × %i × %i', async (m, n, k) => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const generator = new Generator(3)
    const a = draw(generator, transposeA ? [k, m] : [m, k])
    const b = draw(generator, transposeB ? [n, k] : [k, n])
    const [left, right] = [await a.data(), await b.data()]
    await agree(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB), (i) => {
      const [row, column] = [Math.floor(i / n), i % n]
      let sum = 0
      for (let j = 0; j < k; j++) {
        const x = left[transposeA ? j * m + row : row * k + j] as number
        sum += x * (right[transposeB ? column * k + j : j * n + column] as number)
      }
      return sum
    })
  }
})

test.each([
  { x: [5, 9, 8, 40], filter: [3, 3, 40, 30], stride: 1, pad: 1 },
  { x: [3, 11, 11, 20], filter: [5, 4, 20, 33], stride: 2, pad: 2 },
  { x: [2, 40, 40, 30], filter: [3, 3, 30, 3], stride: 1, pad: 0 },
  { x: [9, 4, 4, 1], filter: [2, 2, 1, 2], stride: 2, pad: 0 },
  // filters so large that the sums of several threads would not fit
  { x: [5, 3, 2, 230], filter: [3, 3, 230, 140], stride: 1, pad: 1 },
])('gradients by filters that are divided among threads: $x, $filter', async ({ x: shape, filter, stride, pad }) => {
  const generator = new Generator(4)
  const x = draw(generator, shape)
  const [rows, columns, inputs, outputs] = filter as [number, number, number, number]
  const [images, height, width] = shape as [number, number, number]
  const slopes = (y: tf.Tensor) => draw(new Generator(5), y.shape)
  const convolve = (own: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, own as tf.Tensor4D, stride, pad)
  const dy = slopes(convolve(tf.zeros(filter)))
  const [, high, wide] = dy.shape as [number, number, number]
  const [pixels, gradients] = [await x.data(), await dy.data()]
  const found = tf.grad((own) => tf.sum(tf.mul(convolve(own), dy)))(tf.zeros(filter))
  expect(found.shape).toEqual([rows, columns, inputs, outputs])
  await agree(found, (i) => {
    const output = i % outputs
    const input = Math.floor(i / outputs) % inputs
    const column = Math.floor(i / outputs / inputs) % columns
    const row = Math.floor(i / outputs / inputs / columns)
    let sum = 0
    for (let image = 0; image < images; image++) {
      for (let y = 0; y < high; y++) {
        const line = y * stride - pad + row
        if (line < 0 || line >= height) continue
        for (let z = 0; z < wide; z++) {
          const place = z * stride - pad + column
          if (place < 0 || place >= width) continue
          const pixel = pixels[((image * height + line) * width + place) * inputs + input] as number
          sum += pixel * (gradients[((image * high + y) * wide + z) * outputs + output] as number)
        }
      }
    }
    return sum
  })
})
