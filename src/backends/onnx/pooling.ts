import { sameShape, sizeOf } from '../shapes.js'
import { blocksOf } from './blocks.js'
import { fromPlanes, toPlanes, transposed } from './convolutions.js'
import type { Attribute, Value } from './graph.js'
import type { Image } from './image.js'
import { type Emitter, input, type OnnxKernel, type Ref, type TensorType } from './kernel.js'
import { beyondPadding, both, lookBeyondPadding, padsOf, poolWindows, resultShape, type Windows } from './windows.js'

const pooled: OnnxKernel['infer'] = ({ x }, attrs) => ({
  shape: resultShape(poolWindows((x as TensorType).shape, attrs)),
  dtype: 'float32',
})

function attributes(windows: Windows): Record<string, Attribute> {
  return {
    kernel_shape: windows.filter,
    strides: windows.strides,
    pads: padsOf(windows),
    // at the far side, windows reach beyond the padding where sizes are rounded up
    ceil_mode: Number(lookBeyondPadding(windows)),
  }
}

const maxPool: OnnxKernel = {
  infer: pooled,
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const windows = poolWindows(x.shape, attrs)
    const blocked = blocksOf(emitter).maxPool(x, windows)
    if (blocked) return blocked
    const images = transposed(emitter, emitter.plain(x), toPlanes)
    return transposed(emitter, emitter.graph.add('MaxPool', [images], attributes(windows)), fromPlanes)
  },
}

/** dy goes to the first largest value of each window, as torch has it; windows may overlap. */
const maxPoolGrad: OnnxKernel = {
  infer: ({ input: x }) => x as TensorType,
  emit: (emitter, { inputs, attrs }) => {
    const [dy, x, y] = [input(inputs, 'dy'), input(inputs, 'input'), input(inputs, 'output')]
    const windows = poolWindows(x.shape, attrs)
    return blocksOf(emitter).maxPoolGrad({ dy, x, y }, windows) ?? scatterSlopes(emitter, dy, x, windows)
  },
}

/** The gradient of a ReLU and of the max pooling after it, where nothing else takes part: positive is what y is. */
export function slopesBehindRelu(
  emitter: Emitter,
  name: string,
  [slopes, step]: readonly [Ref, Ref],
): Image | undefined {
  const [pool, relu] = [emitter.onlyUse(slopes), emitter.onlyUse(step)]
  if (name !== 'Multiply' || pool?.name !== 'MaxPoolGrad' || relu?.name !== 'StepOfPositive') return undefined
  const [dy, x, y] = ['dy', 'input', 'output'].map((key) => input(pool.inputs, key)) as [Ref, Ref, Ref]
  const same = x.result !== undefined && x.result === relu.inputs.x?.result && sameShape(slopes.shape, x.shape)
  return same ? blocksOf(emitter).maxPoolGrad({ dy, x, y, relu: true }, poolWindows(x.shape, pool.attrs)) : undefined
}

function scatterSlopes(emitter: Emitter, dy: Ref, x: Ref, windows: Windows): Value {
  const { graph } = emitter
  const images = transposed(emitter, emitter.plain(x), toPlanes)
  const [, places] = graph.addSeveral('MaxPool', [images], attributes(windows), 2) as [Value, Value]
  const slopes = emitter.reshape(transposed(emitter, emitter.plain(dy), toPlanes), [-1])
  const zeros = graph.add('Expand', [graph.scalar(0), graph.ints([sizeOf(x.shape)])])
  const flat = graph.add('ScatterElements', [zeros, emitter.reshape(places, [-1]), slopes], {
    axis: 0,
    reduction: 'add',
  })
  const { rows, inputs, inSize } = windows
  return transposed(emitter, emitter.reshape(flat, [rows, inputs, ...inSize]), fromPlanes)
}

/** The mean of what a window sees: padding does not count. */
const avgPool: OnnxKernel = {
  infer: pooled,
  emit: (emitter, { inputs, attrs }) => {
    const x = input(inputs, 'x')
    const images = transposed(emitter, emitter.plain(x), toPlanes)
    const means = emitter.graph.add('AveragePool', [images], attributes(poolWindows(x.shape, attrs)))
    return transposed(emitter, means, fromPlanes)
  },
}

/** Each pixel takes the shares of all windows that see it: a transposed convolution with ones. */
const avgPoolGrad: OnnxKernel = {
  infer: ({ input: x }) => x as TensorType,
  emit: (emitter, { inputs, attrs }) => {
    const { graph } = emitter
    const [dy, x] = [input(inputs, 'dy'), input(inputs, 'input')]
    const windows = poolWindows(x.shape, attrs)
    const { rows, inputs: channels, inSize, outSize, strides, filter } = windows
    const seen = (axis: 0 | 1, place: number) => {
      const from = place * strides[axis] - windows.before[axis]
      return Math.min(inSize[axis], from + filter[axis]) - Math.max(0, from)
    }
    const shares = new Float32Array(outSize[0] * outSize[1])
    for (let i = 0; i < shares.length; i++) {
      const [row, column] = [Math.floor(i / outSize[1]), i % outSize[1]]
      shares[i] = 1 / (seen(0, row) * seen(1, column))
    }
    const planes = emitter.reshape(transposed(emitter, emitter.plain(dy), toPlanes), [rows * channels, 1, ...outSize])
    const slopes = graph.add('Mul', [planes, graph.constant(shares, [1, 1, ...outSize])])
    const ones = graph.constant(new Float32Array(filter[0] * filter[1]).fill(1), [1, 1, ...filter])
    const result = graph.add('ConvTranspose', [slopes, ones], {
      kernel_shape: filter,
      strides,
      pads: padsOf(windows),
      output_padding: both((axis) => Math.max(0, -beyondPadding(windows, axis))),
    })
    return transposed(emitter, emitter.reshape(result, [rows, channels, ...inSize]), fromPlanes)
  },
}

export const poolingKernels: ReadonlyMap<string, OnnxKernel> = new Map([
  ['MaxPool', maxPool],
  ['MaxPoolGrad', maxPoolGrad],
  ['AvgPool', avgPool],
  ['AvgPoolGrad', avgPoolGrad],
])
