import { afterAll, expect, test } from 'vitest'
import { loadYaml, toPlain } from '../../src/config/index.js'
import { withOurMetric } from '../../src/schema/torch-metrics.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

test.each([
  ['{_target_: torchmetrics.Accuracy, task: multiclass, num_classes: 10}', { _target_: 'polyhead.metrics.Accuracy' }],
  [
    '{_target_: torchmetrics.classification.accuracy.Accuracy, task: binary}',
    { _target_: 'polyhead.metrics.Accuracy' },
  ],
  ['{_target_: torchmetrics.F1Score, task: multiclass}', { _target_: 'polyhead.metrics.F1', average: 'micro' }],
  ['{_target_: torchmetrics.F1Score, average: macro}', { _target_: 'polyhead.metrics.F1', average: 'macro' }],
  ['{_target_: torchmetrics.MeanSquaredError, squared: false}', { _target_: 'polyhead.metrics.RMSE' }],
  ['{_target_: torchmetrics.regression.R2Score}', { _target_: 'polyhead.metrics.R2' }],
])('%s is one of ours', (written, ours) => {
  expect(toPlain(withOurMetric(loadYaml(written)))).toEqual(ours)
})

test.each([
  '{_target_: torchmetrics.MeanSquaredError}',
  '{_target_: torchmetrics.MaxMetric}',
  '{_target_: mine.Accuracy, task: multiclass}',
])('%s is none', (written) => {
  const node = loadYaml(written)
  expect(withOurMetric(node)).toBe(node)
})

test('a run measures by a metric of torchmetrics, and refuses a key that asks for something else', () => {
  const quick = ['train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=1', 'trainer.limit_train_batches=2']
  const f1 = (average: string) => `+metrics.f1={_target_:torchmetrics.F1Score,task:multiclass,num_classes:10${average}}`
  const { code, stderr } = project.polyhead(...quick, f1(''), 'hydra.run.dir=measured')
  expect(code, stderr).toBe(0)
  const row = project.read('measured/metrics.csv').trim().split('\n')
  expect(row[0]).toContain('learning_curve/val/f1')
  const topK = '+metrics.a={_target_:torchmetrics.Accuracy,task:multiclass,top_k:5}'
  const refused = project.polyhead(...quick, topK, 'hydra.run.dir=never')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('top_k')
  expect(project.has('never')).toBe(false)
})
