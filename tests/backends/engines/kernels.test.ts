import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { BatchNorm } from '../../../src/nn/layers/batch-norm.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

/** The backend that is looked at. */
let engine: string

beforeAll(async () => {
  await startBackend()
  engine = tf.getBackend()
})

type Compute = () => tf.Tensor[]

function draw(generator: Generator, shape: readonly number[], low = -1, high = 1): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1)
  return tf.tensor(generator.uniform(size, low, high), [...shape])
}

/** TensorFlow.js's plain JavaScript backend computes in double precision, and rounds each result. */
async function agree(compute: Compute): Promise<void> {
  const found: { values: Float32Array; shape: number[]; dtype: string }[][] = []
  for (const backend of [engine, 'cpu']) {
    await tf.setBackend(backend)
    found.push(
      tf.tidy(
        () =>
          compute().map((tensor) => {
            return { values: Float32Array.from(tensor.dataSync()), shape: tensor.shape, dtype: tensor.dtype }
          }) as never,
      ),
    )
  }
  await tf.setBackend(engine)
  const [own, cpu] = found as [(typeof found)[0], (typeof found)[0]]
  expect(own.map(({ shape, dtype }) => [shape, dtype])).toEqual(cpu.map(({ shape, dtype }) => [shape, dtype]))
  for (const [i, { values: expected }] of cpu.entries()) {
    const { values } = own[i] as (typeof own)[0]
    const scale = expected.reduce(
      (largest, value) => (Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest),
      1,
    )
    for (const [at, value] of values.entries()) {
      const want = expected[at] as number
      if (Object.is(value, want) || value === want) continue
      expect(Math.abs(value - want), `result ${i}, element ${at}: ${value} for ${want}`).toBeLessThanOrEqual(
        1e-5 * scale,
      )
    }
  }
}

/** Values, and gradients by all inputs. */
function withGradients(inputs: (generator: Generator) => tf.Tensor[], f: (...x: tf.Tensor[]) => tf.Tensor): Compute {
  return () => {
    const generator = new Generator(7)
    const x = inputs(generator)
    const y = f(...x)
    const dy = draw(generator, y.shape)
    return [y, ...tf.grads((...args) => f(...(args as unknown as tf.Tensor[])))(x, dy)]
  }
}

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const options = { numRuns: 25 }

