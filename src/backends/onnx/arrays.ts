import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { axesOf, range, sizeOf } from '../shapes.js'
import { blocksOf } from './blocks.js'
import { typeNumber, type Value } from './graph.js'
import { type DType, input, type OnnxKernel, type TensorType } from './kernel.js'

type Inputs = Readonly<Record<string, TensorType>>

const numbers = (value: unknown) => value as number[]

/** Lies beyond the first element, where a step is negative: ONNX counts −1 from the end. */
const BEFORE_FIRST = -(2 ** 31)

const concat: OnnxKernel = {
  infer: (inputs, { axis }) => {
    const all = Object.values(inputs)
    const first = all[0] as TensorType
    const [along] = axesOf(axis, first.shape.length) as [number]
    const length = all.reduce((sum, { shape }) => sum + (shape[along] as number), 0)
    return { shape: first.shape.map((side, i) => (i === along ? length : side)), dtype: first.dtype }
  },
  emit: (emitter, { inputs, attrs }) => {
    const filled = Object.values(inputs).filter(({ shape }) => sizeOf(shape) > 0)
    return emitter.graph.add(
      'Concat',
      filled.map((ref) => emitter.plain(ref)),
      { axis: Number(attrs.axis) },
    )
  },
}

const pack: OnnxKernel = {
  infer: (inputs, { axis }) => {
    const all = Object.values(inputs)
    const { shape, dtype } = all[0] as TensorType
    const [at] = axesOf(axis, shape.length + 1) as [number]
    return { shape: [...shape.slice(0, at), all.length, ...shape.slice(at)], dtype }
  },
  emit: (emitter, { inputs, attrs, results }) => {
    const [{ shape }] = results as [TensorType]
    const [axis] = axesOf(attrs.axis, shape.length) as [number]
    const one = shape.map((side, i) => (i === axis ? 1 : side))
    return emitter.graph.add(
      'Concat',
      Object.values(inputs).map((ref) => emitter.plain(ref, one)),
      { axis },
    )
  },
}

const unpack: OnnxKernel = {
  infer: ({ value }, { axis }) => {
    const { shape, dtype } = value as TensorType
    const [at] = axesOf(axis, shape.length) as [number]
    return range(shape[at] as number).map(() => ({ shape: shape.filter((_, i) => i !== at), dtype }))
  },
  emit: (emitter, { inputs, attrs, results }) => {
    const value = input(inputs, 'value')
    const [axis] = axesOf(attrs.axis, value.shape.length) as [number]
    const whole = emitter.plain(value)
    return results.map((_, i) => emitter.graph.add('Gather', [whole, emitter.graph.scalar(i, 'int32')], { axis }))
  },
}

const splitV: OnnxKernel = {
  infer: ({ x }, { numOrSizeSplits, axis }) => {
    const { shape, dtype } = x as TensorType
    const [at] = axesOf(axis, shape.length) as [number]
    return splitSizes(x as TensorType, { numOrSizeSplits, axis } as NamedAttrMap).map((size) => ({
      shape: shape.map((side, i) => (i === at ? size : side)),
      dtype,
    }))
  },
  emit: (emitter, { inputs, attrs, results }) => {
    const x = input(inputs, 'x')
    const [axis] = axesOf(attrs.axis, x.shape.length) as [number]
    const whole = emitter.plain(x)
    let from = 0
    return results.map(({ shape }) => {
      const to = from + (shape[axis] as number)
      const part = emitter.slice(whole, { axes: [axis], starts: [from], ends: [to] })
      from = to
      return part
    })
  },
}

function splitSizes({ shape }: TensorType, { numOrSizeSplits, axis }: NamedAttrMap): number[] {
  const [at] = axesOf(axis, shape.length) as [number]
  const empty = { shape: [...shape] } as unknown as tf.Tensor
  return tf.backend_util.prepareSplitSize(empty, numOrSizeSplits as number | number[], at)
}

const gather: OnnxKernel = {
  infer: ({ x, indices }, { axis, batchDims }) => {
    const [from, at] = [x as TensorType, indices as TensorType]
    const [along] = axesOf(axis ?? 0, from.shape.length) as [number]
    if (Number(batchDims ?? 0) !== 0) throw new Error('the ONNX backend gathers without batch dimensions')
    return { shape: [...from.shape.slice(0, along), ...at.shape, ...from.shape.slice(along + 1)], dtype: from.dtype }
  },
  emit: (emitter, { inputs, attrs }) => {
    const [x, indices] = [input(inputs, 'x'), input(inputs, 'indices')]
    const [axis] = axesOf(attrs.axis ?? 0, x.shape.length) as [number]
    const places = emitter.cast(emitter.plain(indices), indices.dtype, 'int32')
    // of single elements: several times as fast
    const op = x.shape.length === 1 && indices.shape.length === 1 ? 'GatherElements' : 'Gather'
    return emitter.graph.add(op, [emitter.plain(x), places], { axis })
  },
}

