import { expect, test } from 'vitest'
import { formatFloat, parsePythonFloat, parsePythonInt } from '../../src/util/python-number.js'

test.each<[number, string]>([
  [1, '1.0'],
  [-0, '-0.0'],
  [0.1, '0.1'],
  [1e-5, '1e-05'],
  [0.0001, '0.0001'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [123456.789, '123456.789'],
  [1.5e300, '1.5e+300'],
  [5e-324, '5e-324'],
  [-2.5e-7, '-2.5e-07'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NaN, 'nan'],
])('repr(%d) is %s', (value, text) => {
  expect(formatFloat(value)).toBe(text)
  expect(parsePythonFloat(text)).toBe(value)
})

test.each<[string, number | bigint | undefined]>([
  [' 4 ', 4],
  ['1_000', 1000],
  ['+7', 7],
  ['-0', 0],
  ['٣٤', 34],
  ['𝟙𝟚', 12],
  ['\u20035\u0085', 5],
  ['\u001c5', undefined],
  ['\u001f٣', undefined],
  ['9007199254740993', 9007199254740993n],
  ['1__0', undefined],
  ['_1', undefined],
  ['3.5', undefined],
  ['0x10', undefined],
  ['\ufeff5', undefined],
  ['', undefined],
  ['1'.repeat(4301), undefined],
])('int(%j)', (text, value) => expect(parsePythonInt(text)).toBe(value))

test.each<[string, number | undefined]>([
  ['1_0.0_1e1_0', 1.001e11],
  ['.5', 0.5],
  ['1e3', 1000],
  ['NaN', Number.NaN],
  ['1e', undefined],
  ['0x1', undefined],
  ['5.', 5],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['1e400', Number.POSITIVE_INFINITY],
  ['.', undefined],
  ['1_', undefined],
  ['e5', undefined],
  ['infinit', undefined],
])('float(%j)', (text, value) => expect(parsePythonFloat(text)).toBe(value))
