import { expect, test } from 'vitest'
import { readExpression } from '../../src/sweep/sweepers/filter-expression.js'

const VALUES: Readonly<Record<string, unknown>> = {
  x: -0.3,
  zero: 0,
  none: null,
  sizes: [64, 128],
  signed: [-0],
  deep: [{ a: [1] }],
  same: [{ a: [1] }],
  other: [{ a: [2] }],
}

const valueBy = (text: string): unknown => {
  const expression = readExpression(text)
  if (typeof expression !== 'function') throw new Error(expression.message)
  return expression((name) => VALUES[name])
}

test.each([
  ['round(x) == 0', true],
  ['ceil(x) != 0', false],
  ['-zero == 0', true],
  ['zero * x == zero', true],
  ['sizes == (64, 128)', true],
  ['sizes == (64, 128, 1)', false],
  ['sizes != (64, 127)', true],
  ['signed == (zero * x, 1)', false],
  ['deep == same', true],
  ['deep == other', false],
  ['-1 mod 3', 2],
  ['7 mod 3', 1],
  ['exists(none)', false],
  ['empty(none)', true],
  ['2 ^ -1 + sqrt(4) + log2(8)', 5.5],
])('%s is %s', (text, value) => expect(valueBy(text)).toBe(value))

test.each([
  ...['x mod zero', 'x / zero', 'sqrt(x)', 'log(zero)', 'log2(x)', 'log10(-1)', 'x ^ 0.5', 'zero ^ -1', 'max()'],
  ...['10 ^ 308 * 10', '10 ^ 308 / x ^ 2 / x ^ 2', '10 ^ 308 + 10 ^ 308', '-(10 ^ 308) - 10 ^ 308'],
])('%s is an error', (text) => expect(valueBy(text)).toBeInstanceOf(RangeError))
