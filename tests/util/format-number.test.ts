import { expect, test } from 'vitest'
import { formatNumber } from '../../src/util/format-number.js'

// what Python's format() gives for the float
test.each([
  [0, '.3', '0.0'],
  [10, '.3', '10.0'],
  [99.95, '.3', '1e+02'],
  [123, '8.3', '1.23e+02'],
  [0.00001234, '.3', '1.23e-05'],
  [2.5, '.0', '2e+00'],
  [12345, '.5', '1.2345e+04'],
  [123, '.3g', '123'],
  [1e21, '.2f', '1000000000000000000000.00'],
  [-1.5e22, '.0f', '-15000000000000000000000'],
])('%d as %s is %s', (value, spec, text) => {
  expect(formatNumber(value, spec, String(value))).toBe(text)
})
