import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Kernel, KernelCall } from './kernel.js'

/**
 * Multiplies a batch of matrices one after another: the WASM backend has a quick product of two matrices, and one of
 * batches that is five to ten times slower.
 */
export function matrixByMatrix(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo }
    const [count, rows, width] = a.shape as [number, number, number]
    const columns = b.shape[2] as number
    const areBatches = a.shape.length === 3 && b.shape.length === 3 && count > 1 && b.shape[0] === count
    const arePlain = !attrs.transposeA && !attrs.transposeB && a.dtype === 'float32' && b.dtype === 'float32'
    const isEmpty = rows === 0 || width === 0 || columns === 0
    if (!areBatches || !arePlain || isEmpty) return original(call)
    const result = backend.makeOutput([count, rows, columns], 'float32')
    for (let place = 0; place < count; place++) {
      const left = matrixOf(a, place, [1, rows, width], backend)
      const right = matrixOf(b, place, [1, width, columns], backend)
      const product = original({ inputs: { a: left, b: right }, attrs, backend })
      // Views are made last: memory may move.
      const values = backend.typedArrayFromHeap(product) as Float32Array
      ;(backend.typedArrayFromHeap(result) as Float32Array).set(values, place * values.length)
      for (const { dataId } of [left, right, product]) backend.disposeData(dataId)
    }
    return result
  }
}

function matrixOf(x: TensorInfo, place: number, shape: number[], backend: KernelCall['backend']): TensorInfo {
  const matrix = backend.makeOutput(shape, 'float32')
  const own = backend.typedArrayFromHeap(matrix) as Float32Array
  const values = backend.typedArrayFromHeap(x) as Float32Array
  own.set(values.subarray(place * own.length, (place + 1) * own.length))
  return matrix
}
