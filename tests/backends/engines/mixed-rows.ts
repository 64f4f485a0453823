import type { ArrayBatch, BatchStream, MTLDataset } from '../../../src/training/dataset.js'
import { Generator } from '../../../src/util/generator.js'

/** Of each task. */
export const classes = new Map([
  [1, 4],
  [2, 3],
  [3, 2],
])

/** Rows of three tasks with heads of other widths; each fourth batch lacks one task. The last batch is smaller. */
export class MixedRows implements MTLDataset {
  readonly numTasks = 3
  readonly batchSize = 8
  readonly trainTasks = [1, 2, 3]
  readonly evalTasks = [1, 2, 3]

  constructor(readonly sampleShape: readonly number[]) {}

  numClasses(taskId: number): number {
    return classes.get(taskId) as number
  }

  async prepare() {
    return []
  }

  async setup() {}

  trainBatches(generator: Generator, start = 0): BatchStream {
    const draws = generator.clone()
    generator.u32()
    return this.#stream(
      [8, 8, 8, 8, 8, 5],
      draws,
      (batch, row) => {
        const tasks = batch % 4 === 3 ? [1, 3] : [1, 2, 3]
        return tasks[row % tasks.length] as number
      },
      start,
    )
  }

  valBatches(taskId: number): BatchStream {
    return this.#stream([8, 3], new Generator(5), () => taskId)
  }

  testBatches(taskId: number): BatchStream {
    return this.valBatches(taskId)
  }

  #stream(
    sizes: number[],
    generator: Generator,
    taskOf: (batch: number, row: number) => number,
    start = 0,
  ): BatchStream {
    const width = this.sampleShape.reduce((product, side) => product * side, 1)
    const batches = sizes.map((size, batch): ArrayBatch => {
      const taskIds = Int32Array.from({ length: size }, (_, row) => taskOf(batch, row))
      const y = taskIds.map((taskId) => generator.u32() % this.numClasses(taskId))
      return { x: generator.uniform(size * width, -1, 1), y, taskIds, size }
    })
    return {
      length: sizes.length,
      async *[Symbol.asyncIterator]() {
        yield* batches.slice(start)
      },
    }
  }
}

/** The same rows, each of all tasks: all rows with the first task, then all with the next. */
export class RowsOfAll extends MixedRows {
  override trainBatches(generator: Generator, start = 0): BatchStream {
    const mixed = super.trainBatches(generator, start)
    const { trainTasks } = this
    return {
      length: mixed.length,
      async *[Symbol.asyncIterator]() {
        for await (const { x, y, size } of mixed) {
          const taskIds = trainTasks.flatMap((taskId) => new Array<number>(size).fill(taskId))
          const labels = taskIds.map((taskId, i) => (y[i % size] as number) % (classes.get(taskId) as number))
          yield { x, y: Int32Array.from(labels), taskIds: Int32Array.from(taskIds), size, pairs: taskIds.length }
        }
      },
    }
  }
}
