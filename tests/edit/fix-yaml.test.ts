import { describe, expect, test } from 'vitest'
import { fixYaml } from '../../src/edit/fix-yaml.js'
import type { Fix } from '../../src/util/diagnostic.js'

/** A fix at the last place of a text. */
function fix(text: string, from: string, to: string, at = text.lastIndexOf(from)): Fix {
  return { source: { kind: 'file', file: 'a.yaml', line: 1, column: 1, range: [at, at + from.length] }, from, to }
}

function fixed(text: string, ...fixes: readonly [from: string, to: string][]): string {
  return fixYaml(
    text,
    fixes.map(([from, to]) => fix(text, from, to)),
    'a.yaml',
  ).text
}

describe('a fix changes the word at fault, and no other byte', () => {
  test.each([
    ['a key', 'a: 1.0e-08 # one\nlrr:   2\n', 'lrr', 'lr', 'a: 1.0e-08 # one\nlr:   2\n'],
    ['a quoted key', '"lrr" : 2', 'lrr', 'lr', '"lr" : 2'],
    ['a key in braces', "x: {'lrr': 2, b: 3}\r\n", 'lrr', 'lr', "x: {'lr': 2, b: 3}\r\n"],
    ['a value', 'x: rleu # how\n', 'rleu', 'relu', 'x: relu # how\n'],
    ['a value that needs quotes then', 'x: noo\n', 'noo', 'no', "x: 'no'\n"],
    ['a value in brackets', 'x: [1, rleu]', 'rleu', 'relu', 'x: [1, relu]'],
    ['a part of a value', "x: '${a.bb}/c'", 'a.bb', 'a.b', "x: '${a.b}/c'"],
    ['a part of a plain reference', 'x: ${a.bb}\n', 'a.bb', 'a.b', 'x: ${a.b}\n'],
    [
      'a group of a defaults list',
      'defaults:\n  - override /trianer: x\n',
      'trianer',
      'trainer',
      'defaults:\n  - override /trainer: x\n',
    ],
  ])('%s', (_, before, from, to, after) => {
    expect(fixed(before, [from, to])).toBe(after)
  })

  test('several at once, a key and its value', () => {
    expect(fixed('a: 1\nactivaton: rleu # x\n', ['activaton', 'activation'], ['rleu', 'relu'])).toBe(
      'a: 1\nactivation: relu # x\n',
    )
  })
})

describe('a fix is left out', () => {
  test.each([
    ['where the map has the key', 'lr: 1\nlrr: 2\n', 'lrr', 'lr'],
    ['where an alias shares the value', 'a: &x {lrr: 1}\nb: *x\n', 'lrr', 'lr'],
    ['where the words stand there twice', 'x: lrr-lrr\n', 'lrr', 'lr'],
    ['in a text of several lines', 'x: |\n  lrr\n', 'lrr', 'lr'],
  ])('%s', (_, text, from, to) => {
    expect(fixYaml(text, [fix(text, from, to)], 'a.yaml')).toEqual({ text, fixes: [] })
  })

  test('where two keys would get one name: neither is certain', () => {
    const text = 'max_epocs: 1\nmax_epoch: 2\n'
    const { fixes } = fixYaml(
      text,
      [fix(text, 'max_epocs', 'max_epochs'), fix(text, 'max_epoch', 'max_epochs')],
      'a.yaml',
    )
    expect(fixes).toEqual([])
  })
})
