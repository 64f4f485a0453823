import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { TaskMeasure } from '../../../src/components/metrics/task-measure.js'
import type { TaskLoss } from '../../../src/nn/losses/task-loss.js'
import type { MetricSetup } from '../../../src/training/metric.js'

export interface Case {
  name: string
  kind: 'class' | 'labels' | 'numbers'
  outputs: number
  logits: number[]
  y?: number[]
  targets?: number[]
  /** scikit-learn's figures. */
  values: Record<string, number | null>
}

/** scikit-learn's figures. */
export const { cases } = JSON.parse(readFileSync(new URL('task-measures.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

/** A loss of each kind of target. */
export const losses = {
  class: { name: 'cross_entropy' },
  labels: { name: 'binary_cross_entropy' },
  numbers: { name: 'mse' },
} as const satisfies Record<string, TaskLoss>

/** A test whose rows come in batches of so many. */
export function measure(
  metric: TaskMeasure,
  { kind, outputs, logits, y, targets }: Case,
  batch: number,
): number | null {
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

/** The metric's figure in all cases that scikit-learn has it for. @param figure as in the file */
export function agreesWithScikitLearn(figure: string, make: () => TaskMeasure): void {
  const own = cases.filter(({ values }) => figure in values)
  describe(`${figure} is that of scikit-learn, however the rows come in batches`, () => {
    test.each(own)('$kind, $name', (one) => {
      const expected = one.values[figure] as number | null
      for (const batch of [1, 7, 1000]) {
        const value = measure(make(), one, batch)
        if (expected === null) expect(value).toBeNull()
        else expect(value).toBeCloseTo(expected, 9)
      }
    })
  })
}