describe('element by element', () => {
  const plain: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    abs: tf.abs,
    atan: tf.atan,
    ceil: tf.ceil,
    clipByValue: (x) => tf.clipByValue(x, -0.5, 0.25),
    cos: tf.cos,
    cosh: tf.cosh,
    elu: tf.elu,
    erf: tf.erf,
    exp: tf.exp,
    expm1: tf.expm1,
    floor: tf.floor,
    leakyRelu: (x) => tf.leakyRelu(x, 0.01),
    neg: tf.neg,
    reciprocal: (x) => tf.reciprocal(tf.add(x, 2)),
    relu: tf.relu,
    relu6: (x) => tf.relu6(tf.mul(x, 10)),
    round: tf.round,
    rsqrt: (x) => tf.rsqrt(tf.add(x, 2)),
    selu: tf.selu,
    sigmoid: tf.sigmoid,
    sign: tf.sign,
    sin: tf.sin,
    sinh: tf.sinh,
    softplus: tf.softplus,
    sqrt: (x) => tf.sqrt(tf.add(x, 2)),
    square: tf.square,
    step: (x) => tf.step(x, 0.5),
    tan: tf.tan,
    tanh: tf.tanh,
    log: (x) => tf.log(tf.add(x, 2)),
    log1p: tf.log1p,
    GELU: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  }
  test.each(Object.entries(plain))('%s and its gradient', async (_, f) => {
    await agree(withGradients((generator) => [draw(generator, [3, 5])], f))
  })

  const pairs: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: (a, b) => tf.div(a, tf.add(b, 2)),
    maximum: tf.maximum,
    minimum: tf.minimum,
    pow: (a, b) => tf.pow(tf.add(a, 2), b),
    squaredDifference: tf.squaredDifference,
    prelu: (a, b) => tf.prelu(a, b),
  }
  test.each(Object.entries(pairs))('%s and its gradients, broadcast too', async (name, f) => {
    for (const [a, b] of [
      [
        [4, 3],
        [4, 3],
      ],
      [[4, 3], [3]],
      [
        [2, 4, 3],
        [4, 1],
      ],
      [[4, 3], []],
    ] as const) {
      // of these TensorFlow.js has no gradients by an input that is broadcast
      const whole = ['maximum', 'minimum', 'squaredDifference'].includes(name)
      if (whole && a.length !== b.length) continue
      await agree(withGradients((generator) => [draw(generator, a), draw(generator, b)], f))
    }
  })

  test('remainders, whole quotients and angles', async () => {
    await agree(() => {
      const generator = new Generator(3)
      const [a, b] = [draw(generator, [4, 3], -9, 9), draw(generator, [3], -4, 4)]
      return [tf.mod(a, b), tf.floorDiv(a, b), tf.atan2(a, b), tf.floorDiv(tf.cast(a, 'int32'), 3)]
    })
  })

  test('at the bounds of what numbers can be', async () => {
    await agree(() => {
      const [y, x] = [tf.tensor1d([0, 0, 0, 1, -1]), tf.tensor1d([0, 1, -1, 0, 0])]
      return [tf.log1p(tf.tensor1d([0, -1, 1e-30, 2 ** 24, 1e37, Infinity])), tf.atan2(y, x)]
    })
  })

  test('comparisons, logic and choice', async () => {
    await agree(() => {
      const generator = new Generator(3)
      const a = tf.round(draw(generator, [4, 3], -2, 2))
      const b = tf.round(draw(generator, [3], -2, 2))
      const less = tf.less(a, b)
      return [
        less,
        ...[tf.equal(a, b), tf.notEqual(a, b), tf.greater(a, b), tf.greaterEqual(a, b), tf.lessEqual(a, b)],
        ...[tf.logicalNot(less), tf.logicalAnd(less, tf.equal(a, 0)), tf.logicalOr(less, tf.equal(a, 0))],
        ...[tf.where(less, a, b), tf.where(tf.less(b, 0), b, 0), tf.where(less, tf.cast(a, 'int32'), 3)],
        ...[tf.cast(a, 'int32'), tf.cast(less, 'float32'), tf.cast(less, 'int32'), tf.cast(a, 'bool')],
        ...[tf.isNaN(tf.div(a, 0)), tf.isInf(tf.div(a, 0)), tf.isFinite(tf.div(1, a))],
      ]
    })
  })

  test('integers stay integers', async () => {
    await agree(() => {
      const [a, b] = [tf.tensor1d([1 << 25, -7, 3], 'int32'), tf.tensor1d([3, 2, -5], 'int32')]
      return [
        ...[tf.add(a, b), tf.sub(a, b), tf.mul(b, b), tf.maximum(a, b), tf.minimum(a, b), tf.neg(a), tf.abs(a)],
        ...[tf.sum(a), tf.max(a), tf.square(b), tf.relu(b), tf.sign(b), tf.argMax(a), tf.concat([a, b])],
        tf.round(a),
      ]
    })
  })
})

