import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AUROC } from '../../../src/components/metrics/auroc.js'
import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { F1 } from '../../../src/components/metrics/f1.js'
import { fromPlain, toPlain } from '../../../src/config/index.js'
import { withOurMetric } from '../../../src/schema/torch-metrics.js'
import { measure } from './measure-cases.js'

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

/** The share of right rows, or of right labels: what `Accuracy` gets of a batch. */
function shareRight({ logits, y, targets }: Rows): number {
  const right = logits.map((own, row) => {
    if (y) return own.indexOf(Math.max(...own)) === y[row] ? 1 : 0
    return own.filter((logit, label) => logit > 0 === (targets?.[row]?.[label] === 1)).length / own.length
  })
  return right.reduce<number>((sum, each) => sum + each, 0) / logits.length
}

describe("a metric by torchmetrics' name gives torchmetrics' figure", () => {
  test.each(figures)('$target $keys, $rows', ({ target, keys, rows: of, value }) => {
    const { _target_, ...params } = toPlain(withOurMetric(fromPlain({ _target_: target, ...keys }))) as {
      _target_: string
    }
    const own = rows[of] as Rows
    const name = _target_.replace('polyhead.metrics.', '') as keyof typeof makers | 'Accuracy'
    if (name === 'Accuracy') {
      expect(shareRight(own)).toBeCloseTo(value, 6)
      return
    }
    const outputs = (own.logits[0] as number[]).length
    const flat = { logits: own.logits.flat(), ...(own.y ? { y: own.y } : { targets: own.targets?.flat() ?? [] }) }
    const ours = measure(new makers[name](params), { name, kind: own.kind, outputs, values: {}, ...flat }, 7)
    expect(ours).toBeCloseTo(value, 6)
  })
})
