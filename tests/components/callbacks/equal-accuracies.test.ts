import { beforeAll, expect, test } from 'vitest'
import { EarlyStopping } from '../../../src/components/callbacks/early-stopping.js'
import { ModelCheckpoint } from '../../../src/components/callbacks/model-checkpoint.js'
import { ReduceLROnPlateau } from '../../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import type { ArrayBatch, BatchStream } from '../../../src/training/dataset.js'
import { RunningMean } from '../../../src/training/metric.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'
import { runWith } from './run-with.js'

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

/** Right rows of sixty, spread over batches of seven in another way for each validation. */
function batchesOf(right: number, shift: number): { right: number; rows: number }[] {
  const isRight = Array.from({ length: 60 }, (_, row) => (row * 7 + shift * 13) % 60 < right)
  return Array.from({ length: 9 }, (_, batch) => {
    const rows = isRight.slice(7 * batch, 7 * batch + 7)
    return { right: rows.filter(Boolean).length, rows: rows.length }
  })
}

test('of ten validations the four that got more rows right are saved, as in Lightning', async () => {
  const rights = [18, 18, 18, 20, 20, 21, 21, 24, 24, 24].map((right, shift) => batchesOf(right, shift))
  const values = rights.map((batches) => {
    const mean = new RunningMean()
    for (const { right, rows } of batches) mean.update(right / rows, rows)
    return mean.compute() as number
  })
  // What float32 means of batches add up to would take equal accuracies for better ones.
  const added = rights.map((batches) =>
    batches.reduce((sum, { right, rows }) => sum + Math.fround(right / rows) * rows, 0),
  )
  expect(savedOf(added.map((sum) => sum / 60))).toBeGreaterThan(4)
  expect(savedOf(values)).toBe(4)
  const { saved } = await runWith(new ModelCheckpoint({ monitor: 'val/x', mode: 'max' }), values)
  expect(saved).toEqual(['best', 'best', 'best', 'best'])
})

/** How often a value is more than all before it. */
function savedOf(values: readonly number[]): number {
  return values.filter((value, i) => values.slice(0, i).every((before) => value > before)).length
}
