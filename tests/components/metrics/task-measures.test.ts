import { expect, test } from 'vitest'
import { RMSE } from '../../../src/components/metrics/rmse.js'
import { labelAccuracy } from '../../../src/training/accuracy.js'
import { cases, losses } from './measure-cases.js'

test.each(cases.filter(({ kind }) => kind === 'labels'))('accuracy of $name is the share that is right', (one) => {
  const found = labelAccuracy(Float32Array.from(one.logits), Float32Array.from(one.targets ?? []))
  expect(found).toBeCloseTo(one.values.acc as number, 12)
})

test('a metric leaves tasks out that it does not fit, and averages those that it has', () => {
  const metric = new RMSE()
  const loss = (task: number) => (task === 1 ? losses.class : losses.numbers)
  const names: Record<number, string> = { 1: 'kind', 2: 'mass', 3: 'size' }
  const setup = {
    compat: null,
    tasks: [1, 2, 3],
    numClasses: () => 1,
    loss,
    taskName: (task: number) => `${names[task]}`,
  }
  metric.onValidationStart(setup)
  for (const [taskId, distance] of [[1, 5] as const, [2, 1] as const, [3, 2] as const]) {
    const row = { y: Int32Array.of(0), preds: () => Int32Array.of(0), logits: Float32Array.of(distance) }
    metric.onValidationBatch({ loss_cls: 0, rows: 1, taskId, ...row, targets: Float32Array.of(0) })
  }
  expect(metric.onValidationEnd()).toEqual({
    'learning_curve/val/rmse': 1.5,
    'task/val/rmse_mass': 1,
    'task/val/rmse_size': 2,
  })
  metric.onTestStart({ ...setup, tasks: [1] })
  expect(metric.onTestEnd()).toEqual({})
})
