import { expect, test } from 'vitest'
import { parseOverride } from '../../../src/compose/override/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'

const many = 200_000

test.each([
  ['brackets', `a=${'['.repeat(many)}`],
  ['closed brackets', `a=${'['.repeat(many)}${']'.repeat(many)}`],
  ['braces', `a=${'{a:'.repeat(many)}`],
  ['calls', `a=${'int('.repeat(many)}1${')'.repeat(many)}`],
  ['an unclosed quote', `a="${'\\"'.repeat(many)}`],
  ['unclosed interpolations', `a=${'${'.repeat(many)}`],
  ['a long int', `a=${'1'.repeat(many)}`],
  ['slashes', `a${'/b'.repeat(many)}/=1`],
  ['plus signs', '+'.repeat(many)],
])('%s by the hundred thousand are refused', (_, text) => {
  expect(() => parseOverride(text)).toThrow(ConfigError)
})

test.each([
  ['backslashes in quotes', `a="${'\\'.repeat(2 * many)}x"`],
  ['backslashes', `a=${'\\'.repeat(many)}`],
  ['escapes', `a=${'\\,'.repeat(many)}`],
  ['spaces', `a=x${' '.repeat(many)}y`],
  ['values', `a=${'x,'.repeat(many)}x`],
  ['dict keys', `a={${Array.from({ length: 20_000 }, (_, i) => `k${i}:1`).join(',')}}`],
  ['digits with underscores', `a=0.${'1_'.repeat(many)}1`],
])('%s by the hundred thousand are read, and printed again', (_, text) => {
  const override = parseOverride(text)
  if (override.valueType === 'ELEMENT')
    expect(parseOverride(`a=${override.valueText}`).value).toMatchObject({ kind: override.value?.kind })
  else expect(override.values()).toHaveLength(many + 1)
})

test('a value nests as deep as 128 levels', () => {
  expect(parseOverride(`a=${'['.repeat(127)}1${']'.repeat(127)}`).valueType).toBe('ELEMENT')
  expect(() => parseOverride(`a=${'['.repeat(128)}1${']'.repeat(128)}`)).toThrow('nests at most 128 levels deep')
})