describe('reductions', () => {
  const reductions: Record<string, (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor> = {
    sum: tf.sum,
    mean: tf.mean,
    max: tf.max,
    min: tf.min,
  }
  test.each(Object.entries(reductions))('%s and its gradient, over any axes', async (_, f) => {
    for (const axis of [undefined, 0, -1, [0, 2], [1]] as (number | number[] | undefined)[]) {
      for (const keep of [false, true]) {
        await agree(
          withGradients(
            (generator) => [draw(generator, [2, 3, 4])],
            (x) => f(x as tf.Tensor, axis, keep),
          ),
        )
      }
    }
  })

  test('products, any, all, and the places of the largest and smallest', async () => {
    await agree(() => {
      const x = tf.tensor2d([3, 1, 3, -2, -2, 0], [2, 3])
      const positive = tf.greater(x, 0)
      return [
        ...[tf.prod(x, 1), tf.any(positive, 0), tf.all(positive, 1), tf.all(positive)],
        ...[tf.argMax(x, 1), tf.argMin(x, 1), tf.argMax(x, 0)],
        ...[tf.norm(x), tf.norm(x, Number.POSITIVE_INFINITY), tf.logSumExp(x, 1)],
      ]
    })
  })

  test('softmax', async () => {
    await agree(
      withGradients(
        (generator) => [draw(generator, [3, 5], -9, 9)],
        (x) => tf.softmax(x as tf.Tensor),
      ),
    )
    await agree(
      withGradients(
        (generator) => [draw(generator, [3, 5], -9, 9)],
        (x) => tf.logSoftmax(x as tf.Tensor),
      ),
    )
  })
})

describe('products', () => {
  test('of matrices, transposed or not, with batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
        fc.constantFrom([], [1], [3], [2, 3]),
        fc.boolean(),
        fc.boolean(),
        async ([m, k, n], batch, transposeA, transposeB) => {
          await agree(
            withGradients(
              (generator) => [
                draw(generator, [...batch, ...(transposeA ? [k, m] : [m, k])] as number[]),
                draw(generator, [...batch, ...(transposeB ? [n, k] : [k, n])] as number[]),
              ],
              (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, transposeA, transposeB),
            ),
          )
        },
      ),
      options,
    )
  })

  test('with bias and activation in one', async () => {
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const) {
      await agree(() => {
        const generator = new Generator(5)
        const [a, b, bias] = [draw(generator, [3, 4]), draw(generator, [4, 2]), draw(generator, [2])]
        const x = draw(generator, [2, 5, 5, 3]) as tf.Tensor4D
        const filter = draw(generator, [3, 3, 3, 2]) as tf.Tensor4D
        return [
          tf.fused.matMul({ a, b, bias, activation, leakyreluAlpha: 0.2 }),
          tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation, leakyreluAlpha: 0.2 }),
        ]
      })
    }
  })
})

describe('what is done with a product on its way', () => {
  const sides = fc.integer({ min: 1, max: 9 })
  const shapes = fc.tuple(sides, sides, sides)
  const flags = fc.tuple(fc.boolean(), fc.boolean())

  test('it is scaled, added to, taken away, and still there for others', async () => {
    await fc.assert(
      fc.asyncProperty(seed, shapes, flags, async (from, [m, k, n], [transposeA, transposeB]) => {
        await agree(() => {
          const generator = new Generator(from)
          const a = draw(generator, transposeA ? [k, m] : [m, k])
          const b = draw(generator, transposeB ? [n, k] : [k, n])
          const [whole, vector] = [draw(generator, [m, n]), draw(generator, [n])]
          const rate = draw(generator, [])
          const product = () => tf.matMul(a, b, transposeA, transposeB)
          const shared = tf.mul(product(), rate)
          return [
            tf.sub(whole, tf.mul(rate, product())),
            tf.add(whole, product()),
            tf.add(product(), vector),
            tf.sub(product(), whole),
            tf.mul(product(), vector),
            tf.add(shared, whole),
            tf.square(shared),
          ]
        })
      }),
      options,
    )
  })

  test('sums of columns', async () => {
    await agree(
      withGradients(
        (generator) => [draw(generator, [7, 5, 3])],
        (x) => tf.sum(x, [0, 1]),
      ),
    )
    await agree(
      withGradients(
        (generator) => [draw(generator, [7, 5])],
        (x) => tf.sum(x, 0, true),
      ),
    )
  })

  test('the gradient of a ReLU, also of the smallest normal numbers', async () => {
    const x = () => tf.tensor1d([-1, -0, 0, 1.2e-38, 1e-30, 1, 3e38])
    await agree(() => [
      tf.relu(x()),
      tf.grad((one: tf.Tensor) => tf.relu(one))(x(), tf.tensor1d([1, 2, 3, 4, 5, 6, 7])),
    ])
  })
})

