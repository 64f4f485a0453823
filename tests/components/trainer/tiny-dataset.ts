import type { ArrayBatch, BatchStream, MTLDataset } from '../../../src/training/dataset.js'

/**
 * Batches of two rows of two features, of two classes: `train` batches mixing tasks 1 and 2; 3 and 1 batches of each to
 * validate and test.
 */
export class TinyDataset implements MTLDataset {
  readonly numTasks = 2
  readonly sampleShape = [2]
  readonly batchSize = 2
  readonly trainTasks = [1, 2]
  readonly evalTasks = [1, 2]

  /** @param damaged the batch whose first value is not a number. */
  constructor(
    private readonly trainCount = 5,
    private readonly damaged = -1,
  ) {}

  numClasses(): number {
    return 2
  }

  async prepare(): Promise<[]> {
    return []
  }

  async setup(): Promise<void> {}

  trainBatches(): BatchStream {
    return this.#stream(this.trainCount, Int32Array.of(1, 2), this.damaged)
  }

  valBatches(taskId: number): BatchStream {
    return this.#stream(taskId === 1 ? 3 : 1, Int32Array.of(taskId, taskId))
  }

  testBatches(taskId: number): BatchStream {
    return this.valBatches(taskId)
  }

  #stream(length: number, taskIds: Int32Array, damaged = -1): BatchStream {
    return {
      length,
      async *[Symbol.asyncIterator](): AsyncGenerator<ArrayBatch> {
        for (let i = 0; i < length; i++) {
          yield {
            x: Float32Array.of(i === damaged ? Number.NaN : 1, 0.5, -0.5, 1),
            y: Int32Array.of(0, 1),
            taskIds,
            size: 2,
          }
        }
      },
    }
  }
}
