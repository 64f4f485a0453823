import { afterAll, expect, test } from 'vitest'
import { loadYaml, toPlain } from '../../src/config/index.js'
import type { MapNode } from '../../src/config/node.js'
import { withPythonValues } from '../../src/schema/python-values.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

const quick = ['train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=1', 'trainer.limit_train_batches=2']

test.each([
  ['lightning.pytorch.profilers.SimpleProfiler', 'simple'],
  ['pytorch_lightning.profilers.simple.SimpleProfiler', 'simple'],
  ['lightning.pytorch.profilers.PyTorchProfiler', 'pytorch'],
  ['lightning.pytorch.strategies.DDPStrategy', 'ddp'],
  ['lightning.pytorch.strategies.ddp.DDPStrategy', 'ddp'],
  ['pytorch_lightning.strategies.SingleDeviceStrategy', 'single_device'],
])('%s is %s', (target, name) => {
  const root = loadYaml(`trainer: {profiler: {_target_: ${target}, dirpath: logs}, devices: 1}`) as MapNode
  expect(toPlain(withPythonValues(root))).toEqual({ trainer: { profiler: name, devices: 1 } })
})

test('what names another thing stays as it is, and so does a node without any', () => {
  const root = loadYaml('{trainer: {profiler: {_target_: mine.Profiler}, strategy: auto}, callbacks: {}}') as MapNode
  expect(withPythonValues(root)).toBe(root)
})

test.each([
  [
    '{_target_: torch.nn.CrossEntropyLoss, label_smoothing: 0.1, reduction: mean}',
    'cross_entropy',
    { label_smoothing: 0.1 },
  ],
  ['{_target_: torch.nn.modules.loss.CrossEntropyLoss, weight: [1, 2]}', 'cross_entropy', { class_weights: [1, 2] }],
  ['{_target_: torch.nn.HuberLoss, delta: 2.0}', 'huber', { delta: 2 }],
  ['{_target_: torch.nn.MSELoss}', 'mse', {}],
])("a task's loss %s is %s", (written, name, keys) => {
  const root = loadYaml(`dataset: {tasks: {1: {loss: ${written}}}}`) as MapNode
  expect(toPlain(withPythonValues(root))).toEqual({ dataset: { tasks: { 1: { loss: { name, ...keys } } } } })
})

test('a run takes a timedelta and a profiler that trees for Lightning make as objects', async () => {
  const { code, stderr } = await commandLine(project.dir, [
    ...quick,
    '++trainer.max_time={_target_:datetime.timedelta,minutes:9}',
    '++dataset.tasks={1:{loss:{_target_:torch.nn.CrossEntropyLoss,label_smoothing:0.1}}}',
    '++trainer.profiler={_target_:lightning.pytorch.profilers.SimpleProfiler}',
    '+callbacks.stop={_target_:lightning.pytorch.callbacks.Timer,duration:{_target_:datetime.timedelta,hours:1}}',
    'hydra.run.dir=timed',
  ])
  expect(code, stderr).toBe(0)
  expect(project.read('timed/run.log')).toContain('Profiler report')
  expect(project.read('timed/config.resolved.yaml')).toMatch(/max_time:\n +minutes: 9\n/)
})

test('a strategy of several processes is refused with the reason, at its place', async () => {
  const strategy = '++trainer.strategy={_target_:lightning.pytorch.strategies.DDPStrategy,find_unused_parameters:false}'
  const { code, stderr } = await commandLine(project.dir, [...quick, strategy])
  expect(code).toBe(2)
  expect(stderr).toContain('trainer.strategy=ddp is not possible: a run is one process on one device')
})
