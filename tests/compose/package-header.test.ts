import { expect, test } from 'vitest'
import { type HeaderLine, ignoredHeader, parsePackageHeader } from '../../src/compose/package-header.js'

test.each([
  ['# @package foo.bar\na: 1\n', 'foo.bar'],
  ['\n\n  # @package foo\n', 'foo'],
  ['#@package foo\n', 'foo'],
  ['#   @package   foo  \r\n', 'foo'],
  ['# @package a\n# @package b\n', 'b'],
  ['# @mode fast\n# @package a\n', 'a'],
  ['# a comment\n# @package foo\n', null],
  ['## @package foo\n', null],
  ['# package: foo\n', null],
  ['---\n# @package foo\n', null],
  ['\ufeff# @package foo\n', null],
  [`${'\n'.repeat(520)}# @package foo\n`, null],
  [`${'\n'.repeat(400)}# @package foo\n`, 'foo'],
  ['', null],
])('%j', (text, expected) => {
  expect(parsePackageHeader(text, 'x.yaml')).toBe(expected)
})

test.each(['# @package\n', '# @package a b\n', '# @package\tfoo\n', '# @ package foo\n'])('%j is refused', (text) => {
  expect(() => parsePackageHeader(text, 'x.yaml')).toThrow(/header line/)
})

test.each([
  ['# a comment\n# @package foo\na: 1\n', 2, 1],
  ['# a comment\r\n\r\n  #@package foo\r\n', 3, 3],
  ['---\n# @package foo\n', 2, 1],
  ['\ufeff# @package foo\n', 1, 2],
])('%j has a header that is a comment', (text, line, column) => {
  const found = ignoredHeader(text, 'x.yaml') as HeaderLine
  expect(found.source).toMatchObject({ line, column })
  expect(text.slice(...found.source.range)).toBe(found.text)
})

test.each([
  '# see @package\n',
  '# write # @package foo on top\n',
  'a: 1\n# @package foo\n',
  '## @package foo\n',
  'a: b\n',
])('%j has none', (text) => {
  expect(ignoredHeader(text, 'x.yaml')).toBeUndefined()
})
