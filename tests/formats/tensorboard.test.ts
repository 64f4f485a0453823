import { describe, expect, it } from 'vitest'
import { crc32c } from '../../src/formats/crc32c.js'
import { encodeFileVersion, encodeScalars, eventFileName } from '../../src/formats/tensorboard.js'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('crc32c', () => {
  // RFC 3720, B.4
  it.each([
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(255), 0x62a8ab43],
    [Uint8Array.from(Array(32).keys()), 0x46dd794e],
  ])('of known data', (bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })
})

describe('TensorBoard events', () => {
  // Records that tensorboard's own RecordWriter and Event give
  it('begin with the version', () => {
    expect(hex(encodeFileVersion(1.5))).toBe(
      '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c',
    )
  })

  it('hold scalars by tag and step', () => {
    const scalars = new Map([
      ['train/loss', 0.25],
      ['ü', -1],
    ])
    expect(hex(encodeScalars({ wallTime: 2, step: 300, scalars }))).toBe(
      '2c00000000000000f4aecc4509000000000000004010ac022a1e0a110a0a747261696e2f6c6f7373150000803e0a090a02c3bc15000080bfb2d2bf83',
    )
    expect(hex(encodeScalars({ wallTime: 2, step: 0, scalars: new Map() }))).toBe(
      '0b000000000000008615f5040900000000000000402a001b11740b',
    )
  })

  it('are in files that TensorBoard finds', () => {
    expect(eventFileName(12.9, 'host', 7)).toBe('events.out.tfevents.12.host.7.0')
  })
})
