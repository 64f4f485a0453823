import { expect, test } from 'vitest'
import { interval, intervalText } from '../../src/report/interval.js'
import { estimate } from '../../src/util/statistics.js'

const wide = (mean: number) => ({ n: 2, mean, std: 1, ci95: 2 })

test.each([
  ['acc', 0.9, 0, 1],
  ['balanced_acc', 0.9, 0, 1],
  ['f1', 0.1, 0, 1],
  ['auroc', 0.5, 0, 1],
  ['loss', 0.5, 0, 2.5],
  ['mae', 0.5, 0, 2.5],
  ['rmse', 0.5, 0, 2.5],
  ['r2', 0.5, -1.5, 1],
  ['figure', 0.5, -1.5, 2.5],
])('an interval of %s stays within what it may be', (metric, mean, low, high) => {
  expect(interval(wide(mean), metric)).toEqual([low, high])
})

test('one value has no interval', () => {
  expect(interval(estimate([0.9]), 'acc')).toBeNull()
  expect(intervalText(estimate([0.9]), 'acc')).toBe('')
  expect(intervalText(null, 'acc')).toBe('')
  expect(intervalText(wide(0.9), 'acc')).toBe('0.0000 … 1.0000')
})
