import { expect, it } from 'vitest'
import { splitKey } from '../../src/config/index.js'

it.each([
  ['a', ['a']],
  ['a.b', ['a', 'b']],
  ['a[b].c', ['a', 'b', 'c']],
  ['[a].b', ['a', 'b']],
  ['.a', ['', 'a']],
  ['..[a]', ['', '', 'a']],
  ['a..b', ['a', '', 'b']],
  ['a.', ['a', '']],
  ['', ['']],
  ['[a', []],
  ['a[b', ['a']],
  ['a[]', ['a', '']],
  ['a[b]c', ['a', 'b']],
])('%s', (key, keys) => {
  expect(splitKey(key)).toEqual(keys)
})
