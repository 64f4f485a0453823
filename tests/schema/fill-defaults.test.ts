import { expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { loadYaml, selectRaw, toYaml } from '../../src/config/index.js'
import type { MapNode } from '../../src/config/node.js'
import { fillDefaults } from '../../src/schema/fill-defaults.js'

function filled(yaml: string): MapNode {
  return fillDefaults(loadYaml(yaml) as MapNode, builtinRegistry, {})
}

test('optional keys that are left out come from the schema, which is their source', () => {
  const root = filled('optimizer:\n  _target_: torch.optim.Adam\n  lr: 0.5\n')
  expect(selectRaw(root, 'optimizer.eps')).toMatchObject({
    kind: 'float',
    value: 1e-8,
    source: { kind: 'schema', by: 'optimizer/adam' },
  })
  expect(selectRaw(root, 'optimizer.lr')).toMatchObject({ value: 0.5, source: { kind: 'file' } })
})

test("by the name of another library's class its defaults come, and say that they do", () => {
  const target = 'lightning.pytorch.callbacks.ModelCheckpoint'
  const root = filled(`callbacks: {a: {_target_: ${target}}, b: {_target_: polyhead.callbacks.ModelCheckpoint}}`)
  const by = 'callbacks/model_checkpoint'
  expect(selectRaw(root, 'callbacks.a.monitor')).toMatchObject({
    kind: 'null',
    source: { kind: 'schema', by: `${by} by the name '${target}'` },
  })
  expect(selectRaw(root, 'callbacks.b.monitor')).toMatchObject({
    value: 'learning_curve/val/loss_cls',
    source: { kind: 'schema', by },
  })
})

test('a default of 1.0 stays a float, where 1 would mean one batch', () => {
  const root = filled('trainer: {_target_: polyhead.trainers.Trainer}')
  expect(selectRaw(root, 'trainer.limit_train_batches')).toMatchObject({ kind: 'float', value: 1 })
  expect(toYaml(root)).toContain('limit_train_batches: 1.0\n')
})

test('nested components are filled too, in lists and dicts', () => {
  const root = filled(`lr_scheduler:
  _target_: polyhead.lr_schedulers.ChainedScheduler
  schedulers:
    - {_target_: polyhead.lr_schedulers.StepLR, step_size: 2}
callbacks:
  stop: {_target_: polyhead.callbacks.EarlyStopping}
`)
  expect(selectRaw(root, 'lr_scheduler.schedulers.0.gamma')).toMatchObject({ value: 0.1 })
  expect(selectRaw(root, 'callbacks.stop.patience')).toMatchObject({ source: { kind: 'schema' } })
})

test('what a positional argument gives is not filled', () => {
  const root = filled('metrics:\n  a: {_target_: polyhead.metrics.Accuracy, _args_: [there]}\n')
  expect(selectRaw(root, 'metrics.a.save_dir')).toBeUndefined()
  expect(selectRaw(root, 'metrics.a.test_acc_csv_name')).toMatchObject({ value: 'acc.csv' })
})

test('what is there stays: null, ???, interpolations, unknown keys and unknown components', () => {
  const yaml = `optimizer:
  _target_: torch.optim.SGD
  lr: ???
  momentum: \${m}
  mine: 1
other: {_target_: my.Thing}
`
  const root = filled(yaml)
  expect(selectRaw(root, 'optimizer.lr')).toMatchObject({ kind: 'missing' })
  expect(selectRaw(root, 'optimizer.momentum')).toMatchObject({ kind: 'interpolation' })
  expect(selectRaw(root, 'optimizer.mine')).toMatchObject({ value: 1 })
  expect(toYaml(selectRaw(root, 'other') as MapNode)).toBe('_target_: my.Thing\n')
})

test('the given config does not change, and one that is complete is itself again', () => {
  const root = loadYaml('optimizer: {_target_: torch.optim.SGD}') as MapNode
  const before = toYaml(root)
  const once = fillDefaults(root, builtinRegistry, {})
  expect(toYaml(root)).toBe(before)
  expect(toYaml(fillDefaults(once, builtinRegistry, {}))).toBe(toYaml(once))
})
