import { expect, test } from 'vitest'
import { parseJson } from '../../src/util/bounded-json.js'

test('what is JSON is read as JSON.parse reads it', () => {
  const value = { a: [1, '[{"\\', { b: [[]] }], 'c\\"': '}}' }
  expect(parseJson(JSON.stringify(value))).toEqual(value)
  expect(parseJson(`${'['.repeat(128)}${']'.repeat(128)}`)).toHaveLength(1)
  expect(parseJson(JSON.stringify('['.repeat(1000)))).toHaveLength(1000)
})

test.each(['{', '[1,', '"a', '"\\', '', '{"a": "\\"}'])('%j is no JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError)
})

test.each([129, 5000, 1e6])('%i levels are refused', (levels) => {
  expect(() => parseJson('['.repeat(levels))).toThrow('nested deeper than 128 levels')
  expect(() => parseJson(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)).toThrow('nested deeper')
})
