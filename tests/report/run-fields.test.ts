import { expect, test } from 'vitest'
import { byVariety, differingParameters } from '../../src/report/run-fields.js'
import { finishedRun } from './summaries.js'

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
