import type { TensorInfo } from '@tensorflow/tfjs-core'
import { type ConvInfo, convInfo } from './conv-info.js'
import { callKernel, type Kernel, type KernelCall } from './kernel.js'

/**
 * The gradient of a convolution by its input: dy, spread by the stride with zeros between, convolved with the filter
 * turned round. The WASM backend's own is a plain loop.
 */
export function conv2dBackpropInput(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo }
    const inputShape = attrs.inputShape as number[]
    const info = convInfo(inputShape, filter.shape, attrs)
    const pad = spreadPadding(info)
    if (info.dilationHeight !== 1 || info.dilationWidth !== 1 || !pad) return original(call)
    const turned = turn(filter, backend)
    const plain = info.strideHeight === 1 && info.strideWidth === 1
    const spread = plain ? dy : spreadByStride(dy, info, backend)
    const result = callKernel(
      'Conv2D',
      backend,
      { x: spread, filter: turned },
      { strides: [1, 1], dilations: [1, 1], dataFormat: 'NHWC', pad: [[0, 0], pad.rows, pad.columns, [0, 0]] },
    )
    backend.disposeData(turned.dataId)
    if (!plain) backend.disposeData(spread.dataId)
    return result
  }
}

interface Padding {
  rows: [number, number]
  columns: [number, number]
}

/**
 * The zeros around dy for which the convolution gives as many pixels as the input has; undefined: dy would have to be
 * cut.
 */
function spreadPadding(info: ConvInfo): Padding | undefined {
  const side = (filter: number, before: number, out: number, stride: number, size: number): [number, number] => {
    const first = filter - 1 - before
    return [first, size + filter - 1 - first - ((out - 1) * stride + 1)]
  }
  const { filterHeight, filterWidth, padInfo, strideHeight, strideWidth } = info
  const rows = side(filterHeight, padInfo.top, info.outHeight, strideHeight, info.inHeight)
  const columns = side(filterWidth, padInfo.left, info.outWidth, strideWidth, info.inWidth)
  return [...rows, ...columns].every((size) => size >= 0) ? { rows, columns } : undefined
}

/** `[kh, kw, inputs, outputs]` to `[kh, kw, outputs, inputs]`, rows and columns in reverse. */
function turn(filter: TensorInfo, backend: KernelCall['backend']): TensorInfo {
  const swapped = callKernel('Transpose', backend, { x: filter }, { perm: [0, 1, 3, 2] })
  if (filter.shape[0] === 1 && filter.shape[1] === 1) return swapped
  const turned = callKernel('Reverse', backend, { x: swapped }, { dims: [0, 1] })
  backend.disposeData(swapped.dataId)
  return turned
}

/** dy with stride − 1 zeros between its pixels. */
function spreadByStride(dy: TensorInfo, info: ConvInfo, backend: KernelCall['backend']): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info
  const height = (outHeight - 1) * strideHeight + 1
  const width = (outWidth - 1) * strideWidth + 1
  const spread = backend.makeOutput([batchSize, height, width, outChannels], 'float32')
  const from = backend.typedArrayFromHeap(dy) as Float32Array
  const to = (backend.typedArrayFromHeap(spread) as Float32Array).fill(0)
  let place = 0
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const line = (image * height + row * strideHeight) * width
      for (let column = 0; column < outWidth; column++, place += outChannels) {
        to.set(from.subarray(place, place + outChannels), (line + column * strideWidth) * outChannels)
      }
    }
  }
  return spread
}