const gatherNd: OnnxKernel = {
  infer: ({ params, indices }) => {
    const [from, at] = [params as TensorType, indices as TensorType]
    const depth = at.shape.at(-1) as number
    return { shape: [...at.shape.slice(0, -1), ...from.shape.slice(depth)], dtype: from.dtype }
  },
  emit: (emitter, { inputs }) => {
    const indices = input(inputs, 'indices')
    const places = emitter.cast(emitter.plain(indices), indices.dtype, 'int64')
    return emitter.graph.add('GatherND', [emitter.plain(input(inputs, 'params')), places])
  },
}

/** Values that meet in one place are added. */
const scatterNd: OnnxKernel = {
  infer: ({ updates }, { shape }) => ({ shape: numbers(shape), dtype: (updates as TensorType).dtype }),
  emit: (emitter, { inputs, results }) => {
    const [indices, updates] = [input(inputs, 'indices'), input(inputs, 'updates')]
    const { shape, dtype } = results[0] as TensorType
    const within = dtype === 'int32' ? 'int32' : 'float32'
    const empty = within === 'int32' ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape))
    const places = emitter.cast(emitter.plain(indices), indices.dtype, 'int64')
    const values = emitter.cast(emitter.plain(updates), updates.dtype, within)
    const result = emitter.graph.add('ScatterND', [emitter.graph.constant(empty, shape), places, values], {
      reduction: 'add',
    })
    return emitter.cast(result, within, dtype)
  },
}

const transpose: OnnxKernel = {
  infer: ({ x }, { perm }) => {
    const { shape, dtype } = x as TensorType
    return { shape: numbers(perm).map((axis) => shape[axis] as number), dtype }
  },
  emit: (emitter, { inputs, attrs, results }) => {
    const x = input(inputs, 'x')
    const perm = numbers(attrs.perm)
    return (
      blocksOf(emitter).transposed(x, perm, (results[0] as TensorType).shape) ??
      emitter.graph.add('Transpose', [emitter.plain(x)], { perm })
    )
  },
}

const tile: OnnxKernel = {
  infer: ({ x }, { reps }) => {
    const { shape, dtype } = x as TensorType
    return { shape: shape.map((side, axis) => side * (numbers(reps)[axis] as number)), dtype }
  },
  emit: (emitter, { inputs, attrs }) =>
    emitter.graph.add('Tile', [emitter.plain(input(inputs, 'x')), emitter.graph.ints(numbers(attrs.reps))]),
}

const slice: OnnxKernel = {
  infer: ({ x }, attrs) => ({ shape: sliceParams(x as TensorType, attrs)[1], dtype: (x as TensorType).dtype }),
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const [starts, size] = sliceParams(x, attrs)
    const ends = starts.map((start, axis) => start + (size[axis] as number))
    return emitter.slice(emitter.plain(x), { axes: range(x.shape.length), starts, ends })
  },
}

function sliceParams({ shape }: TensorType, { begin, size }: NamedAttrMap): [number[], number[]] {
  const whole = { shape: [...shape], rank: shape.length } as unknown as tf.Tensor
  return tf.slice_util.parseSliceParams(whole, begin as number[], size as number[]) as [number[], number[]]
}

const stridedSlice: OnnxKernel = {
  infer: ({ x }, attrs) => ({ shape: strided(x as TensorType, attrs).finalShape, dtype: (x as TensorType).dtype }),
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const { begin, end, strides, finalShape, isIdentity } = strided(x, attrs)
    if (isIdentity) return emitter.plain(x, finalShape)
    const ends = end.map((to, i) => ((strides[i] as number) < 0 && to < 0 ? BEFORE_FIRST : to))
    const cut = { axes: range(begin.length), starts: begin, ends, steps: strides }
    return emitter.reshape(emitter.slice(emitter.plain(x), cut), finalShape)
  },
}

function strided({ shape }: TensorType, attrs: NamedAttrMap) {
  const [begin, end, strides] = [attrs.begin, attrs.end, attrs.strides].map(numbers) as [number[], number[], number[]]
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'] as const
  const [a, b, c, d, e] = masks.map((name) => Number(attrs[name] ?? 0)) as [number, number, number, number, number]
  return tf.slice_util.sliceInfo([...shape], begin, end, strides, a, b, c, d, e)
}

