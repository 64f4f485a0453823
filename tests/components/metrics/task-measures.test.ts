import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AUROC } from '../../../src/components/metrics/auroc.js'
import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { F1 } from '../../../src/components/metrics/f1.js'
import { MAE } from '../../../src/components/metrics/mae.js'
import { R2 } from '../../../src/components/metrics/r2.js'
import { RMSE } from '../../../src/components/metrics/rmse.js'
import type { TaskMeasure } from '../../../src/components/metrics/task-measure.js'
import type { TaskLoss } from '../../../src/nn/losses/task-loss.js'
import { labelAccuracy } from '../../../src/training/accuracy.js'
import type { MetricSetup } from '../../../src/training/metric.js'

interface Case {
  name: string
  kind: 'class' | 'labels' | 'numbers'
  outputs: number
  logits: number[]
  y?: number[]
  targets?: number[]
  values: Record<string, number | null>
}

/** scikit-learn's figures. */
const { cases } = JSON.parse(readFileSync(new URL('task-measures.json', import.meta.url), 'utf8')) as { cases: Case[] }

const losses = {
  class: { name: 'cross_entropy' },
  labels: { name: 'binary_cross_entropy' },
  numbers: { name: 'mse' },
} as const satisfies Record<string, TaskLoss>

const measures: Record<string, () => TaskMeasure> = {
  balanced_acc: () => new BalancedAccuracy(),
  f1_macro: () => new F1(),
  f1_micro: () => new F1({ average: 'micro' }),
  f1_weighted: () => new F1({ average: 'weighted' }),
  auroc: () => new AUROC(),
  mae: () => new MAE(),
  rmse: () => new RMSE(),
  r2: () => new R2(),
}

/** A test whose rows come in batches of so many. */
function measure(metric: TaskMeasure, { kind, outputs, logits, y, targets }: Case, batch: number): number | null {
  const setup: MetricSetup = { compat: null, tasks: [3], numClasses: () => outputs, loss: () => losses[kind] }
  metric.onTestStart(setup)
  const rows = logits.length / outputs
  for (let from = 0; from < rows; from += batch) {
    const to = Math.min(rows, from + batch)
    const own = Float32Array.from(logits.slice(from * outputs, to * outputs))
    const preds = Int32Array.from({ length: to - from }, (_, row) => {
      const scores = [...own.subarray(row * outputs, (row + 1) * outputs)]
      return scores.indexOf(Math.max(...scores))
    })
    metric.onTestBatch({
      ...{ loss_cls: 0, rows: to - from, taskId: 3, preds: () => preds, logits: own },
      y: Int32Array.from(y?.slice(from, to) ?? new Array<number>(to - from).fill(0)),
      ...(targets && { targets: Float32Array.from(targets.slice(from * outputs, to * outputs)) }),
    })
  }
  metric.onTestEnd()
  return metric.measures()[0]?.tasks.get(3) ?? null
}

describe.each(cases)('$kind, $name', (one) => {
  const wanted = Object.entries(one.values).filter(([name]) => name in measures)
  test.each(wanted)('%s is that of scikit-learn, however the rows come in batches', (name, expected) => {
    for (const batch of [1, 7, 1000]) {
      const value = measure((measures[name] as () => TaskMeasure)(), one, batch)
      if (expected === null) expect(value).toBeNull()
      else expect(value).toBeCloseTo(expected, 9)
    }
  })

  test.runIf(one.kind === 'labels')('accuracy is the share of labels that are right', () => {
    const found = labelAccuracy(Float32Array.from(one.logits), Float32Array.from(one.targets ?? []))
    expect(found).toBeCloseTo(one.values.acc as number, 12)
  })
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
