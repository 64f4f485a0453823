import type { BatchStream } from '../../../src/training/dataset.js'

export interface CollectedBatch {
  x: number[]
  y: number[]
  taskIds: number[]
}

/** Copies of all batches: the arrays of a stream are used again. */
export async function collect(stream: BatchStream, limit = Number.POSITIVE_INFINITY): Promise<CollectedBatch[]> {
  const batches: CollectedBatch[] = []
  for await (const { x, y, taskIds } of stream) {
    batches.push({ x: [...x], y: [...y], taskIds: [...taskIds] })
    if (batches.length >= limit) break
  }
  return batches
}
