import { describe, expect, test } from 'vitest'
import { builtinManifests, builtinRegistry } from '../../src/components/manifests.js'
import { componentSchema } from '../../src/schema/component-schema.js'

test.each([
  ['lightning.pytorch.trainer.Trainer', 'Trainer'],
  ['pytorch_lightning.trainer.trainer.Trainer', 'Trainer'],
  ['lightning.pytorch.loggers.csv_logs.CSVLogger', 'CSVLogger'],
  ['pytorch_lightning.loggers.tensorboard.TensorBoardLogger', 'TensorBoardLogger'],
  ['lightning.pytorch.callbacks.model_checkpoint.ModelCheckpoint', 'ModelCheckpoint'],
  ['lightning.pytorch.callbacks.progress.rich_progress.RichProgressBar', 'ProgressBar'],
  ['pytorch_lightning.callbacks.lr_monitor.LearningRateMonitor', 'LearningRateMonitor'],
  ['torch.optim.adamw.AdamW', 'AdamW'],
  ['torch.optim.lr_scheduler.StepLR', 'StepLR'],
])('%s is known by the module that it is defined in', (name, component) => {
  expect(builtinRegistry.find(name)?.target.split('.').at(-1)).toBe(component)
})

describe('every name of a component', () => {
  test.each(builtinManifests.map((manifest) => [manifest.target, manifest] as const))('%s', (target, manifest) => {
    const { properties } = componentSchema(manifest) as { properties: { _target_?: { enum?: string[] } } }
    const names = properties._target_?.enum
    if (names) expect([...names].sort()).toEqual([target, ...manifest.aliases].sort())
  })
})