describe('arrays', () => {
  test('cut, joined, turned and spread', async () => {
    await agree(() => {
      const generator = new Generator(9)
      const x = draw(generator, [3, 4, 5])
      const y = draw(generator, [3, 4, 5])
      return [
        ...[tf.transpose(x, [2, 0, 1]), tf.concat([x, y], 1), tf.stack([x, y], -1), ...tf.unstack(x, 1)],
        ...[...tf.split(x, [1, 3], 1), ...tf.split(x, 5, 2), tf.tile(x, [1, 2, 3])],
        ...[tf.slice(x, [1, 0, 2], [-1, 2, 3]), tf.reverse(x, [0, -1]), tf.expandDims(x, -1)],
        tf.stridedSlice(x, [0, -1, 1], [3, 0, 5], [2, -1, 3]),
        ...[
          tf.pad(
            x,
            [
              [1, 0],
              [0, 2],
              [1, 1],
            ],
            0.5,
          ),
          tf.cumsum(x, 1),
          tf.cumsum(x, 2, true, true),
        ],
        ...[tf.oneHot(tf.tensor1d([0, 2, 5], 'int32'), 4), tf.zerosLike(x), tf.onesLike(x)],
        ...Object.values(tf.topk(x, 2)),
        tf.gatherND(
          x,
          tf.tensor2d(
            [
              [0, 1],
              [2, 3],
            ],
            [2, 2],
            'int32',
          ),
        ),
        tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], 'int32'), draw(generator, [3, 2]), [4, 2]),
        tf.unsortedSegmentSum(draw(generator, [4, 2]), tf.tensor1d([1, -1, 0, 2], 'int32'), 3),
        ...[tf.addN([x, y, x]), tf.range(7, 0, -2), tf.linspace(1, 2, 5)],
      ]
    })
  })

  // TensorFlow refuses them on a processor
  test.skipIf(process.env.TEST_BACKEND === 'native')('segments above the range are left out', async () => {
    await agree(() => [tf.unsortedSegmentSum(draw(new Generator(4), [4, 2]), tf.tensor1d([1, -1, 0, 3], 'int32'), 3)])
  })

  test('single elements, gathered one by one', async () => {
    await agree(() => [tf.gather(draw(new Generator(4), [9]), tf.tensor1d([8, 0, 0, 3, 5], 'int32'))])
  })

  test('gather and its gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(0, 1),
        async (rows, width, places, axis) => {
          const size = axis === 0 ? rows : width
          await agree(
            withGradients(
              (generator) => [draw(generator, [rows, width])],
              (x) => {
                const indices = Int32Array.from(places, (place) => place % size)
                return tf.gather(x as tf.Tensor, tf.tensor1d(indices, 'int32'), axis)
              },
            ),
          )
        },
      ),
      options,
    )
  })

  test('gradients of cutting, joining, padding and tiling', async () => {
    const two = (generator: Generator) => [draw(generator, [2, 3]), draw(generator, [2, 3])]
    await agree(withGradients(two, (a, b) => tf.concat([a as tf.Tensor, b as tf.Tensor], 1)))
    await agree(withGradients(two, (a, b) => tf.stack([a as tf.Tensor, b as tf.Tensor])))
    await agree(withGradients(two, (a, b) => tf.slice(tf.add(a as tf.Tensor, b as tf.Tensor), [0, 1], [2, 2])))
    const one = (generator: Generator) => [draw(generator, [2, 3])]
    await agree(
      withGradients(one, (a) =>
        tf.pad(a as tf.Tensor, [
          [1, 1],
          [0, 2],
        ]),
      ),
    )
    await agree(withGradients(one, (a) => tf.tile(a as tf.Tensor, [2, 2])))
    await agree(withGradients(one, (a) => tf.transpose(a as tf.Tensor)))
  })
})

/** Multiples of a block, or none; rows that fill blocks, or do not. */
const channels = fc.constantFrom(1, 2, 3, 5, 16, 32)
const image = fc.record({
  rows: fc.constantFrom(1, 2, 3, 16),
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  inputs: channels,
  outputs: channels,
  size: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 0, 1, 2),
})

