import { expect, test } from 'vitest'
import { bytesText } from '../../src/util/bytes-text.js'

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [1.5 * 2 ** 20, '1.5 MiB'],
  [4_294_901_760, '4.0 GiB'],
  [2 ** 80, '1048576.0 EiB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})
