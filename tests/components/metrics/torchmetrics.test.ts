import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AUROC } from '../../../src/components/metrics/auroc.js'
import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { F1, type F1Params } from '../../../src/components/metrics/f1.js'
import type { TaskMeasure } from '../../../src/components/metrics/task-measure.js'
import { fromPlain, toPlain } from '../../../src/config/index.js'
import { withOurMetric } from '../../../src/schema/torch-metrics.js'
import { measure } from './measure-cases.js'

/** Figures of torchmetrics 1.9 of 24 rows of logits: classes `y`, and labels by their sigmoids. */
type Recorded = { logits: number[][]; y: number[]; labels: number[][] } & Record<string, unknown>
const file = new URL('torchmetrics.json', import.meta.url)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded

const makers: Readonly<Record<string, (params: F1Params) => TaskMeasure>> = {
  'polyhead.metrics.F1': (params) => new F1(params),
  'polyhead.metrics.AUROC': (params) => new AUROC(params),
  'polyhead.metrics.BalancedAccuracy': (params) => new BalancedAccuracy(params),
}

test.each([
  ['MulticlassAccuracy', {}, 'class'],
  ['MulticlassF1Score', {}, 'class'],
  ['MulticlassF1Score micro', { average: 'micro' }, 'class'],
  ['MulticlassF1Score weighted', { average: 'weighted' }, 'class'],
  ['MulticlassAUROC', { thresholds: null }, 'class'],
  ['MultilabelF1Score', { num_labels: 4, threshold: 0.5 }, 'labels'],
  ['MultilabelAUROC', { num_labels: 4 }, 'labels'],
] as const)("%s %j gives torchmetrics' figure", (name, keys, kind) => {
  const target = `torchmetrics.classification.${name.split(' ')[0]}`
  const ours = toPlain(withOurMetric(fromPlain({ _target_: target, ...keys }))) as { _target_: string } & F1Params
  const { _target_, ...params } = ours
  const metric = (makers[_target_] as (typeof makers)[string])(params)
  const { logits, y, labels } = recorded
  const rows = { logits: logits.flat(), ...(kind === 'class' ? { y } : { targets: labels.flat() }) }
  const value = measure(metric, { name, kind, outputs: 4, values: {}, ...rows }, 7)
  expect(value).toBeCloseTo(recorded[name] as number, 6)
})
