import { expect, test } from 'vitest'
import { exitRecord, frameRecord, wandbFileHeader } from '../../src/formats/wandb.js'
import { wandbRecords } from '../components/loggers/read-wandb.js'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test('a file begins as the files of W&B do', () => {
  expect(hex(wandbFileHeader())).toBe('3a572642e1be00')
})

test('a record has the checksum that W&B computes', () => {
  // zlib.crc32(b'abc', zlib.crc32(b'\x01')) in Python
  expect(hex(frameRecord(Buffer.from('abc'), 7))).toBe('a9209d53' + '0300' + '01' + '616263')
  expect(hex(exitRecord(255, 1.4).int(1, 9).encode())).toBe('92010508ff011001' + '0809')
})

test('a record of any size is had again, wherever in a block it begins', () => {
  const sizes = [0, 1, 6, 7, 8, 500, 32_760, 32_761, 32_762, 70_000]
  for (let left = 0; left <= 20; left++) {
    for (const size of sizes) {
      const before = Buffer.alloc(32_768 - left - 14, 1)
      const record = Buffer.alloc(size, 2)
      let file = Buffer.from(wandbFileHeader())
      for (const each of [before, record, Buffer.from('end')]) {
        file = Buffer.concat([file, frameRecord(each, file.length)])
      }
      const found = wandbRecords(file)
      expect(
        found.map(({ length }) => length),
        `${size} bytes where ${left} are left`,
      ).toEqual([before.length, size, 3])
      expect(found[1]?.equals(record)).toBe(true)
    }
  }
})