describe('images', () => {
  test('convolutions and their gradients, of any size, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(seed, image, async (start, { rows, height, width, inputs, outputs, size, stride, pad }) => {
        await agree(() => {
          const generator = new Generator(start)
          const x = draw(generator, [rows, height, width, inputs])
          const filter = draw(generator, [size, size, inputs, outputs])
          const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)
          const y = f(x, filter)
          return [y, ...tf.grads((a, b) => f(a as tf.Tensor, b as tf.Tensor))([x, filter], draw(generator, y.shape))]
        })
      }),
      { numRuns: 60 },
    )
  })

  test('convolutions of many channels or few, whose windows move by one pixel or more', async () => {
    for (const [side, inputs, size, stride, pad] of [
      [12, 16, 3, 2, 1],
      [12, 16, 5, 3, 1],
      [12, 16, 4, 2, 1],
      [12, 16, 2, 3, 0],
      [12, 16, 1, 2, 0],
      [11, 16, 3, 2, 1],
      [10, 1, 3, 1, 1],
      [11, 3, 3, 2, 1],
      [12, 3, 2, 2, 0],
      [12, 2, 7, 2, 3],
      [13, 1, 1, 2, 0],
      [9, 16, 3, 1, 0],
      [9, 2, 3, 1, 0],
    ] as const) {
      // of few channels: rows that fill blocks, and rows that do not
      for (const rows of inputs === 16 ? [2] : [10, 16]) {
        const inputsOf = (generator: Generator) => [
          draw(generator, [rows, side, side, inputs]),
          draw(generator, [size, size, inputs, 16]),
        ]
        await agree(
          withGradients(inputsOf, (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad)),
        )
      }
    }
  })

  test('few channels, by windows that move by one pixel or more, rectified and pooled', async () => {
    for (const [rows, stride] of [
      [3, 1],
      [10, 2],
      [16, 2],
    ] as const) {
      const inputsOf = (generator: Generator) => [draw(generator, [rows, 16, 16, 3]), draw(generator, [3, 3, 3, 16])]
      const pooled = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.maxPool(tf.relu(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 1)), 2, 2, 'valid')
      await agree(withGradients(inputsOf, pooled))
    }
  })

  test('poolings behind a ReLU, with padding that no window reaches', async () => {
    const after = [0, 1] as [number, number]
    const pads = [[0, 0], after, after, [0, 0]] as Parameters<typeof tf.maxPool>[3]
    const inputsOf = (generator: Generator) => [draw(generator, [2, 8, 8, 16])]
    await agree(withGradients(inputsOf, (x) => tf.maxPool(tf.relu(tf.mul(x, 2)) as tf.Tensor4D, 2, 2, pads, 'floor')))
  })

  test('large filters over small images: scaled, added and taken away, with places that see nothing', async () => {
    for (const [side, size, stride, pad] of [
      [4, 3, 1, 1],
      [2, 3, 2, 1],
      [1, 3, 1, 1],
      [2, 5, 1, 2],
      [8, 3, 2, 1],
      [8, 1, 2, 0],
    ] as const) {
      await agree(() => {
        const generator = new Generator(side)
        const x = draw(generator, [3, side, side, 16])
        const filter = draw(generator, [size, size, 16, 32])
        const rate = draw(generator, [])
        const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)
        const y = f(x, filter)
        const slopes = tf.grads((a, b) => f(a as tf.Tensor, b as tf.Tensor))
        const gradients = () => slopes([x, filter], draw(generator, y.shape)) as [tf.Tensor, tf.Tensor]
        return [
          ...[y, ...gradients()],
          ...[tf.sub(filter, tf.mul(gradients()[1], rate)), tf.add(filter, gradients()[1])],
          tf.square(tf.mul(gradients()[1], rate)),
        ]
      })
    }
  })

  test('batch normalization, added to and rectified, and its gradients', async () => {
    for (const [rows, side, width] of [
      [3, 8, 32],
      [2, 5, 7],
      [9, 1, 16],
    ] as const) {
      await agree(() => {
        const generator = new Generator(rows)
        const norm = new BatchNorm('norm', width)
        for (const { variable } of norm.parameters()) variable.assign(draw(generator, [width]))
        const weights = norm.parameters().map(({ variable }) => variable)
        const [x, filter] = [draw(generator, [rows, side, side, width]), draw(generator, [3, 3, width, width])]
        const f = (a: tf.Tensor, b: tf.Tensor) => {
          const images = tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 1)
          return tf.relu(tf.add(norm.forward(images, true), a))
        }
        const y = f(x, filter)
        const dy = draw(generator, y.shape)
        const own = tf.variableGrads(() => tf.sum(tf.mul(f(x, filter), dy)) as tf.Scalar, weights).grads
        const slopes = tf.grads((a, b) => f(a as tf.Tensor, b as tf.Tensor))([x, filter], dy)
        return [y, ...slopes, ...Object.values(own), ...norm.buffers().map(({ variable }) => variable.clone())]
      })
    }
  })

  test('poolings of what a convolution gave, by windows that overlap: bias and equal values', async () => {
    for (const pad of [0, 1]) {
      await agree(() => {
        const generator = new Generator(5)
        const x = tf.round(tf.mul(draw(generator, [2, 8, 8, 16]), 2))
        const [filter, bias] = [tf.reshape(tf.eye(16), [1, 1, 16, 16]), tf.round(draw(generator, [16]))]
        const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
          tf.maxPool(tf.relu(tf.add(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 0), c)) as tf.Tensor4D, 3, 2, pad)
        const y = f(x, filter, bias)
        const slopes = tf.grads((a, b, c) => f(a as tf.Tensor, b as tf.Tensor, c as tf.Tensor))
        return [y, ...slopes([x, filter, bias], draw(generator, y.shape))]
      })
    }
  })

  test('convolutions with gaps', async () => {
    for (const inputs of [3, 16]) {
      await agree(() => {
        const generator = new Generator(7)
        const [x, filter] = [draw(generator, [2, 9, 8, inputs]), draw(generator, [3, 2, inputs, 16])]
        return [tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', 2)]
      })
    }
  })

  test('poolings and their gradients: windows that overlap, equal values', async () => {
    await fc.assert(
      fc.asyncProperty(seed, image, fc.boolean(), async (start, sizes, ties) => {
        const { rows, height, width, inputs, size, stride, pad } = sizes
        await agree(() => {
          const generator = new Generator(start)
          const drawn = draw(generator, [rows, height, width, inputs])
          const x = ties ? tf.round(drawn) : drawn
          // padding wider than the window would leave windows without a value
          const side = typeof pad === 'number' ? Math.min(pad, Math.floor(size / 2)) : pad
          const f = (a: tf.Tensor) => tf.maxPool(a as tf.Tensor4D, size, stride, side)
          const mean = (a: tf.Tensor, around: typeof side) => tf.avgPool(a as tf.Tensor4D, size, stride, around)
          const y = f(x)
          return [
            ...[y, tf.grad((a) => f(a as tf.Tensor))(x, draw(generator, y.shape)), mean(x, side)],
            // with padding, TensorFlow.js's own gradient of the mean counts it, though its mean does not
            tf.grad((a) => mean(a as tf.Tensor, 'valid'))(x, draw(generator, mean(x, 'valid').shape)),
          ]
        })
      }),
      { numRuns: 60 },
    )
  })

  test('images that a reshape gives other sizes between their kernels', async () => {
    const reshaped = (after: (x: tf.Tensor4D) => tf.Tensor, shape: [number, number, number, number] = [8, 4, 16, 16]) =>
      withGradients(
        (generator) => [draw(generator, [8, 8, 8, 16]), draw(generator, [3, 3, 16, 16])],
        (x, filter) => {
          const images = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same')
          return after(tf.reshape(images, shape) as tf.Tensor4D)
        },
      )
    const filter = () => draw(new Generator(3), [3, 3, 16, 16]) as tf.Tensor4D
    await agree(reshaped((x) => tf.conv2d(x, filter(), 1, 'same')))
    await agree(reshaped((x) => tf.maxPool(x, 2, 2, 'valid')))
    await agree(reshaped((x) => tf.transpose(x, [0, 3, 1, 2])))
    await agree(reshaped((x) => tf.mean(x, [1, 2]), [2, 32, 8, 16]))
    await agree(reshaped((x) => tf.sum(x, [0, 1, 2])))
    await agree(reshaped((x) => tf.add(x, tf.reshape(tf.conv2d(x, filter(), 1, 'same'), x.shape))))
  })

  test('a whole network of blocks: bias, activation, sums, means and flattening', async () => {
    for (const [rows, width] of [
      [16, 32],
      [3, 16],
      [2, 5],
    ] as const) {
      await agree(() => {
        const generator = new Generator(11)
        const x = draw(generator, [rows, 8, 8, 1]) as tf.Tensor4D
        const weights = [
          ...[draw(generator, [3, 3, 1, width]), draw(generator, [width])],
          ...[draw(generator, [3, 3, width, width]), draw(generator, [width])],
        ]
        const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => {
          const first = tf.relu(tf.add(tf.conv2d(x, a as tf.Tensor4D, 1, 1), b)) as tf.Tensor4D
          const pooled = tf.maxPool(first, 2, 2, 'valid')
          const second = tf.add(tf.conv2d(pooled, c as tf.Tensor4D, 1, 1), d)
          const sum = tf.relu(tf.add(second, pooled))
          const scaled = tf.div(tf.sub(tf.reshape(sum, [-1, width]), d), 2)
          const back = tf.reshape(scaled, pooled.shape)
          return tf.concat([tf.mean(back, [1, 2]), tf.reshape(tf.transpose(back, [0, 3, 1, 2]), [rows, -1])], 1)
        }
        const y = f(...(weights as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]))
        const slopes = tf.grads((...all) => f(...(all as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor])))
        return [
          y,
          ...slopes(weights, draw(generator, y.shape)),
          tf.sum(pooledOf(x, weights[0] as tf.Tensor), [0, 1, 2]),
        ]
      })
    }
  })
})

