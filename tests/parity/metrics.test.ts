import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Accuracy } from '../../src/components/metrics/accuracy.js'
import { Loss } from '../../src/components/metrics/loss.js'
import type { MetricSetup, MetricsCompat, MetricValues } from '../../src/training/metric.js'
import { readVectors } from './read-vectors.js'

interface BatchValues {
  task: number
  n: number
  acc: number
  loss_cls: number
}

interface Vector {
  tasks: number[]
  train: { acc: number; loss_cls: number; logged: [name: string, value: number][] }[]
  val: BatchValues[]
  test: BatchValues[]
  train_epoch_end_logged: [name: string, value: number][]
  val_epoch_end_logged: [name: string, value: number][]
  acc_csv: string
  loss_cls_csv: string
  sample_weighted_for_comparison: Record<string, { acc: number; loss_cls: number }>
}

const vectors = readVectors<Vector>('e_metrics')
const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(folder, { recursive: true }))

function measures(save_dir: string) {
  return [new Accuracy({ save_dir }), new Loss({ save_dir })]
}

function setupOf(vector: Vector, compat: MetricsCompat): MetricSetup {
  return { compat, tasks: vector.tasks, numClasses: () => 10 }
}

function near(actual: number | undefined, expected: number): void {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected)))
}

function expectLogged(values: MetricValues, logged: readonly [string, number][]): void {
  for (const [name, value] of logged) near(values[name], value)
}

function testFiles(vector: Vector, compat: MetricsCompat, saveDir: string): Map<string, number>[] {
  const metrics = measures(saveDir)
  for (const metric of metrics) {
    metric.onTestStart(setupOf(vector, compat))
    for (const { task, n, ...values } of vector.test) metric.onTestBatch({ ...values, rows: n, taskId: task })
    metric.onTestEnd()
  }
  return ['acc.csv', 'loss_cls.csv'].map((file) => columns(readFileSync(join(saveDir, file), 'utf8')))
}

function columns(csv: string): Map<string, number> {
  const [header = '', row = '', ...rest] = csv.trimEnd().split('\n')
  expect(rest).toEqual([])
  const cells = row.split(',')
  return new Map(header.split(',').map((name, i) => [name, Number(cells[i])]))
}

describe.each(vectors)("CLArena's figures: %s", (name, vector) => {
  const setup = setupOf(vector, 'clarena')

  test('training, validation and what is logged', () => {
    const metrics = measures(folder)
    for (const metric of metrics) metric.onFitStart(setup)
    for (const { acc, loss_cls, logged } of vector.train) {
      const values = Object.assign({}, ...metrics.map((metric) => metric.onTrainBatch({ acc, loss_cls, rows: 16 })))
      expect(Object.keys(values).sort()).toEqual(logged.map(([key]) => key).sort())
      expectLogged(values, logged)
    }
    for (const metric of metrics) {
      metric.onValidationStart(setup)
      for (const { task, n, ...values } of vector.val) metric.onValidationBatch({ ...values, rows: n, taskId: task })
    }
    expectLogged(Object.assign({}, ...metrics.map((metric) => metric.onValidationEnd())), vector.val_epoch_end_logged)
    expectLogged(Object.assign({}, ...metrics.map((metric) => metric.onTrainEpochEnd())), vector.train_epoch_end_logged)
  })

  test('files of test results', () => {
    const files = testFiles(vector, 'clarena', join(folder, name))
    for (const [i, text] of [vector.acc_csv, vector.loss_cls_csv].entries()) {
      const expected = columns(text)
      expect([...(files[i] as Map<string, number>).keys()]).toEqual([...expected.keys()])
      for (const [column, value] of expected) near(files[i]?.get(column), value)
    }
  })

  test('our own figures weigh rows', () => {
    const [acc, loss] = testFiles(vector, null, join(folder, name))
    for (const [task, expected] of Object.entries(vector.sample_weighted_for_comparison)) {
      near(acc?.get(`test_on_task_${task}`), expected.acc)
      near(loss?.get(`test_on_task_${task}`), expected.loss_cls)
    }
  })
})
