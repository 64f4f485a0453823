import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Kernel } from './kernel.js'

/**
 * Sums over the first axes: of a bias's gradient, of batch norm's statistics. Adds up in double precision, as torch
 * does there. The WASM backend's own transposes the whole tensor first.
 */
export function columnSums(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const x = inputs.x as TensorInfo
    const rank = x.shape.length
    const axes = [attrs.axis ?? x.shape.map((_, axis) => axis)].flat().map((axis) => (Number(axis) + rank) % rank)
    const leading = axes.length < rank && axes.every((axis) => axis < axes.length)
    if (x.dtype !== 'float32' || axes.length === 0 || !leading) return original(call)
    const rest = x.shape.slice(axes.length)
    const width = rest.reduce((product, size) => product * size, 1)
    const shape = attrs.keepDims ? [...axes.map(() => 1), ...rest] : rest
    const result = backend.makeOutput(shape, 'float32')
    const values = backend.typedArrayFromHeap(x) as Float32Array
    const sums = new Float64Array(width)
    for (let place = 0; place < values.length; ) {
      for (let column = 0; column < width; column++, place++) {
        sums[column] = (sums[column] as number) + (values[place] as number)
      }
    }
    ;(backend.typedArrayFromHeap(result) as Float32Array).set(sums)
    return result
  }
}
