import { expect, test } from 'vitest'
import { groupedDigits } from '../../src/util/grouped-digits.js'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567, '1,234,567'],
  [10n ** 21n, '1,000,000,000,000,000,000,000'],
])('%s is written as %s', (count, text) => {
  expect(groupedDigits(count)).toBe(text)
})
