import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withQuotedValue } from '../../../src/compose/override/errors.js'
import { matchGlob } from '../../../src/compose/override/match-glob.js'
import { quoted, unquote } from '../../../src/compose/override/quote.js'
import { shuffled } from '../../../src/compose/override/shuffle.js'
import { asTyped } from '../../../src/compose/tried-hints.js'

test('what was quoted is unquoted to itself', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\'"a]*$/))
  fc.assert(
    fc.property(text, fc.constantFrom('"' as const, "'" as const), (value, quote) => {
      expect(unquote(quoted(value, quote))).toBe(value)
    }),
    { numRuns: 3000 },
  )
})

test('a suggestion survives a POSIX shell and a Windows one', () => {
  expect(asTyped(withQuotedValue("a.b= it's = 1", 'linux'), 'linux')).toBe(`'a.b="it'\\''s = 1"'`)
  expect(asTyped(withQuotedValue('a=b=c', 'win32'), 'win32')).toBe(`"a='b=c'"`)
})

test.each([
  ['resnet18', 'res*', true],
  ['resnet18', '*net??', true],
  ['resnet18', 'r*t1', false],
  ['a', '[!a]', false],
  ['b', '[!a]', true],
  [']', '[]]', true],
  ['[', '[', true],
  ['5', '[0-9]', true],
  ['-', '[a-]', true],
  ['b', '[z-a]', false],
  ['A', 'a', false],
  ['a\nb', 'a*b', true],
  ['', '*', true],
  ['', '?', false],
])('%j matches %j: %s', (name, pattern, expected) => expect(matchGlob(name, pattern)).toBe(expected))

test('a glob of many stars takes bounded time', () => {
  expect(matchGlob('a'.repeat(2000), `${'*a'.repeat(500)}b`)).toBe(false)
})

test('shuffling gives each order about as often as the others', () => {
  const seen = new Map<string, number>()
  for (let seed = 0; seed < 6000; seed++) {
    const order = shuffled([1, 2, 3], { text: 'a=shuffle(1,2,3)', seed }).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(200)
})
