import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { AUROC } from '../../../src/components/metrics/auroc.js'
import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { F1 } from '../../../src/components/metrics/f1.js'
import { fromPlain, toPlain } from '../../../src/config/index.js'
import { withOurMetric } from '../../../src/schema/torch-metrics.js'
import { classAccuracy, labelAccuracy } from '../../../src/training/accuracy.js'
import { losses, measure } from './measure-cases.js'

/** Logits of a task's rows with their classes `y`, or labels. */
interface Rows {
  kind: 'class' | 'labels'
  logits: number[][]
  y?: number[]
  targets?: number[][]
}

/** Figures of torchmetrics 1.9: also of classes that no row has, and labels that no row has, or every row. */
const { rows, figures } = JSON.parse(readFileSync(new URL('torchmetrics.json', import.meta.url), 'utf8')) as {
  rows: Record<string, Rows>
  figures: { target: string; keys: Record<string, string>; rows: string; value: number }[]
}

const makers = { F1, AUROC, BalancedAccuracy }

/** A test's accuracy of rows that come in batches of so many. */
function accuracyOf(metric: Accuracy, { kind, logits, y, targets = [] }: Rows, batch: number): number | undefined {
  metric.onTestStart({ compat: null, tasks: [3], numClasses: () => (logits[0] as number[]).length })
  for (let from = 0; from < logits.length; from += batch) {
    const own = logits.slice(from, from + batch)
    const preds = Int32Array.from(own, (row) => row.indexOf(Math.max(...row)))
    const classes = Int32Array.from(y?.slice(from, from + batch) ?? preds)
    const acc =
      classAccuracy(preds, classes, 3, () => losses[kind]) ??
      labelAccuracy(Float32Array.from(own.flat()), Float32Array.from(targets.slice(from, from + batch).flat()))
    metric.onTestBatch({ acc, loss_cls: 0, rows: own.length, taskId: 3 })
  }
  return metric.onTestEnd()['acc/test_on_task_3']
}

describe("a metric by torchmetrics' name gives torchmetrics' figure", () => {
  test.each(figures)('$target $keys, $rows', ({ target, keys, rows: of, value }) => {
    const { _target_, ...params } = toPlain(withOurMetric(fromPlain({ _target_: target, ...keys }))) as {
      _target_: string
    }
    const own = rows[of] as Rows
    const name = _target_.replace('polyhead.metrics.', '') as keyof typeof makers | 'Accuracy'
    if (name === 'Accuracy') {
      expect(accuracyOf(new Accuracy(params), own, 7)).toBeCloseTo(value, 6)
      return
    }
    const outputs = (own.logits[0] as number[]).length
    const flat = { logits: own.logits.flat(), ...(own.y ? { y: own.y } : { targets: own.targets?.flat() ?? [] }) }
    const ours = measure(new makers[name](params), { name, kind: own.kind, outputs, values: {}, ...flat }, 7)
    expect(ours).toBeCloseTo(value, 6)
  })
})
