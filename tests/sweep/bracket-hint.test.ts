import { expect, test } from 'vitest'
import { bracketHint } from '../../src/sweep/sweepers/bracket-hint.js'

test.each([
  ['1 == opt["lr"]', 'opt.lr'],
  ['opt.layers[ 1 ] > 2', 'opt.layers.1'],
  ['[x > 1, y == 2]', 'x > 1 and y == 2'],
  ['x in [1, 2]', '(…)'],
  ['x in [1', '(…)'],
])('the bracket of %s is written as %s', (text, written) => {
  expect(bracketHint(text, text.indexOf('['))).toBe(`write '${written}' for it`)
})
