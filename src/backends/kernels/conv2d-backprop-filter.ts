import type { TensorInfo } from '@tensorflow/tfjs-core'
import { type ConvInfo, convInfo } from './conv-info.js'
import { callKernel, type KernelCall } from './kernel.js'

/** Elements of the unfolded image at a time: bounds the memory that a large batch takes. */
const budget = 1 << 22

/**
 * The gradient of a convolution by its filter, `[kh, kw, inputs, outputs]`: the product of the unfolded image, a row
 * for each place of the filter and channel, and dy. WebAssembly lacks this kernel.
 */
export function conv2dBackpropFilter({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo }
  const filterShape = attrs.filterShape as number[]
  const info = convInfo(x.shape, filterShape, attrs)
  const { inChannels, outChannels, filterHeight, filterWidth } = info
  const pixels = info.batchSize * info.outHeight * info.outWidth
  const result = backend.makeOutput(filterShape, 'float32')
  const planes = callKernel('Transpose', backend, { x }, { perm: [3, 0, 1, 2] })
  const matrix = callKernel('Reshape', backend, { x: dy }, { shape: [1, pixels, outChannels] })

  const places = filterHeight * filterWidth
  const group = Math.max(1, Math.min(places, Math.floor(budget / (inChannels * pixels))))
  for (let first = 0; first < places; first += group) {
    const count = Math.min(group, places - first)
    const unfolded = backend.makeOutput([1, count * inChannels, pixels], 'float32')
    // views come after every allocation: the heap may move
    const from = backend.typedArrayFromHeap(planes) as Float32Array
    const to = backend.typedArrayFromHeap(unfolded) as Float32Array
    for (let place = first; place < first + count; place++) {
      unfold(
        info,
        from,
        to,
        (place - first) * inChannels * pixels,
        Math.floor(place / filterWidth),
        place % filterWidth,
      )
    }
    const product = callKernel(
      'BatchMatMul',
      backend,
      { a: unfolded, b: matrix },
      { transposeA: false, transposeB: false },
    )
    const values = backend.typedArrayFromHeap(product) as Float32Array
    ;(backend.typedArrayFromHeap(result) as Float32Array).set(values, first * inChannels * outChannels)
    backend.disposeData(unfolded.dataId)
    backend.disposeData(product.dataId)
  }
  backend.disposeData(planes.dataId)
  backend.disposeData(matrix.dataId)
  return result
}

/** For one place of the filter: the pixel that it sees for each pixel of the output; zero outside the image. */
function unfold(info: ConvInfo, from: Float32Array, to: Float32Array, offset: number, ky: number, kx: number): void {
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info
  const top = ky * info.dilationHeight - padInfo.top
  const left = kx * info.dilationWidth - padInfo.left
  const firstColumn = Math.max(0, Math.ceil(-left / strideWidth))
  const endColumn = Math.max(firstColumn, Math.min(outWidth, Math.floor((inWidth - 1 - left) / strideWidth) + 1))
  let place = offset
  for (let plane = 0; plane < info.inChannels * info.batchSize; plane++) {
    const base = plane * inHeight * inWidth
    for (let row = 0; row < outHeight; row++, place += outWidth) {
      const y = row * strideHeight + top
      if (y < 0 || y >= inHeight) {
        to.fill(0, place, place + outWidth)
        continue
      }
      const source = base + y * inWidth + left
      to.fill(0, place, place + firstColumn)
      for (let column = firstColumn; column < endColumn; column++) {
        to[place + column] = from[source + column * strideWidth] as number
      }
      to.fill(0, place + endColumn, place + outWidth)
    }
  }
}
