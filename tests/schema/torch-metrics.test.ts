import { afterAll, expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { loadYaml, toPlain } from '../../src/config/index.js'
import { unregistered } from '../../src/registry/instantiate.js'
import { torchMetricsNames } from '../../src/registry/torchmetrics-names.js'
import { torchMetricName, withOurMetric } from '../../src/schema/torch-metrics.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

const accuracy = { _target_: 'polyhead.metrics.Accuracy' }
const balanced = { _target_: 'polyhead.metrics.BalancedAccuracy', absent_classes: 'zero' }
const f1 = { _target_: 'polyhead.metrics.F1' }

test.each([
  [
    '{_target_: torchmetrics.Accuracy, task: multiclass, num_classes: 10, num_labels: 3}',
    { ...accuracy, task: 'multiclass', num_classes: 10 },
  ],
  ['{_target_: torchmetrics.Accuracy, task: binary, num_classes: 10}', { ...accuracy, task: 'binary' }],
  ['{_target_: torchmetrics.classification.accuracy.Accuracy, task: binary}', { ...accuracy, task: 'binary' }],
  ['{_target_: torchmetrics.F1Score, task: multiclass}', { ...f1, task: 'multiclass', average: 'micro' }],
  ['{_target_: torchmetrics.F1Score, average: macro}', { ...f1, average: 'macro' }],
  ['{_target_: torchmetrics.F1Score, task: binary, average: macro}', { ...f1, task: 'binary' }],
  ['{_target_: torchmetrics.classification.BinaryF1Score}', { ...f1, task: 'binary' }],
  ['{_target_: torchmetrics.MeanSquaredError, squared: false}', { _target_: 'polyhead.metrics.RMSE' }],
  ['{_target_: torchmetrics.regression.R2Score}', { _target_: 'polyhead.metrics.R2' }],
  ['{_target_: torchmetrics.classification.BinaryAccuracy}', { ...accuracy, task: 'binary' }],
  [
    '{_target_: torchmetrics.classification.MulticlassAccuracy, num_classes: 3, average: micro}',
    { ...accuracy, task: 'multiclass', num_classes: 3 },
  ],
  [
    '{_target_: torchmetrics.classification.MulticlassAccuracy, num_classes: 3}',
    { ...balanced, task: 'multiclass', num_classes: 3 },
  ],
  ['{_target_: torchmetrics.MeanMetric}', { _target_: 'polyhead.metrics.Loss' }],
  ['{_target_: torchmetrics.aggregation.MeanMetric, nan_strategy: warn}', { _target_: 'polyhead.metrics.Loss' }],
  // What asks for another figure stays, and is refused.
  [
    '{_target_: torchmetrics.classification.MulticlassAccuracy, average: none}',
    { ...balanced, task: 'multiclass', average: 'none' },
  ],
  [
    '{_target_: torchmetrics.classification.MultilabelF1Score, threshold: 0.3}',
    { ...f1, task: 'multilabel', threshold: 0.3 },
  ],
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

test.each([
  ['++loggers.c={_target_: lightning.pytorch.loggers.CometLogger}', 'known to Lightning, not here: nearest is'],
  ['++loggers.c={_target_: pytorch_lightning.loggers.neptune.NeptuneLogger}', "'polyhead.loggers.MLFlowLogger'"],
  ['++metrics.m={_target_: torchmetrics.MaxMetric}', "nearest is 'polyhead.callbacks.ModelCheckpoint'"],
])('%s is known, and not here', async (override, message) => {
  const { code, stderr } = await commandLine(project.dir, ['--dry-run', override])
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
})

const multiclass = 'torchmetrics.classification.MulticlassAccuracy'

test.each([
  [
    'torchmetrics.Accuracy, average: micr',
    "average of torchmetrics.Accuracy must be 'macro', 'micro'",
    "mean 'micro'?",
  ],
  [`${multiclass}, average: micr`, `average of ${multiclass} must be 'macro', 'micro' or 'weighted'`, "'micro'?"],
  [`${multiclass}, top_k: 2`, `top_k of ${multiclass} must be 1 or null here, but is 2`, ''],
  ['torchmetrics.F1Score, averge: micro', 'averge is not a key of torchmetrics.F1Score', "did you mean 'average'?"],
  [
    'torchmetrics.Accuracy, num_classes: 7',
    'num_classes is 7, but task 1 has 10 classes',
    '++metrics.m.num_classes=null',
  ],
  [`${multiclass}, num_classes: 11`, 'num_classes is 11, but task 1 has 10 classes', '++metrics.m.num_classes=null'],
  ['torchmetrics.ConfusionMatrix, num_classes: 2', 'num_classes is 2, but task 1 has 10', '=null'],
  ['torchmetrics.AUROC, num_classes: ten', 'num_classes must be an integer', 'for example 10'],
  ['torchmetrics.Accuracy, task: multilabel, num_labels: 3', 'task is multilabel: for tasks of labels', '=null'],
])('{_target_: %s} is told in the words of its own class', async (metric, message, hint) => {
  const { code, stderr } = await commandLine(project.dir, ['--dry-run', `++metrics.m={_target_: ${metric}}`])
  expect([code, stderr]).toEqual([2, expect.stringContaining(`metrics.m.${message}`)])
  expect(stderr).toContain(hint)
  const [, typed] = /(\+\+metrics\S+=null)/.exec(stderr) ?? []
  if (typed)
    expect((await commandLine(project.dir, ['--dry-run', `++metrics.m={_target_: ${metric}}`, typed])).code).toBe(0)
})

test('a profiler is known by its name: its other keys have no effect, and are told', async () => {
  const object = '{_target_: lightning.pytorch.profilers.SimpleProfiler, dirpath: x, filename: null}'
  const { code, stderr } = await commandLine(project.dir, ['--dry-run', `++trainer.profiler=${object}`])
  expect([code, stderr]).toEqual([0, expect.stringContaining('trainer.profiler.dirpath has no effect')])
  expect(stderr).not.toContain('filename has no effect')
})

test("torchvision's transforms are taken by their classes, too", async () => {
  const of = (transforms: string) => commandLine(project.dir, ['--dry-run', `+dataset.custom_transforms=${transforms}`])
  const crop = '{_target_: torchvision.transforms.RandomCrop, size: 8, padding: 1}'
  expect(await of(`[${crop}]`)).toMatchObject({ code: 0, stderr: '' })
  expect(await of(crop)).toMatchObject({ code: 0, stderr: '' })
  expect((await of(`{_target_: torchvision.transforms.v2.Compose, transforms: [${crop}]}`)).code).toBe(0)
  expect((await of('[{_target_: torchvision.transforms.RandomCrp}]')).stderr).toContain("did you mean 'RandomCrop'?")
  expect((await of('[{_target_: torchvision.transforms.RandomCrop, sze: 8}]')).stderr).toContain("did you mean 'size'?")
})

test.each([
  ['dataset.foo=3', false],
  ['foo=1', false],
  ['metrics.accuracy.foo=1', false],
  ['callbacks.x.y=1', false],
  ['vars.x=3', true],
  ['dataset.drop_lst=true', false],
])('%s: to add it is advised where a run would take it', async (override, advised) => {
  const { code, stderr } = await commandLine(project.dir, ['--dry-run', override])
  expect(code).toBe(2)
  expect(stderr.includes('to add it')).toBe(advised)
  if (advised) expect((await commandLine(project.dir, ['--dry-run', `+${override}`])).code).toBe(0)
  else expect((await commandLine(project.dir, ['--dry-run', `+${override}`])).code).toBe(2)
})

test('a run measures by a metric of torchmetrics, and refuses a key that asks for something else', async () => {
  const quick = ['train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=1', 'trainer.limit_train_batches=2']
  const f1 = (average: string) => `+metrics.f1={_target_:torchmetrics.F1Score,task:multiclass,num_classes:10${average}}`
  const { code, stderr } = await commandLine(project.dir, [...quick, f1(''), 'hydra.run.dir=measured'])
  expect(code, stderr).toBe(0)
  const row = project.read('measured/metrics.csv').trim().split('\n')
  expect(row[0]).toContain('learning_curve/val/f1')
  const topK = '+metrics.a={_target_:torchmetrics.Accuracy,task:multiclass,top_k:5}'
  const refused = await commandLine(project.dir, [...quick, topK, 'hydra.run.dir=never'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('top_k')
  expect(project.has('never')).toBe(false)
})

test('a metric of two classes does not fit tasks of ten: one error at its place, whose hint holds', async () => {
  const override = '+metrics.m={_target_:torchmetrics.classification.BinaryF1Score}'
  const args = ['train_tasks=2', 'eval_tasks=2', '--dry-run', override]
  const { code, stderr } = await commandLine(project.dir, args)
  expect([code, stderr]).toEqual([2, expect.stringContaining(`| ${override}`)])
  expect(stderr).toContain('metrics.m.task is binary: for tasks of two classes, but task 1 has 10 classes')
  const [typed] = /\+\+metrics\.m\.task=null/.exec(stderr) as RegExpExecArray
  expect((await commandLine(project.dir, [...args, typed])).code).toBe(0)
})

test.each([
  ['torchmetrics.Acuracy', { hint: "did you mean 'torchmetrics.Accuracy'?" }],
  ['torchmetrics.classification.MulticlasF1Score', { hint: expect.stringContaining('.MulticlassF1Score') }],
  ['torchmetric.AUROC', { hint: "did you mean 'torchmetrics.AUROC'?" }],
  ['torchmetrics.regression.MeanAbsolutError', { hint: expect.stringContaining('.MeanAbsoluteError') }],
  ['torchmetrics.classification.MulticlassPrecision', { message: expect.stringContaining('known to torchmetrics') }],
  ['torchmetrics.MetricCollection', { message: expect.stringContaining('nearest is a dict of metrics') }],
])('%s is told what it should be', (target, told) => {
  expect(unregistered(target, 'metrics.m', undefined, builtinRegistry)).toMatchObject(told)
})

test('every name that is suggested is one of ours', () => {
  for (const target of torchMetricsNames()) expect(torchMetricName(target), target).toBeDefined()
})

test('a key that an interpolation gives chooses, too', async () => {
  const metric = '+metrics.m={_target_:torchmetrics.Accuracy,task:multiclass,average:"${vars.how}"}'
  const of = (how: string) => commandLine(project.dir, ['--dry-run', `+vars.how=${how}`, metric])
  expect((await of('macro')).code).toBe(0)
  expect((await of('none')).stderr).toContain('metrics.m.average of torchmetrics.Accuracy must be')
})

test.each([
  ['+metrics.m={_target_: torchmetrics.MeanSquaredError}', "only by its root, as a metric with 'squared: false'"],
  ['+metrics.m={_target_: torchmetrics.ConfusionMatrix, task: multilabel}', "'task: multiclass' or 'task: binary'"],
])('%s: what it lacks is told, and not the name that was typed', async (override, message) => {
  const { code, stderr } = await commandLine(project.dir, ['--dry-run', override])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(stderr).not.toContain('did you mean')
})

test('a survey of a tree calls no metric one of ours that a run would refuse', () => {
  const target = 'torchmetrics.MeanSquaredError'
  expect(torchMetricName(target, loadYaml(`{_target_: ${target}}`))).toBeUndefined()
  expect(torchMetricName(target, loadYaml(`{_target_: ${target}, squared: false}`))).toBe('polyhead.metrics.RMSE')
})

test('resolvers that the project adds decide, too, which metric of ours it is', async () => {
  const added = new Project()
  added.write('package.json', '{"polyhead": {"resolvers": ["math"]}}')
  const { code, stderr } = await commandLine(added.dir, [
    '--dry-run',
    '+metrics.m={_target_: torchmetrics.Accuracy, task: multiclass, top_k: "${add:0,1}"}',
  ])
  added.remove()
  expect(code, stderr).toBe(0)
})

test('interpolations decide by their values; those that stay in the metric stay as they were written', () => {
  const written = loadYaml('{_target_: torchmetrics.F1Score, task: "${kind}", average: "${mean}", top_k: "${one}"}')
  const values = loadYaml('{_target_: torchmetrics.F1Score, task: multilabel, average: macro, top_k: 1}')
  expect(toPlain(withOurMetric(written, values))).toEqual({ ...f1, task: '${kind}', average: '${mean}' })
})
