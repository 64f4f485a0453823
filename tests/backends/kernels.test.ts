import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { Generator } from '../../src/util/generator.js'

beforeAll(async () => {
  await startWasm()
})

function draw(generator: Generator, shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1)
  return tf.tensor(generator.uniform(size, -1, 1), [...shape])
}

/** What `compute` gives on WebAssembly and on TensorFlow.js's plain JavaScript backend. */
async function onBoth(compute: () => tf.Tensor[]): Promise<[wasm: Float32Array[], cpu: Float32Array[]]> {
  const results: Float32Array[][] = []
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend)
    results.push(tf.tidy(() => compute().map((tensor) => Float32Array.from(tensor.dataSync()))))
  }
  await tf.setBackend('wasm')
  return results as [Float32Array[], Float32Array[]]
}

async function agree(compute: () => tf.Tensor[]): Promise<void> {
  const [wasm, cpu] = await onBoth(compute)
  for (const [i, expected] of cpu.entries()) {
    const actual = wasm[i] as Float32Array
    expect(actual.length).toBe(expected.length)
    const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
    const worst = actual.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] as number))), 0)
    expect(worst).toBeLessThanOrEqual(1e-5 * scale)
  }
}

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const options = { numRuns: 25 }

describe('kernels for WebAssembly agree with plain JavaScript', () => {
  test('products of transposed matrices, with batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        seed,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
        fc.constantFrom([], [1], [3]),
        fc.boolean(),
        fc.boolean(),
        async (start, [m, k, n], batch, transposeA, transposeB) => {
          await agree(() => {
            const generator = new Generator(start)
            const a = draw(generator, [...batch, ...(transposeA ? [k, m] : [m, k])] as number[])
            const b = draw(generator, [...batch, ...(transposeB ? [n, k] : [k, n])] as number[])
            return [tf.matMul(a, b, transposeA, transposeB)]
          })
        },
      ),
      options,
    )
  })

  test.each([
    ['rows', [0, 2, 4]],
    ['columns to sum over', [2, 0, 4]],
    ['columns of the result', [2, 3, 0]],
  ] as const)('products of batches with no %s', async (_, [m, k, n]) => {
    await agree(() => [tf.matMul(tf.zeros([3, m, k]), tf.zeros([3, k, n]))])
  })

  const image = fc.record({
    rows: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 3, max: 9 }),
    width: fc.integer({ min: 3, max: 9 }),
    inputs: fc.integer({ min: 1, max: 4 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 0, 1, 3),
  })

  test('gradients of a convolution by its input and by its filter', async () => {
    await fc.assert(
      fc.asyncProperty(seed, image, async (start, { rows, height, width, inputs, outputs, size, stride, pad }) => {
        await agree(() => {
          const generator = new Generator(start)
          const x = draw(generator, [rows, height, width, inputs])
          const filter = draw(generator, [size, size, inputs, outputs])
          const convolve = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)
          const dy = draw(generator, convolve(x, filter).shape)
          return tf.grads((a, b) => convolve(a as tf.Tensor, b as tf.Tensor))([x, filter], dy)
        })
      }),
      options,
    )
  })

  test('the gradient of max pooling, ties too', async () => {
    await fc.assert(
      fc.asyncProperty(seed, image, async (start, { rows, height, width, inputs, size, stride, pad }) => {
        await agree(() => {
          const generator = new Generator(start)
          const x = draw(generator, [rows, height, width, inputs])
          // padding wider than the window would leave windows without a value
          const side = typeof pad === 'number' ? Math.min(pad, Math.floor(size / 2)) : pad
          const pool = (a: tf.Tensor) => tf.maxPool(a as tf.Tensor4D, size, stride, side)
          return [tf.grad((a) => pool(a as tf.Tensor))(x, draw(generator, pool(x).shape))]
        })
      }),
      options,
    )
  })

  test('a tie goes to the first of its window, as in torch', () => {
    const slope = tf.tidy(() => {
      const dy = tf.tensor4d([5], [1, 1, 1, 1])
      return tf
        .grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))(tf.ones([1, 2, 2, 1]), dy)
        .dataSync()
    })
    expect([...slope]).toEqual([5, 0, 0, 0])
  })

  test('rows that are gathered in any order and number, of any rank', async () => {
    await agree(() => {
      const generator = new Generator(2)
      const [plane, cube] = [draw(generator, [4, 3]), draw(generator, [3, 2, 5])]
      const places = tf.tensor1d([2, 0, 0, 1, 2, 2], 'int32')
      const square = tf.tensor2d([1, 0, 2, 1], [2, 2], 'int32')
      return [tf.gather(plane, places), tf.gather(cube, places), tf.gather(cube, square), tf.gather(cube, places, 0)]
    })
    const beyond = () => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, 3], 'int32'))
    expect(beyond).toThrow('3 is not in [0, 2]')
  })

  test('a NaN is the largest value of its window, the last of several, as in torch', () => {
    const slope = tf.tidy(() => {
      const dy = tf.tensor4d([5], [1, 1, 1, 1])
      const x = tf.tensor4d([Number.NaN, 1, Number.NaN, 2], [1, 2, 2, 1])
      return tf
        .grad((a) => tf.maxPool(a as tf.Tensor4D, 2, 2, 'valid'))(x, dy)
        .dataSync()
    })
    expect([...slope]).toEqual([0, 0, 5, 0])
  })

  test('gather and its gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        seed,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 8 }),
        async (start, rows, width, places) => {
          await agree(() => {
            const generator = new Generator(start)
            const indices = tf.tensor1d(
              Int32Array.from(places, (place) => place % rows),
              'int32',
            )
            const dy = draw(generator, [places.length, width])
            return [tf.grad((x) => tf.gather(x as tf.Tensor2D, indices))(draw(generator, [rows, width]), dy)]
          })
        },
      ),
      options,
    )
  })

  test('an unfolded image that does not fit into memory at once', async () => {
    await agree(() => {
      const generator = new Generator(3)
      const x = draw(generator, [8, 96, 96, 16])
      const convolve = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 1)
      const filter = draw(generator, [3, 3, 16, 2])
      const dy = draw(generator, convolve(x, filter).shape)
      return tf.grads((b) => convolve(x, b as tf.Tensor))([filter], dy)
    })
  })

  test('nothing is left in memory', () => {
    const run = () =>
      tf.tidy(() => {
        const generator = new Generator(5)
        const filter = draw(generator, [3, 3, 2, 3])
        const x = draw(generator, [2, 6, 6, 2])
        const network = (a: tf.Tensor, b: tf.Tensor) =>
          tf.sum(tf.maxPool(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 1), 2, 1, 0))
        for (const slope of tf.grads((a, b) => network(a as tf.Tensor, b as tf.Tensor))([x, filter])) slope.dataSync()
        tf.matMul(tf.ones([3, 4]), tf.ones([3, 4]), true).dataSync()
      })
    const count = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()]
    run()
    const before = count()
    for (let i = 0; i < 5; i++) run()
    expect(count()).toEqual(before)
  })
})
