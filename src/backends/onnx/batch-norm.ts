import { batchNormGradKernel, batchNormKernel } from '../../compile/batch-norm-kernels.js'
import { sizeOf } from '../shapes.js'
import { blocksOf } from './blocks.js'
import type { Value } from './graph.js'
import type { Image } from './image.js'
import { type Emitter, input, type OnnxKernel, type Ref, type TensorType } from './kernel.js'
import { columnMeans } from './products.js'

/** Images, as matrices of pixels and channels or in blocks, with what batch normalization does with them. */
interface Pixels<T> {
  /** Means by channel, `[1, channels]`. */
  means(x: T): Value
  /** The product of each two elements. */
  product(x: T, y: T): T
  /** Without the means. */
  centred(x: T, means: Value): T
  /** `x · scale + shift` by channel, plus another such image. */
  affine(x: T, scale: Value, shift?: Value, sum?: T): T
}

function ofMatrices(emitter: Emitter, rows: number): Pixels<Value> {
  const { graph } = emitter
  const add = (a: Value, b: Value | undefined) => (b === undefined ? a : graph.add('Add', [a, b]))
  return {
    means: (x) => columnMeans(emitter, x, rows),
    product: (x, y) => graph.add('Mul', [x, y]),
    centred: (x, means) => graph.add('Sub', [x, means]),
    affine: (x, scale, shift, sum) => add(add(graph.add('Mul', [x, scale]), shift), sum),
  }
}

function inBlocks(emitter: Emitter, { rows, channels }: Image): Pixels<Image> {
  const { graph } = emitter
  const blocks = blocksOf(emitter)
  const ones = graph.constant(new Float32Array(channels).fill(1))
  return {
    means: (x) => columnMeans(emitter, blocks.imageMeans(x), rows),
    product: (x, y) => x.with(graph.add('Mul', [x.value, y.value])),
    centred: (x, means) => blocks.affine(x, ones, { bias: graph.add('Neg', [means]) }),
    affine: (x, scale, bias = '', sum) => blocks.affine(x, scale, { bias, sum: sum?.value ?? '' }),
  }
}

/** Keeps what its gradient needs: the images without their means, the inverse deviation, and scale times that. */
const batchNorm: OnnxKernel = {
  infer: ({ x }) => {
    const { shape } = x as TensorType
    const [images, vector] = [shape, [shape.at(-1) as number]].map((of) => ({ shape: of, dtype: 'float32' as const }))
    return [images, vector, vector, images, vector, vector] as TensorType[]
  },
  emit: (emitter, { inputs, attrs: { epsilon } }) => {
    const x = input(inputs, 'x')
    const image = emitter.blockedAlready(x)
    if (image) return normalized(emitter, inputs, image, { pixels: inBlocks(emitter, image), epsilon })
    const shape = matrixShape(x)
    const own = { pixels: ofMatrices(emitter, shape[0]), epsilon }
    const [y, mean, variance, centred, ...vectors] = normalized(emitter, inputs, emitter.plain(x, shape), own)
    const shaped = (value: Value) => emitter.reshape(value, x.shape)
    return [shaped(y), mean, variance, shaped(centred), ...vectors]
  },
}

function normalized<T>(
  emitter: Emitter,
  inputs: Readonly<Record<string, Ref>>,
  x: T,
  { pixels, epsilon }: { pixels: Pixels<T>; epsilon: unknown },
): [T, Value, Value, T, Value, Value] {
  const { graph } = emitter
  const [rows, channels] = matrixShape(input(inputs, 'x'))
  const row = (name: string) => emitter.plain(input(inputs, name), [1, channels])
  const vector = (value: Value) => emitter.reshape(value, [channels])
  const mean = pixels.means(x)
  const centred = pixels.centred(x, mean)
  const variance = pixels.means(pixels.product(centred, centred))
  const deviation = graph.add('Sqrt', [graph.add('Add', [variance, graph.scalar(Number(epsilon))])])
  const inverse = graph.add('Reciprocal', [deviation])
  const scale = graph.add('Mul', [row('scale'), inverse])
  const unbiased = graph.add('Mul', [variance, graph.scalar(rows / (rows - 1))])
  const y = pixels.affine(centred, scale, row('shift'))
  return [y, vector(mean), vector(unbiased), centred, vector(inverse), vector(scale)]
}

const batchNormGrad: OnnxKernel = {
  infer: ({ x, scale }) => [x, scale, scale] as TensorType[],
  emit: (emitter, { inputs }) => {
    const [dy, centred] = [input(inputs, 'dy'), input(inputs, 'kept0')]
    const image = emitter.blockedAlready(centred)
    if (image) {
      const slopes = blocksOf(emitter).blocked(dy, [image.rows, image.height, image.width, image.channels])
      return slopesOf(emitter, inputs, [slopes, image], inBlocks(emitter, image))
    }
    const shape = matrixShape(centred)
    const matrices = [emitter.plain(dy, shape), emitter.plain(centred, shape)] as const
    const [dx, ...others] = slopesOf(emitter, inputs, matrices, ofMatrices(emitter, shape[0]))
    return [emitter.reshape(dx, centred.shape), ...others]
  },
}

/** With the means of dy and of dy · centred taken off dy, by their shares in each pixel. */
function slopesOf<T>(
  emitter: Emitter,
  inputs: Readonly<Record<string, Ref>>,
  [dy, centred]: readonly [T, T],
  pixels: Pixels<T>,
): [T, Value, Value] {
  const { graph } = emitter
  const [rows, channels] = matrixShape(input(inputs, 'kept0'))
  const times = (a: Value, b: Value) => graph.add('Mul', [a, b])
  const vector = (value: Value) => emitter.reshape(value, [channels])
  const [inverse, scale] = ['kept1', 'kept2'].map((name) => emitter.plain(input(inputs, name), [1, channels])) as [
    Value,
    Value,
  ]
  const mean = pixels.means(dy)
  const along = times(pixels.means(pixels.product(dy, centred)), inverse)
  const less = graph.add('Neg', [scale])
  const taken = pixels.affine(centred, times(times(less, inverse), along), times(less, mean))
  const count = graph.scalar(rows)
  return [pixels.affine(dy, scale, undefined, taken), vector(times(along, count)), vector(times(mean, count))]
}

/** Pixels of all rows, and channels. */
function matrixShape({ shape }: TensorType): [rows: number, channels: number] {
  const channels = shape.at(-1) as number
  return [sizeOf(shape) / channels, channels]
}

export const batchNormKernels: ReadonlyMap<string, OnnxKernel> = new Map([
  [batchNormKernel, batchNorm],
  [batchNormGradKernel, batchNormGrad],
])