const reverse: OnnxKernel = {
  infer: ({ x }) => x as TensorType,
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const axes = axesOf(attrs.dims, x.shape.length)
    if (axes.length === 0) return emitter.plain(x)
    const all = (value: number) => axes.map(() => value)
    return emitter.slice(emitter.plain(x), { axes, starts: all(-1), ends: all(BEFORE_FIRST), steps: all(-1) })
  },
}

const pad: OnnxKernel = {
  infer: ({ x }, { paddings }) => {
    const { shape, dtype } = x as TensorType
    const around = paddings as number[][]
    return { shape: shape.map((side, i) => side + (around[i]?.[0] ?? 0) + (around[i]?.[1] ?? 0)), dtype }
  },
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const around = attrs.paddings as unknown as number[][]
    const pads = [...around.map(([before]) => before as number), ...around.map(([, after]) => after as number)]
    const within = x.dtype === 'bool' ? 'int32' : x.dtype
    const value = emitter.graph.scalar(Number(attrs.constantValue ?? 0), within)
    const values = emitter.cast(emitter.plain(x), x.dtype, within)
    return emitter.cast(emitter.graph.add('Pad', [values, emitter.graph.ints(pads), value]), within, x.dtype)
  },
}

const oneHot: OnnxKernel = {
  infer: ({ indices }, { depth, dtype }) => ({
    shape: [...(indices as TensorType).shape, Number(depth)],
    dtype: (dtype as DType | undefined) ?? 'float32',
  }),
  emit: (emitter, { inputs, attrs, results }) => {
    const { graph } = emitter
    const indices = input(inputs, 'indices')
    const { dtype } = results[0] as TensorType
    const classes = graph.constant(Int32Array.from(range(Number(attrs.depth))))
    const column = emitter.plain(indices, [...indices.shape, 1])
    const hot = graph.add('Equal', [emitter.cast(column, indices.dtype, 'int32'), classes])
    const [on, off] = [attrs.onValue ?? 1, attrs.offValue ?? 0].map((value) => graph.scalar(Number(value)))
    return emitter.cast(graph.add('Where', [hot, on as Value, off as Value]), 'float32', dtype)
  },
}

const cumsum: OnnxKernel = {
  infer: ({ x }) => x as TensorType,
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const [axis] = axesOf(attrs.axis, x.shape.length) as [number]
    const flags = { exclusive: Number(attrs.exclusive === true), reverse: Number(attrs.reverse === true) }
    return emitter.graph.add('CumSum', [emitter.plain(x), emitter.graph.scalar(axis, 'int32')], flags)
  },
}

const topK: OnnxKernel = {
  infer: ({ x }, { k }) => {
    const { shape, dtype } = x as TensorType
    const largest = [...shape.slice(0, -1), Number(k)]
    return [
      { shape: largest, dtype },
      { shape: largest, dtype: 'int32' },
    ]
  },
  emit: (emitter, { inputs, attrs }) => {
    const { graph } = emitter
    const operands = [emitter.plain(input(inputs, 'x')), graph.ints([Number(attrs.k)])]
    const [values, places] = graph.addSeveral('TopK', operands, { axis: -1 }, 2) as [Value, Value]
    return [values, graph.add('Cast', [places], { to: typeNumber('int32') })]
  },
}

/** What a fill of the shape of x has everywhere. */
function likeOf(value: 0 | 1): OnnxKernel {
  return {
    infer: (inputs: Inputs) => input(inputs, 'x'),
    emit: (emitter, { results }) => {
      const { shape, dtype } = results[0] as TensorType
      const one = emitter.graph.scalar(value, dtype)
      return emitter.graph.add('Expand', [one, emitter.graph.ints(shape)])
    },
  }
}

export const arrayKernels: ReadonlyMap<string, OnnxKernel> = new Map<string, OnnxKernel>([
  ['Concat', concat],
  ['Pack', pack],
  ['Unpack', unpack],
  ['SplitV', splitV],
  ['GatherV2', gather],
  ['GatherNd', gatherNd],
  ['ScatterNd', scatterNd],
  ['Transpose', transpose],
  ['Tile', tile],
  ['Slice', slice],
  ['StridedSlice', stridedSlice],
  ['Reverse', reverse],
  ['PadV2', pad],
  ['OneHot', oneHot],
  ['Cumsum', cumsum],
  ['TopK', topK],
  ['ZerosLike', likeOf(0)],
  ['OnesLike', likeOf(1)],
])