function pooledOf(x: tf.Tensor4D, filter: tf.Tensor): tf.Tensor {
  return tf.maxPool(tf.conv2d(x, filter as tf.Tensor4D, 1, 1), 2, 2, 'valid')
}

describe('as a backend', () => {
  test('what is written is copied: the caller may write on before anything is computed', () => {
    const values = Float32Array.of(1, 2, 3)
    const doubled = tf.mul(tf.tensor1d(values), 2)
    values.fill(0)
    expect([...doubled.dataSync()]).toEqual([2, 4, 6])
  })

  test('small numbers that change from run to run', () => {
    const times = (factor: number) => [...tf.mul(tf.tensor1d([1, 2]), factor).dataSync()]
    expect([2, 3, 2, -0].map(times)).toEqual([
      [2, 4],
      [3, 6],
      [2, 4],
      [-0, -0],
    ])
  })

  test('a tensor that is freed before what it was used for is computed', () => {
    const x = tf.tensor1d(Float32Array.from({ length: 100 }, (_, i) => i))
    const y = tf.mul(x, 2)
    y.dataSync()
    const sum = tf.add(y, 1)
    y.dispose()
    // would take the freed array
    const other = tf.zeros([100])
    expect(sum.dataSync()[99]).toBe(199)
    for (const tensor of [x, sum, other]) tensor.dispose()
  })

  test('nothing is left in memory', () => {
    const run = () =>
      tf.tidy(() => {
        const generator = new Generator(5)
        const [x, filter] = [draw(generator, [2, 6, 6, 2]), draw(generator, [3, 3, 2, 3])]
        const f = (a: tf.Tensor, b: tf.Tensor) =>
          tf.sum(tf.maxPool(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 1), 2, 1, 0))
        for (const slope of tf.grads((a, b) => f(a as tf.Tensor, b as tf.Tensor))([x, filter])) slope.dataSync()
      })
    const count = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()]
    run()
    const before = count()
    for (let i = 0; i < 5; i++) run()
    expect(count()).toEqual(before)
  })
})
