import { expect, test } from 'vitest'
import { parsePackageHeader } from '../../src/compose/package-header.js'

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
