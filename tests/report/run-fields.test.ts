import { expect, test } from 'vitest'
import { byVariety, differingParameters } from '../../src/report/run-fields.js'
import { finishedRun } from './summaries.js'

test('what some runs alone have parts them: a component, or a value; not what logs, nor the keys of another component', () => {
  const configs: Record<string, string | number | boolean>[] = [
    { 'optimizer._target_': 'polyhead.optimizers.SGD', 'optimizer.lr': 1, 'optimizer.momentum': 0 },
    { 'optimizer._target_': 'polyhead.optimizers.Adam', 'optimizer.lr': 1, 'optimizer.eps': 0.1 },
    { 'optimizer._target_': 'polyhead.optimizers.Adam', 'optimizer.lr': 1, 'optimizer.eps': 0.1, 'vars.a': 1 },
    {
      ...{ 'optimizer._target_': 'polyhead.optimizers.Adam', 'optimizer.lr': 1, 'optimizer.eps': 0.1 },
      ...{ 'callbacks.swa._target_': 'polyhead.callbacks.SWA', 'callbacks.swa.rate': 1 },
      ...{ 'loggers.more._target_': 'polyhead.loggers.CSVLogger', 'trainer.logger': false },
    },
  ]
  const runs = configs.map((config, i) => finishedRun(String(i), config, { 1: 0.5 }))
  expect(differingParameters(runs)).toEqual(['optimizer', 'vars.a', 'callbacks.swa'])
})

test('a component that is null in some runs is one name', () => {
  const configs: Record<string, string | null>[] = [
    { lr_scheduler: null },
    { 'lr_scheduler._target_': 'polyhead.lr_schedulers.StepLR' },
  ]
  const runs = configs.map((config, i) => finishedRun(String(i), config, { 1: 0.5 }))
  expect(differingParameters(runs)).toEqual(['lr_scheduler'])
})

test('what was varied stands before what came with another dataset', () => {
  const runs = [
    { 'dataset.num_classes': 10, 'optimizer.lr': 0.1, seed: 1 },
    { 'dataset.num_classes': 10, 'optimizer.lr': 0.1, seed: 2 },
    { 'dataset.num_classes': 10, 'optimizer.lr': 0.2, seed: 3 },
    { 'dataset.num_classes': 2, 'optimizer.lr': 0.2, seed: 4 },
  ].map((config) => finishedRun(String(config.seed), config, { 1: 0.5 }))
  const names = differingParameters(runs)
  expect(names[0]).toBe('dataset.num_classes')
  expect(byVariety(names, runs).filter((name) => name !== 'seed')).toEqual(['optimizer.lr', 'dataset.num_classes'])
})
