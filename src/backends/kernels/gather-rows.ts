import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Kernel } from './kernel.js'

/**
 * Gathers along the first axis by copying whole rows: the WASM backend's own computes where each number lies, which
 * takes ten times as long as the product that the rows go into.
 */
export function gatherRows(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const { x, indices } = inputs as { x: TensorInfo; indices: TensorInfo }
    const isPlain = Number(attrs.axis ?? 0) === 0 && Number(attrs.batchDims ?? 0) === 0
    if (x.dtype !== 'float32' || indices.dtype !== 'int32' || !isPlain) return original(call)
    const [rows, ...rest] = x.shape as [number, ...number[]]
    const width = rest.reduce((product, size) => product * size, 1)
    const places = backend.typedArrayFromHeap(indices) as Int32Array
    if (places.some((place) => place < 0 || place >= rows)) return original(call)
    const result = backend.makeOutput([...indices.shape, ...rest], 'float32')
    // Memory may have moved.
    const values = backend.typedArrayFromHeap(x) as Float32Array
    const gathered = backend.typedArrayFromHeap(result) as Float32Array
    const own = backend.typedArrayFromHeap(indices) as Int32Array
    for (const [i, place] of own.entries()) gathered.set(values.subarray(place * width, (place + 1) * width), i * width)
    return result
  }
}
