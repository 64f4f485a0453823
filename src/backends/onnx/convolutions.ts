import { blocksOf } from './blocks.js'
import type { Value } from './graph.js'
import { type Emitter, input, type OnnxKernel, type Ref } from './kernel.js'
import { activated } from './matrices.js'
import { type MatrixProduct, Patches } from './patches.js'
import { both, convWindows, padsOf, resultShape, type Windows } from './windows.js'

/** `[rows, height, width, channels]` to ONNX's `[rows, channels, height, width]`, and back. */
export const toPlanes = [0, 3, 1, 2]
export const fromPlanes = [0, 2, 3, 1]

/** `[height, width, inputs, outputs]` to `[outputs, inputs, height, width]`. */
const toFilter = [3, 2, 0, 1]

export function transposed({ graph }: Emitter, value: Value, perm: readonly number[]): Value {
  return graph.add('Transpose', [value], { perm })
}

const conv2d: OnnxKernel = {
  infer: ({ x, filter }, attrs) => ({
    shape: resultShape(convWindows((x as Ref).shape, (filter as Ref).shape, attrs)),
    dtype: 'float32',
  }),
  emit: (emitter, { inputs, attrs }) => {
    const [x, filter] = [input(inputs, 'x'), input(inputs, 'filter')]
    const windows = convWindows(x.shape, filter.shape, attrs)
    const patches = Patches.of(emitter, windows, filter.shape[2] as number)
    if (patches) return emitter.reshape(productOfMatrices(emitter, patches.forward(x, filter)), resultShape(windows))
    return blocksOf(emitter).convolve(x, filter, windows) ?? convolve(emitter, x, filter, windows)
  },
}

function productOfMatrices({ graph }: Emitter, { operands, flags }: MatrixProduct): Value {
  return graph.add('Gemm', operands, flags)
}

function convolve(emitter: Emitter, x: Ref, filter: Ref, windows: Windows): Value {
  const images = transposed(emitter, emitter.plain(x), toPlanes)
  const weights = transposed(emitter, emitter.plain(filter), toFilter)
  const result = emitter.graph.add('Conv', [images, weights], {
    kernel_shape: windows.filter,
    strides: windows.strides,
    dilations: windows.dilations,
    pads: padsOf(windows),
    // where images have several times the filter's channels
    group: (x.shape[3] as number) / (filter.shape[2] as number),
  })
  return transposed(emitter, result, fromPlanes)
}

/** A convolution with bias and activation. */
const fusedConv2d: OnnxKernel = {
  infer: conv2d.infer,
  emit: (emitter, { inputs, attrs }) => {
    const [x, filter] = [input(inputs, 'x'), input(inputs, 'filter')]
    const product = convolve(emitter, x, filter, convWindows(x.shape, filter.shape, attrs))
    const shifted = inputs.bias ? emitter.graph.add('Add', [product, emitter.plain(inputs.bias)]) : product
    return activated(emitter, shifted, attrs, inputs.preluActivationWeights)
  },
}

const backpropInput: OnnxKernel = {
  infer: (_, { inputShape }) => ({ shape: inputShape as number[], dtype: 'float32' }),
  emit: (emitter, { inputs, attrs }) => {
    const [dy, filter] = [input(inputs, 'dy'), input(inputs, 'filter')]
    const windows = convWindows(attrs.inputShape as number[], filter.shape, attrs)
    const patches = Patches.of(emitter, windows, filter.shape[2] as number)
    if (patches) return patches.backpropInput(dy, filter)
    return blocksOf(emitter).backpropInput(dy, filter, windows) ?? backpropImages(emitter, dy, filter, windows)
  },
}

function backpropImages(emitter: Emitter, dy: Ref, filter: Ref, windows: Windows): Value {
  const slopes = transposed(emitter, emitter.plain(dy), toPlanes)
  const weights = transposed(emitter, emitter.plain(filter), toFilter)
  const { inSize, outSize, strides, dilations, before, after } = windows
  // rows and columns that no window reaches: at most a stride, less one
  const unseen = both((axis) => {
    const reach = (windows.filter[axis] - 1) * dilations[axis] + 1
    return inSize[axis] + before[axis] + after[axis] - ((outSize[axis] - 1) * strides[axis] + reach)
  })
  const result = emitter.graph.add('ConvTranspose', [slopes, weights], {
    kernel_shape: windows.filter,
    strides,
    dilations,
    pads: padsOf(windows),
    output_padding: unseen,
  })
  return transposed(emitter, result, fromPlanes)
}

const backpropFilter: OnnxKernel = {
  infer: (_, { filterShape }) => ({ shape: filterShape as number[], dtype: 'float32' }),
  emit: (emitter, { inputs, attrs }) => {
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')]
    const filterShape = attrs.filterShape as number[]
    const windows = convWindows(x.shape, filterShape, attrs)
    const channels = filterShape[2] as number
    const ofPatches = (patches: Patches | undefined) =>
      patches?.wholeFilter(productOfMatrices(emitter, patches.filterGradient(x, dy)))
    return (
      ofPatches(Patches.of(emitter, windows, channels)) ??
      blocksOf(emitter).backpropFilter(x, dy, windows) ??
      ofPatches(Patches.ofFew(emitter, windows, channels)) ??
      backpropWeights(emitter, x, dy, windows)
    )
  },
}

/** A convolution in which rows and channels have changed places, and dy is the filter: strides and dilations too. */
function backpropWeights(emitter: Emitter, x: Ref, dy: Ref, windows: Windows): Value {
  const { inSize, outSize, strides, dilations, before } = windows
  // so that the result has the filter's size: more zeros at the end, or fewer pixels
  const end = both((axis) => {
    const reach = (outSize[axis] - 1) * strides[axis] + (windows.filter[axis] - 1) * dilations[axis] + 1
    return reach - before[axis] - inSize[axis]
  })
  const images = transposed(emitter, emitter.plain(x), [3, 0, 1, 2])
  const seen = emitter.slice(images, {
    axes: [2, 3],
    starts: [0, 0],
    ends: both((axis) => inSize[axis] + Math.min(0, end[axis])),
  })
  const slopes = transposed(emitter, emitter.plain(dy), [3, 0, 1, 2])
  const result = emitter.graph.add('Conv', [end.some((size) => size < 0) ? seen : images, slopes], {
    kernel_shape: outSize,
    strides: dilations,
    dilations: strides,
    pads: [...before, ...end.map((size) => Math.max(0, size))],
  })
  return transposed(emitter, result, [2, 3, 0, 1])
}

export const convolutionKernels: ReadonlyMap<string, OnnxKernel> = new Map<string, OnnxKernel>([
  ['Conv2D', conv2d],
  ['FusedConv2D', fusedConv2d],
  ['Conv2DBackpropInput', backpropInput],
  ['Conv2DBackpropFilter', backpropFilter],
])
