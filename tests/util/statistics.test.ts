import { expect, test } from 'vitest'
import { estimate, studentT975 } from '../../src/util/statistics.js'

// Quantiles of standard tables, to the digits that they print.
test.each([
  [1, 12.706],
  [2, 4.303],
  [4, 2.776],
  [9, 2.262],
  [10, 2.228],
  [15, 2.131],
  [30, 2.042],
  [120, 1.98],
])("Student's t with %d degrees of freedom", (degrees, expected) => {
  expect(studentT975(degrees)).toBeCloseTo(expected, 3)
})

test('mean, sample standard deviation and interval of a sample', () => {
  const { n, mean, std, ci95 } = estimate([1, 2, 3, 4, 5])
  expect([n, mean]).toEqual([5, 3])
  expect(std).toBeCloseTo(Math.sqrt(2.5), 12)
  expect(ci95).toBeCloseTo((2.7764451 * Math.sqrt(2.5)) / Math.sqrt(5), 6)
})

test('one measurement has no spread', () => {
  expect(estimate([0.5])).toEqual({ n: 1, mean: 0.5, std: null, ci95: null })
})
