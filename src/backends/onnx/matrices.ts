import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { groupGramianKernel } from '../../compile/group-gramian-kernel.js'
import { sizeOf } from '../shapes.js'
import { Float, type Value } from './graph.js'
import { type Emitter, input, type OnnxKernel, type Ref, type TensorType } from './kernel.js'

function productShape(a: TensorType, b: TensorType, { transposeA, transposeB }: NamedAttrMap): number[] {
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  return [...batch, a.shape.at(transposeA ? -1 : -2) as number, b.shape.at(transposeB ? -2 : -1) as number]
}

function product(emitter: Emitter, a: Ref, b: Ref, { transposeA, transposeB }: NamedAttrMap, bias?: Ref): Value {
  const { graph } = emitter
  const flags = { transA: Number(transposeA === true), transB: Number(transposeB === true) }
  const [left, right] = [a, b].map((ref) => emitter.cast(emitter.plain(ref), ref.dtype, 'float32')) as [Value, Value]
  if (a.shape.length === 2 && b.shape.length === 2) {
    return graph.add('Gemm', bias ? [left, right, emitter.plain(bias)] : [left, right], flags)
  }
  const plain = flags.transA + flags.transB === 0
  const result = plain
    ? graph.add('MatMul', [left, right])
    : graph.add('FusedMatMul', [left, right], { transA: flags.transA, transB: flags.transB }, 'com.microsoft')
  return bias ? graph.add('Add', [result, emitter.plain(bias)]) : result
}

const matMul: OnnxKernel = {
  infer: ({ a, b }, attrs) => ({ shape: productShape(a as Ref, b as Ref, attrs), dtype: 'float32' }),
  emit: (emitter, { inputs, attrs }) => product(emitter, input(inputs, 'a'), input(inputs, 'b'), attrs),
}

/** A product with bias and activation. */
const fusedMatMul: OnnxKernel = {
  infer: matMul.infer,
  emit: (emitter, { inputs, attrs }) => {
    const x = product(emitter, input(inputs, 'a'), input(inputs, 'b'), attrs, inputs.bias)
    return activated(emitter, x, attrs, inputs.preluActivationWeights)
  },
}

/** What TensorFlow.js fuses into a product or convolution. */
export function activated(emitter: Emitter, x: Value, attrs: NamedAttrMap, weights?: Ref): Value {
  const { graph } = emitter
  switch (attrs.activation ?? 'linear') {
    case 'linear':
      return x
    case 'relu':
      return graph.add('Relu', [x])
    case 'relu6':
      return graph.add('Clip', [x, graph.scalar(0), graph.scalar(6)])
    case 'elu':
      return graph.add('Elu', [x])
    case 'sigmoid':
      return graph.add('Sigmoid', [x])
    case 'leakyrelu':
      return graph.add('LeakyRelu', [x], { alpha: new Float(Number(attrs.leakyreluAlpha)) })
    case 'prelu': {
      const negative = graph.add('Mul', [x, emitter.plain(weights as Ref)])
      return graph.add('Where', [graph.add('Greater', [x, graph.scalar(0)]), x, negative])
    }
    default:
      throw new Error(`the ONNX backend has no fused activation '${String(attrs.activation)}'`)
  }
}

function softmax(op: 'Softmax' | 'LogSoftmax', axisName: string): OnnxKernel {
  return {
    infer: ({ logits }) => ({ shape: (logits as TensorType).shape, dtype: 'float32' }),
    emit: (emitter, { inputs, attrs }) => {
      const logits = input(inputs, 'logits')
      const axis = Number(attrs[axisName] ?? -1)
      return emitter.graph.add(op, [emitter.cast(emitter.plain(logits), logits.dtype, 'float32')], { axis })
    },
  }
}

