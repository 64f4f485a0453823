import type { TensorInfo } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { KernelCall } from './kernel.js'

type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>

/**
 * The gradient of max pooling: dy goes to the first largest value of each window, where a NaN is larger than what was
 * before, as torch has it. Several times faster than the WASM backend's own.
 */
export function maxPoolGrad({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo }
  const info = tf.backend_util.computePool2DInfo(
    input.shape as PoolArguments[0],
    attrs.filterSize as PoolArguments[1],
    attrs.strides as PoolArguments[2],
    1,
    attrs.pad as PoolArguments[4],
    attrs.dimRoundingMode as PoolArguments[5],
  )
  const { inHeight, inWidth, outHeight, outWidth, padInfo, strideHeight, strideWidth, inChannels: channels } = info
  const result = backend.makeOutput(input.shape, 'float32')
  const x = backend.typedArrayFromHeap(input) as Float32Array
  const slope = backend.typedArrayFromHeap(dy) as Float32Array
  const dx = (backend.typedArrayFromHeap(result) as Float32Array).fill(0)
  let here = 0
  for (let image = 0; image < info.batchSize; image++) {
    const base = image * inHeight * inWidth * channels
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padInfo.top
      const firstRow = Math.max(0, top)
      const endRow = Math.min(inHeight, top + info.effectiveFilterHeight)
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padInfo.left
        const firstColumn = Math.max(0, left)
        const endColumn = Math.min(inWidth, left + info.effectiveFilterWidth)
        for (let channel = 0; channel < channels; channel++, here++) {
          let best = -1
          let largest = Number.NEGATIVE_INFINITY
          for (let y = firstRow; y < endRow; y++) {
            let place = base + (y * inWidth + firstColumn) * channels + channel
            for (let at = firstColumn; at < endColumn; at++, place += channels) {
              const value = x[place] as number
              if (value > largest || best < 0 || Number.isNaN(value)) {
                largest = value
                best = place
              }
            }
          }
          dx[best] = (dx[best] as number) + (slope[here] as number)
        }
      }
    }
  }
  return result
}
