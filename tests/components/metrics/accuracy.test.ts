import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { Loss } from '../../../src/components/metrics/loss.js'
import type { MetricSetup, MetricsCompat } from '../../../src/training/metric.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

function setup(compat: MetricsCompat = null): MetricSetup {
  return { compat, tasks: [1, 2], numClasses: () => 2 }
}

function validate(
  metric: Accuracy,
  values: readonly [task: number, acc: number, rows: number][],
  compat: MetricsCompat,
  sanity = false,
) {
  metric.onValidationStart({ ...setup(compat), sanity } as MetricSetup)
  for (const [taskId, acc, rows] of values) metric.onValidationBatch({ acc, loss_cls: 0, rows, taskId })
  return metric.onValidationEnd()
}

describe('Accuracy', () => {
  test('every validation starts afresh, and the average weighs tasks alike', () => {
    const metric = new Accuracy()
    metric.onFitStart(setup())
    validate(
      metric,
      [
        [1, 0, 10],
        [2, 0, 10],
      ],
      null,
      true,
    )
    expect(
      validate(
        metric,
        [
          [1, 1, 3],
          [1, 0, 1],
          [2, 0.25, 8],
        ],
        null,
      ),
    ).toEqual({
      'learning_curve/val/acc': 0.5,
      'task/val/acc_1': 0.75,
      'task/val/acc_2': 0.25,
    })
  })

  test('with compat clarena, validations add up over the fit, the sanity check too, and batches weigh alike', () => {
    const metric = new Accuracy()
    metric.onFitStart(setup('clarena'))
    validate(
      metric,
      [
        [1, 0, 10],
        [2, 0, 10],
      ],
      'clarena',
      true,
    )
    expect(
      validate(
        metric,
        [
          [1, 1, 3],
          [1, 0.5, 1],
          [2, 1, 8],
        ],
        'clarena',
      ),
    ).toEqual({
      'learning_curve/val/acc': 0.5,
      'task/val/acc_1': 0.5,
      'task/val/acc_2': 0.5,
    })
    metric.onFitStart(setup('clarena'))
    expect(
      validate(
        metric,
        [
          [1, 1, 1],
          [2, 1, 1],
        ],
        'clarena',
      )['learning_curve/val/acc'],
    ).toBe(1)
  })

  test('write their test results where they have a folder', () => {
    const [acc, loss] = [
      new Accuracy({ save_dir: join(root, 'results'), test_acc_plot_name: 'acc.png' }),
      new Loss({ save_dir: null }),
    ]
    for (const metric of [acc, loss]) {
      metric.onTestStart(setup())
      metric.onTestBatch({ acc: 1, loss_cls: 0.5, rows: 3, taskId: 1 })
      metric.onTestBatch({ acc: 0, loss_cls: 0.5, rows: 1, taskId: 1 })
      metric.onTestBatch({ acc: 0.25, loss_cls: 1.5, rows: 8, taskId: 2 })
    }
    expect(acc.onTestEnd()).toEqual({
      'acc/average_accuracy': 0.5,
      'acc/test_on_task_1': 0.75,
      'acc/test_on_task_2': 0.25,
    })
    expect(loss.onTestEnd()).toMatchObject({ 'loss_cls/average_classification_loss': 1 })
    expect(readFileSync(join(root, 'results', 'acc.csv'), 'utf8')).toBe(
      'average_accuracy,test_on_task_1,test_on_task_2\n0.5,0.75,0.25\n',
    )
    expect(readFileSync(join(root, 'results', 'acc.svg'), 'utf8')).toContain('>Task 2</text>')
    expect(existsSync(join(root, 'results', 'loss_cls.csv'))).toBe(false)
  })

  test('leave out tasks without rows, and write nothing where there were none at all', () => {
    const metric = new Accuracy({ save_dir: join(root, 'empty') })
    metric.onFitStart(setup())
    expect(validate(metric, [[2, 0.5, 4]], null)).toEqual({ 'learning_curve/val/acc': 0.5, 'task/val/acc_2': 0.5 })
    expect(validate(metric, [], null)).toEqual({})
    metric.onTestStart(setup())
    expect(metric.onTestEnd()).toEqual({})
    expect(existsSync(join(root, 'empty'))).toBe(false)
  })

  test('go on from their saved state', () => {
    const before = new Accuracy()
    before.onFitStart(setup('clarena'))
    before.onTrainBatch({ acc: 1, loss_cls: 0, rows: 2 })
    validate(
      before,
      [
        [1, 1, 1],
        [2, 0, 1],
      ],
      'clarena',
    )
    const after = new Accuracy()
    after.onFitStart(setup('clarena'))
    after.loadStateDict(JSON.parse(JSON.stringify(before.stateDict())))
    for (const metric of [before, after]) {
      expect(metric.onTrainBatch({ acc: 0, loss_cls: 0, rows: 2 })['task/train/acc']).toBe(0.5)
      expect(
        validate(
          metric,
          [
            [1, 0, 1],
            [2, 0, 1],
          ],
          'clarena',
        )['task/val/acc_1'],
      ).toBe(0.5)
    }
  })
})
