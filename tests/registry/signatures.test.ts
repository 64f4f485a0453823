import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { type MapNode, type Node, toPlain } from '../../src/config/index.js'
import { loadYaml } from '../../src/config/yaml/load-yaml.js'
import type { Manifest } from '../../src/registry/manifest.js'
import { componentSchema, ownProperties } from '../../src/schema/component-schema.js'
import { fillNode } from '../../src/schema/fill-defaults.js'

/** Of a parameter that must be given. */
const REQUIRED = '<required>'

/** What classes take in torch 2.15, Lightning 2.6 and CLArena 1.1.0, with the defaults; without what a run brings. */
const signatures = JSON.parse(readFileSync(new URL('signatures.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, unknown>
>

/** Keys of CLArena's alone: its dialect takes them. */
const BY_DIALECT = ['save_after_each_task']

/** Where a default is another one here: by the key, or the class and the key. */
const OTHERWISE: Readonly<Record<string, string>> = {
  differentiable: 'null is false',
  capturable: 'null is false',
  activation_layer: 'torch.nn.ReLU is ReLU',
  'ModelCheckpoint.save_last': 'null is false',
  'RichProgressBar.refresh_rate': 'a line at a time is drawn',
  'RichProgressBar.theme': 'there is none',
  'TensorBoardLogger.default_hp_metric': 'no metric of hyperparameters is written',
  'WandbLogger.offline': 'runs are written offline alone',
  'WandbLogger.project': 'null is lightning_logs',
  'WandbLogger.save_dir': 'must be given here',
  'MLFlowLogger.save_dir': 'has no effect',
  'Trainer.accelerator': 'null is auto',
  'Trainer.strategy': 'null is auto',
  'Trainer.devices': 'null is auto',
  'Trainer.num_nodes': 'null is 1',
  'Trainer.limit_train_batches': 'null is 1.0',
  'Trainer.limit_val_batches': 'null is 1.0',
  'Trainer.limit_test_batches': 'null is 1.0',
  'Trainer.val_check_interval': 'null is 1.0',
  'Trainer.num_sanity_val_steps': 'null is 2',
  'Trainer.log_every_n_steps': 'null is 50',
  'Trainer.enable_progress_bar': 'null is true',
  'Trainer.gradient_clip_algorithm': 'null is norm',
  'Trainer.deterministic': 'every run is',
  'Trainer.inference_mode': 'has no effect',
  'Trainer.use_distributed_sampler': 'has no effect',
  'Trainer.sync_batchnorm': 'has no effect',
  'Trainer.reload_dataloaders_every_n_epochs': 'has no effect',
  'Trainer.enable_autolog_hparams': 'null is true',
}

const classes = Object.entries(signatures)

const manifestOf = (target: string): Manifest => builtinRegistry.find(target) as Manifest

test.each(classes)('every key of %s is known', (target, defaults) => {
  const known = Object.keys(ownProperties(componentSchema(manifestOf(target))))
  expect(Object.keys(defaults).filter((key) => !known.includes(key) && !BY_DIALECT.includes(key))).toEqual([])
})

/** The keys that a class leaves out have other values here than its defaults. */
function othersOf(target: string): string[] {
  const own = toPlain(fillNode(loadYaml(`_target_: ${target}`) as MapNode, builtinRegistry) as Node)
  const same = (here: unknown, there: unknown) =>
    JSON.stringify(here) === JSON.stringify(there) || (there === '' && here === null)
  return Object.entries(signatures[target] ?? {})
    .filter(([key, there]) => there !== REQUIRED && !BY_DIALECT.includes(key))
    .filter(([key, there]) => !same((own as Record<string, unknown>)[key], there))
    .map(([key]) => key)
}

const explanationsOf = (target: string, key: string): string[] =>
  [key, `${target.split('.').at(-1)}.${key}`].filter((name) => Object.hasOwn(OTHERWISE, name))

test.each(classes)('by the name of %s, a component has the defaults of that class', (target) => {
  expect(othersOf(target).filter((key) => explanationsOf(target, key).length === 0)).toEqual([])
})

test('nothing is explained that is the same', () => {
  const needed = classes.flatMap(([target]) => othersOf(target).flatMap((key) => explanationsOf(target, key)))
  expect(Object.keys(OTHERWISE).filter((name) => !needed.includes(name))).toEqual([])
})

test('by its own name, a component has its own defaults', () => {
  const { monitor } = toPlain(
    fillNode(loadYaml('_target_: polyhead.callbacks.ModelCheckpoint') as MapNode, builtinRegistry) as Node,
  ) as { monitor: string }
  expect(monitor).toBe('learning_curve/val/loss_cls')
})
