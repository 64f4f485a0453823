import { expect, test } from 'vitest'
import { pairedTest, twoSided } from '../../src/util/paired-test.js'
import { studentT975 } from '../../src/util/statistics.js'

test.each([1, 2, 3, 4, 5, 6, 9])(
  'the 97.5 % quantile with %i degrees of freedom is passed 5 times in 100',
  (degrees) => {
    expect(twoSided(studentT975(degrees), degrees)).toBeCloseTo(0.05, 6)
    expect(twoSided(-studentT975(degrees), degrees)).toBeCloseTo(0.05, 6)
    expect(twoSided(0, degrees)).toBe(1)
  },
)

test('differences that do not differ, or one alone, tell nothing', () => {
  expect(pairedTest([0.1])).toBeNull()
  expect(pairedTest([0.1, 0.1, 0.1])).toBeNull()
  expect(pairedTest([])).toBeNull()
})
