import { expect, test } from 'vitest'
import { shownValue } from '../../src/util/sha256.js'

const hash = '0123456789abcdef'.repeat(4)

test.each([
  [`"${hash}"`, '"0123456789ab"'],
  [`"${hash.slice(0, 40)}"`, '"0123456789ab"'],
  [hash, '0123456789ab'],
  [`"data/${hash}/x.csv"`, `"data/${hash}/x.csv"`],
  [`"${hash} of a run"`, `"${hash} of a run"`],
  ['none', 'none'],
])('%s is shown as %s', (value, shown) => {
  expect(shownValue(value)).toBe(shown)
})
