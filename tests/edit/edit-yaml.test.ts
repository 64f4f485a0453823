import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromPlain, loadYaml, toPlain, update } from '../../src/config/index.js'
import { editYaml } from '../../src/edit/edit-yaml.js'

/** The text after keys were set, as an override that may add them does. */
function edit(text: string, values: Record<string, unknown>): string {
  let after = loadYaml(text)
  for (const [key, value] of Object.entries(values)) {
    after = update(after, key, fromPlain(value), { merge: true, forceAdd: true })
  }
  return editYaml(text, after, { file: 'a.yaml' })
}

describe('a value is changed where it stands', () => {
  test.each([
    ['a comment beside it stays', 'a: 1   # x\nb: 2\n', { a: 5 }, 'a: 5   # x\nb: 2\n'],
    [
      'byte order mark and CRLF stay',
      '\ufeffa: 1\r\nb:\r\n    c: x # y\r\n',
      { 'b.c': 'z' },
      '\ufeffa: 1\r\nb:\r\n    c: z # y\r\n',
    ],
    [
      'a string keeps its quotes',
      `a: "x" # '\nb: 'y'\n`,
      { a: 'say "hi"', b: "it's" },
      `a: "say \\"hi\\"" # '\nb: 'it''s'\n`,
    ],
    ['a string that reads as something else gets quotes', 'a: x\n', { a: 'yes' }, "a: 'yes'\n"],
    [
      'numbers of others stay as written',
      'a: 1.0e-08\nb: 0x10\nc: 1\n',
      { c: 1e-9 },
      'a: 1.0e-08\nb: 0x10\nc: 1.0e-09\n',
    ],
    ['in braces', 'a: {b: 1, c: [1, 2]} # d\n', { 'a.b': 'x, y' }, "a: {b: 'x, y', c: [1, 2]} # d\n"],
    ['a key without value', 'a:\nb: 1\n', { a: 7 }, 'a: 7\nb: 1\n'],
    ['a key of braces without a colon', 'a: {b, c}\n', { 'a.b': 2 }, 'a: {b: 2, c}\n'],
    ['a block text', 'a: |  # c\n  one\n  two\nb: 1\n', { a: 'short' }, 'a: short  # c\nb: 1\n'],
    ['a tag goes with the value that it was for', 'a: !!float 1\n', { a: 7 }, 'a: 7\n'],
    ['an explicit key', '? a\n: 1\n', { a: 2 }, '? a\n: 2\n'],
    ['one item of a list', 'a: [1, 2, 3] # c\n', { a: [1, 9, 3] }, 'a: [1, 9, 3] # c\n'],
    [
      'a list in lines gets more',
      'a: # n\n- 1 # one\n- 2\n# tail\nb: 3\n',
      { a: [1, 2, 3] },
      'a: # n\n- 1 # one\n- 2\n- 3\n# tail\nb: 3\n',
    ],
    ['a list in lines gets fewer', 'a: # n\n- 1\n- 2 # two\n# tail\nb: 3\n', { a: [3] }, 'a: [3] # n\n# tail\nb: 3\n'],
    ['a dict that loses keys', 'a: {b: 1, c: 2} # d\n', { a: null }, 'a: null # d\n'],
    ['a map of a list', 'd:\n- a: 1 # x\n- b: 2\n', { d: [{ a: 5 }, { b: 2 }] }, 'd:\n- a: 5 # x\n- b: 2\n'],
  ])('%s', (_, text, values, expected) => {
    expect(edit(text, values)).toBe(expected)
  })
})

describe('a new key goes behind the others of its map', () => {
  test.each([
    [
      'in lines',
      'a:\n   b: 1 # x\n   # end\nc: 2\n',
      { 'a.d': { e: [1] } },
      'a:\n   b: 1 # x\n   d:\n     e:\n     - 1\n   # end\nc: 2\n',
    ],
    ['in braces', 'a: { b: 1 }\n', { 'a.d': 2 }, 'a: { b: 1, d: 2 }\n'],
    ['of a file without a last line break', 'a: 1', { b: 2 }, 'a: 1\nb: 2'],
    ['of a file of comments', '# only\n', { b: 2 }, '# only\nb: 2\n'],
    ['of an empty file', '', { b: 2 }, 'b: 2\n'],
    ['with the file’s line breaks', 'a: 1\r\n', { b: { c: 2 } }, 'a: 1\r\nb:\r\n  c: 2\r\n'],
  ])('%s', (_, text, values, expected) => {
    expect(edit(text, values)).toBe(expected)
  })
})

describe('what would change more than was asked for is refused', () => {
  test.each([
    ['a: &x {lr: 1}\nb: *x\n', { 'b.lr': 2 }, "'b' is '*x' here, which stands for the value of '&x' in line 1"],
    ['a: &x {lr: 1}\nb: *x\n', { 'a.lr': 2 }, "the value is shared by an anchor: 'b.lr' would change too"],
    ['a: &x {lr: 1}\nb:\n  <<: *x\n  c: 1\n', { 'b.lr': 2 }, "'b.lr' comes by '<<' from another map (a.yaml:1:8)"],
    ['a: [b: 1]\n', { a: [{ b: 2 }] }, 'an entry without braces in a list cannot be changed'],
    ['a: 1\n---\nb: 2\n', { a: 2 }, 'a second document begins here'],
    ['a:\n\tb: 1\n', { 'a.b': 2 }, 'a value cannot begin with a tab'],
  ])('%j', (text, values, message) => {
    expect(() => edit(text, values)).toThrow(message)
  })
})

test('any value of any layout is set, and all other lines stay', () => {
  const key = fc.constantFrom('a', 'b', 'lr', 'x y', '1', 'null')
  const scalar = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('yes', '1e3', '${b}', '- x', 'a: b', '#c', "'", '{', '~', '2001-01-01', ' x ', ''),
  )
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(key, scalar, { maxKeys: 3, noNullPrototype: true }),
  )
  const layouts = [
    'first: 1 # one\nAT: # two\n  - 1\n  # three\n  - 2\nlast: 3 # four\n',
    'first: 1 # one\nAT: "old" # two\nlast: 3 # four\n',
    'first: 1 # one\nAT: {a: 1, b: [2]} # two\nlast: 3 # four\n',
    'first: 1 # one\nAT: |-\n  text\n\n  more\nlast: 3 # four\n',
    'first: 1 # one\nAT:\nlast: 3 # four\n',
    'first: 1 # one\r\nAT:\r\n    a: 1\r\n    b: 2 # x\r\nlast: 3 # four\r\n',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...layouts), value, (layout, wanted) => {
      const before = loadYaml(layout)
      let after: typeof before
      try {
        after = update(before, 'AT', fromPlain(wanted), { merge: false, forceAdd: true })
      } catch {
        return // no value of a config: an interpolation that is none
      }
      const text = editYaml(layout, after, { file: 'a.yaml' })
      expect(toPlain(loadYaml(text))).toEqual(toPlain(after))
      expect(text.startsWith(layout.slice(0, layout.indexOf('AT:')))).toBe(true)
      expect(text.endsWith(layout.slice(layout.indexOf('last:')))).toBe(true)
    }),
    { numRuns: 300 },
  )
})
