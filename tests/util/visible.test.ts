import { expect, test } from 'vitest'
import { visible, visibleJson, visibleLines } from '../../src/util/visible.js'

test.each([
  ['an escape sequence', 'a\u001b[31mb', 'a\\x1b[31mb'],
  ['the one-character form of it (C1)', 'a\u009b2Jb', 'a\\x9b2Jb'],
  ['a title and a link (OSC)', '\u001b]0;root\u0007', '\\x1b]0;root\\x07'],
  ['what deletes', 'a\b\u007fb', 'a\\x08\\x7fb'],
  ['line ends of every kind', 'a\nb\rc\u0085d\u2028e\u2029f', 'a\\nb\\rc\\x85d\\u2028e\\u2029f'],
  ['what turns the direction of writing', 'a\u202eb\u2066c\u200fd\u061ce', 'a\\u202eb\\u2066c\\u200fd\\u061ce'],
  ['what nobody sees', 'a\u200bb\ufeffc\u00add', 'a\\u200bb\\ufeffc\\xadd'],
  ['tags, which hide text in text', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ['half of a pair', 'a\ud800b', 'a\\ud800b'],
])('%s is shown escaped', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('letters, signs and emoji stay as they are', () => {
  const text = 'naïve Ω 漢字 ｆｕｌｌ नि 👩‍👩‍👧 🇨🇭 1️⃣ \\x1b'
  expect(visible(text)).toBe(text)
})

test('text of several lines keeps its lines and tabs', () => {
  expect(visibleLines('a\tb\n\u001b[2Jc\r\n')).toBe('a\tb\n\\x1b[2Jc\\r\n')
})

test('JSON is shown by escapes of its own, and reads back as it was', () => {
  const value = { 'k\u202e': 'a\u001b\u009b\u2028\u{e0041}👧' }
  const text = visibleJson(value)
  expect(text).toBe('{"k\\u202e":"a\\u001b\\u009b\\u2028\\udb40\\udc41👧"}')
  expect(JSON.parse(text)).toEqual(value)
})
