import { expect, test } from 'vitest'
import { displayWidth, padToEnd, padToStart } from '../../src/util/display-width.js'

test.each([
  ['abc', 3],
  ['', 0],
  ['漢字', 4],
  ['ｆｕｌｌ', 8],
  ['한국', 4],
  ['ﾊﾝｶｸ', 4],
  ['e\u0301', 1],
  ['é', 1],
  ['👧', 2],
  ['👩‍👩‍👧', 2],
  ['🇨🇭', 2],
  ['👍🏽', 2],
  ['1️⃣', 2],
  ['©', 1],
  ['Ω±…', 3],
  ['\u200b', 0],
])('%s takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns)
})

test('padding is by columns', () => {
  expect([padToEnd('漢', 4), padToStart('漢', 4), padToEnd('漢字', 2)]).toEqual(['漢  ', '  漢', '漢字'])
})