/** Sums of rows with the same id; ids out of range are left out, by a row of their own that is cut off. */
const unsortedSegmentSum: OnnxKernel = {
  infer: ({ x, segmentIds }, { numSegments }) => ({
    shape: [Number(numSegments), ...(x as TensorType).shape.slice((segmentIds as TensorType).shape.length)],
    dtype: (x as TensorType).dtype,
  }),
  emit: (emitter, { inputs, attrs, results }) => {
    const { graph } = emitter
    const [x, ids] = [input(inputs, 'x'), input(inputs, 'segmentIds')]
    const count = Number(attrs.numSegments)
    const { shape, dtype } = results[0] as TensorType
    const width = sizeOf(shape.slice(1))
    const rows = sizeOf(ids.shape)
    const sums = { float32: new Float32Array((count + 1) * width), int32: new Int32Array((count + 1) * width) }
    const zeros = graph.constant(dtype === 'int32' ? sums.int32 : sums.float32, [count + 1, width])
    const flat = emitter.plain(ids, [rows, 1])
    const negative = graph.add('Less', [flat, graph.scalar(0, 'int32')])
    const last = graph.scalar(count, 'int32')
    const places = graph.add('Where', [negative, last, graph.add('Min', [flat, last])])
    const within = dtype === 'int32' ? 'int32' : 'float32'
    const updates = emitter.cast(emitter.plain(x, [rows, width]), x.dtype, within)
    const all = graph.add('ScatterND', [zeros, emitter.cast(places, 'int32', 'int64'), updates], { reduction: 'add' })
    const kept = graph.add('Slice', [all, graph.ints([0]), graph.ints([count]), graph.ints([0])])
    return emitter.cast(emitter.reshape(kept, shape), within, dtype)
  },
}

/** As float32 numbers, since results have no other type: one, and what it lacks, of slopes that are at most 1. */
const groupGramian: OnnxKernel = {
  infer: ({ groups }) => {
    const count = (groups as TensorType).shape[1] as number
    return [
      [count, count],
      [count, count],
      [1, 1],
    ].map((shape) => ({ shape, dtype: 'float32' as const }))
  },
  emit: (emitter, { inputs, attrs }) => {
    const { graph } = emitter
    const [x, slope, groups] = ['x', 'slope', 'groups'].map((name) => emitter.plain(input(inputs, name))) as Value[]
    const wide = (value: Value) => emitter.cast(value, 'float32', 'float64')
    const narrow = (value: Value) => emitter.cast(value, 'float64', 'float32')
    const products = (value: Value) => graph.add('Gemm', [value, value], { transA: 0, transB: 1 })
    const largest = graph.add('ReduceMax', [graph.add('Abs', [slope as Value])], { keepdims: 1 })
    const scale = graph.add('Max', [largest, graph.scalar(SMALLEST_NORMAL)])
    const ofInputs = products(wide(x as Value))
    const withBias = attrs.bias ? graph.add('Add', [ofInputs, wide(graph.scalar(1))]) : ofInputs
    const ofSlopes = products(graph.add('Div', [wide(slope as Value), wide(scale)]))
    const ofRows = graph.add('Mul', [withBias, ofSlopes])
    const members = wide(groups as Value)
    const half = graph.add('Gemm', [members, ofRows], { transA: 1, transB: 0 })
    const gramian = graph.add('Gemm', [half, members], { transA: 0, transB: 0 })
    const high = narrow(gramian)
    return [high, narrow(graph.add('Sub', [gramian, wide(high)])), scale]
  },
}

/** Of single precision. */
const SMALLEST_NORMAL = 2 ** -126

export const matrixKernels: ReadonlyMap<string, OnnxKernel> = new Map([
  ['BatchMatMul', matMul],
  ['_FusedMatMul', fusedMatMul],
  ['Softmax', softmax('Softmax', 'dim')],
  ['LogSoftmax', softmax('LogSoftmax', 'axis')],
  ['UnsortedSegmentSum', unsortedSegmentSum],
  [groupGramianKernel, groupGramian],
])
