import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import { axesOf, reducedShape } from '../shapes.js'
import { blocksOf } from './blocks.js'
import { typeNumber, type Value } from './graph.js'
import { type DType, type Emitter, input, type OnnxKernel, type Ref } from './kernel.js'
import { columnSums } from './products.js'

/** What a reduction is: ONNX's name, and the types that go in and come out. */
interface Reduction {
  op: string
  /** Where TensorFlow.js has the axes. */
  axis?: string
  /** Within which it is computed. */
  within: (own: DType) => DType
  result: (own: DType) => DType
}

const integer = (own: DType): DType => (own === 'bool' ? 'int32' : own)
const same = (own: DType): DType => own
const always = (dtype: DType) => () => dtype

function reduction({ op, axis = 'axis', within, result }: Reduction): OnnxKernel {
  const axesIn = (attrs: NamedAttrMap, rank: number) => axesOf(attrs[axis], rank)
  return {
    infer: (inputs, attrs) => {
      const { shape, dtype } = input(inputs, 'x')
      return {
        shape: reducedShape(shape, axesIn(attrs, shape.length), attrs.keepDims === true),
        dtype: result(dtype),
      }
    },
    emit: (emitter, { inputs, attrs }) => {
      const x = input(inputs, 'x')
      const axes = axesIn(attrs, x.shape.length)
      const keepdims = Number(attrs.keepDims === true)
      const blocked = keepdims ? undefined : ofImages(emitter, op, x, axes)
      if (blocked) return blocked
      const leading = axes.length < x.shape.length && axes.every((a) => a < axes.length)
      if (op === 'ReduceSum' && x.dtype === 'float32' && leading && axes.length > 0) {
        return emitter.reshape(columnSums(emitter, x, axes.length), reducedShape(x.shape, axes, keepdims === 1))
      }
      const type = within(x.dtype)
      const values = emitter.cast(emitter.plain(x), x.dtype, type)
      // over no axes: an empty list would mean all of them
      const reduced =
        axes.length === 0 ? values : emitter.graph.add(op, [values, emitter.graph.ints(axes)], { keepdims })
      return emitter.cast(reduced, type, result(x.dtype))
    },
  }
}

/** Sums by channel, and means over each image, where images are in blocks. */
function ofImages(emitter: Emitter, op: string, x: Ref, axes: readonly number[]): Value | undefined {
  const image = emitter.blockedAlready(x)
  if (!image) return undefined
  const others = x.shape.length - 1
  if (op === 'ReduceSum' && axes.length === others && !axes.includes(others))
    return blocksOf(emitter).channelSums(image)
  const overImage = op === 'ReduceMean' && axes.length === 2 && axes.includes(1) && axes.includes(2)
  return overImage && image.lies(x.shape) ? blocksOf(emitter).imageMeans(image) : undefined
}

/** The place of the largest, or smallest, along an axis: the first of several. */
function place(op: 'ArgMax' | 'ArgMin'): OnnxKernel {
  return {
    infer: (inputs, { axis }) => {
      const { shape } = input(inputs, 'x')
      return { shape: reducedShape(shape, axesOf(axis, shape.length), false), dtype: 'int32' }
    },
    emit: (emitter, { inputs, attrs }) => {
      const x = input(inputs, 'x')
      const [axis] = axesOf(attrs.axis, x.shape.length) as [number]
      const values = emitter.cast(emitter.plain(x), x.dtype, integer(x.dtype))
      return emitter.graph.add('Cast', [emitter.graph.add(op, [values], { axis, keepdims: 0 })], {
        to: typeNumber('int32'),
      })
    },
  }
}

export const reductionKernels: ReadonlyMap<string, OnnxKernel> = new Map<string, OnnxKernel>([
  ['Sum', reduction({ op: 'ReduceSum', within: integer, result: integer })],
  ['Mean', reduction({ op: 'ReduceMean', within: always('float32'), result: always('float32') })],
  ['Max', reduction({ op: 'ReduceMax', axis: 'reductionIndices', within: integer, result: same })],
  ['Min', reduction({ op: 'ReduceMin', within: integer, result: same })],
  ['Prod', reduction({ op: 'ReduceProd', within: integer, result: integer })],
  ['All', reduction({ op: 'ReduceMin', within: always('int32'), result: same })],
  ['Any', reduction({ op: 'ReduceMax', within: always('int32'), result: same })],
  ['ArgMax', place('ArgMax')],
  ['ArgMin', place('ArgMin')],
])
