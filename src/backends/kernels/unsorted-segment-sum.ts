import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { KernelCall } from './kernel.js'

/**
 * Sums the slices of x that have the same segment id; negative ids are left out. The gradient of gather. WebAssembly
 * lacks this kernel.
 */
export function unsortedSegmentSum({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo }
  const rank = segmentIds.shape.length
  const inner = x.shape.slice(rank)
  const width = inner.reduce((product, size) => product * size, 1)
  const result = backend.makeOutput([attrs.numSegments as number, ...inner], x.dtype)
  const ids = backend.typedArrayFromHeap(segmentIds)
  const values = backend.typedArrayFromHeap(x)
  const sums = backend.typedArrayFromHeap(result).fill(0)
  for (let slice = 0; slice < ids.length; slice++) {
    const id = ids[slice] as number
    if (id < 0) continue
    for (let i = 0; i < width; i++) {
      sums[id * width + i] = (sums[id * width + i] as number) + (values[slice * width + i] as number)
    }
  }
  return result
}
