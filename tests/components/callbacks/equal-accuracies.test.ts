import { beforeAll, expect, test } from 'vitest'
import { EarlyStopping } from '../../../src/components/callbacks/early-stopping.js'
import { ModelCheckpoint } from '../../../src/components/callbacks/model-checkpoint.js'
import { ReduceLROnPlateau } from '../../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import type { ArrayBatch, BatchStream } from '../../../src/training/dataset.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'

beforeAll(startBackend)

/**
 * Sixty rows of each task to validate, in batches of seven, each time in another order; the same model gets as many
 * right.
 */
class ShiftingDataset extends TinyDataset {
  #validations = 0

  override valBatches(taskId: number): BatchStream {
    const shift = 11 * this.#validations++
    return {
      length: 9,
      async *[Symbol.asyncIterator](): AsyncGenerator<ArrayBatch> {
        for (let first = 0; first < 60; first += 7) {
          const rows = Array.from({ length: Math.min(7, 60 - first) }, (_, i) => (first + i + shift) % 60)
          yield {
            x: Float32Array.from(rows.flatMap((row) => [Math.sin(row), Math.cos(row * row)])),
            y: Int32Array.from(rows, (row) => row % 2),
            taskIds: new Int32Array(rows.length).fill(taskId),
            size: rows.length,
          }
        }
      },
    }
  }
}

test('equal accuracies are no improvement to checkpoints, early stopping and plateaus, however the rows came in batches', async () => {
  const monitor = 'learning_curve/val/acc'
  const scheduler = new ReduceLROnPlateau({ monitor, mode: 'max', threshold: 0, patience: 1 })
  const algorithm = tinyAlgorithm(scheduler, 0)
  const saved: string[] = []
  const values = new Set<number>()
  const trainer = new Trainer({
    max_epochs: 10,
    metrics: { accuracy: new Accuracy() },
    callbacks: {
      stop: new EarlyStopping({ monitor, mode: 'max', patience: 3 }),
      best: new ModelCheckpoint({ monitor, mode: 'max' }),
      watch: { onTrainEpochEnd: ({ metrics }) => void values.add(metrics.get(monitor) as number) },
    },
    saveWeights: async (name) => void saved.push(name),
  })
  const { epochs } = await trainer.fit(algorithm, new ShiftingDataset())
  expect(values.size).toBe(1)
  expect(saved).toEqual(['best'])
  expect(epochs).toBe(4)
  expect(scheduler.stateDict()).toMatchObject({ num_bad_epochs: 1 })
  algorithm.dispose()
})
