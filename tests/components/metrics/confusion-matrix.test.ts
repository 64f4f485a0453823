import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../../src/backends/start-wasm.js'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { ConfusionMatrix } from '../../../src/components/metrics/confusion-matrix.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
beforeAll(startWasm)
afterAll(() => rmSync(root, { recursive: true }))

test('ConfusionMatrix counts true and predicted classes of each task', () => {
  const metric = new ConfusionMatrix({ save_dir: join(root, 'results') })
  metric.onTestStart({ compat: null, tasks: [1, 4], numClasses: (task) => (task === 1 ? 2 : 3) })
  const give = (taskId: number, y: number[], preds: number[]) =>
    metric.onTestBatch({
      acc: 0,
      loss_cls: 0,
      rows: y.length,
      taskId,
      y: Int32Array.from(y),
      preds: () => Int32Array.from(preds),
    })
  give(1, [0, 0, 1], [0, 1, 1])
  give(1, [1], [1])
  give(4, [2, 2, 0], [0, 0, 0])
  metric.onTestEnd()
  const read = (task: number) => readFileSync(join(root, 'results', `confusion_task_${task}.csv`), 'utf8')
  expect(read(1)).toBe('true_class,predicted_0,predicted_1\n0,1,1\n1,0,2\n')
  expect(read(4)).toBe('true_class,predicted_0,predicted_1,predicted_2\n0,1,0,0\n1,0,0,0\n2,2,0,0\n')
})

test('its diagonal is the accuracy that a test gives', async () => {
  const algorithm = tinyAlgorithm()
  const confusion = new ConfusionMatrix()
  const trainer = new Trainer({ metrics: { confusion, accuracy: new Accuracy() } })
  const { acc, rows } = await trainer.test(algorithm, new TinyDataset())
  for (const [task, value] of acc) {
    const matrix = confusion.matrix(task) as Int32Array[]
    const right = matrix.reduce((sum, counts, label) => sum + (counts[label] as number), 0)
    expect(right / (rows.get(task) as number)).toBeCloseTo(value, 6)
    expect(matrix.flatMap((counts) => [...counts]).reduce((sum, count) => sum + count)).toBe(rows.get(task))
  }
  algorithm.dispose()
})

test('a task with more classes than a matrix can have is refused before the run, not in its test', async () => {
  const algorithm = tinyAlgorithm()
  class ManyClasses extends TinyDataset {
    override numClasses(): number {
      return 5000
    }
  }
  const trainer = new Trainer({ metrics: { confusion: new ConfusionMatrix() } })
  expect(await trainer.check({ algorithm, dataset: new ManyClasses(), trains: false })).toMatchObject([
    { code: 'too-many-classes', path: 'metrics.confusion', hint: "leave it out: '~metrics.confusion'" },
    { message: 'a confusion matrix is of at most 4096 classes, but task 2 has 5000' },
  ])
  expect(await trainer.check({ algorithm, dataset: new TinyDataset(), trains: false })).toEqual([])
  algorithm.dispose()
})
