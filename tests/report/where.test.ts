import { expect, test } from 'vitest'
import { selectRuns } from '../../src/report/where.js'
import type { ConfigError } from '../../src/util/diagnostic.js'
import { finishedRun } from './summaries.js'

const RUNS = [
  finishedRun(
    'a',
    { 'optimizer._target_': 'polyhead.optimizers.SGD', 'optimizer.lr': 0.1, train_tasks: [1, 2] },
    { 1: 0.5 },
  ),
  finishedRun(
    'b',
    { 'optimizer._target_': 'polyhead.optimizers.Adam', 'optimizer.lr': 1e-3, train_tasks: 5 },
    { 1: 0.9 },
  ),
  { ...finishedRun('c', { 'optimizer.lr': null }, { 1: 0 }), status: 'failed' as const, results: null },
]

const select = (...conditions: string[]) => selectRuns(RUNS, conditions).map(({ dir }) => dir)

test.each([
  ['optimizer.lr<0.1', ['b']],
  ['optimizer.lr<=0.1', ['a', 'b']],
  ['optimizer.lr >= 1e-2', ['a']],
  ['optimizer=Adam', ['b']],
  ['optimizer!=Adam', ['a', 'c']],
  ['optimizer=sgd', ['a']],
  ['optimizer!=sgd', ['b', 'c']],
  ['status=failed', ['c']],
  ['acc>0.5', ['b']],
  ['acc_1==0.5', ['a']],
  ['train_tasks=[1,2]', ['a']],
  ['optimizer.lr=null', ['c']],
])('%s', (condition, expected) => {
  expect(select(condition)).toEqual(expected)
})

test('all conditions must hold', () => {
  expect(select('acc>0.1', 'optimizer=SGD')).toEqual(['a'])
})

test.each([
  ['optimizer.lrr<1', "no run here has 'optimizer.lrr'", "did you mean 'optimizer.lr'?"],
  ['lr', "'lr' is not a condition", "write one such as 'optimizer.lr<0.1' or 'status=done'"],
  ['acc>', "'>' has no value after it", "write one such as 'optimizer.lr<0.1' or 'status=done'"],
  ['>0.5', "'>0.5' is not a condition", "write one such as 'optimizer.lr<0.1' or 'status=done'"],
  ['acc>high', "'acc' is a number, and 'high' is none", "write one such as 'optimizer.lr<0.1' or 'status=done'"],
])('%s is refused', (condition, message, hint) => {
  let error: unknown
  try {
    select(condition)
  } catch (thrown) {
    error = thrown
  }
  expect((error as ConfigError).diagnostics[0]).toMatchObject({ message, hint })
})

test('a name of an option is that of its class, as it is typed', () => {
  const run = finishedRun('d', { 'lr_scheduler._target_': 'polyhead.lr_schedulers.StepLR' }, { 1: 1 })
  expect(selectRuns([run], ['lr_scheduler=step_lr'])).toEqual([run])
})

test('keys that every object has are no fields', () => {
  expect(() => select('constructor=1')).toThrow("no run here has 'constructor'")
})
