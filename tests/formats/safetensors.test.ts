import { describe, expect, it } from 'vitest'
import type { SafeTensor } from '../../src/formats/safetensors.js'
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.js'

function file(header: string, data: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

describe('safetensors', () => {
  it('reads back what it wrote, aligned and with metadata', () => {
    const tensors = new Map<string, SafeTensor>([
      ['heads.heads.10.weight', { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1.5, -0) }],
      ['bytes', { dtype: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
      ['10', { dtype: 'int64', shape: [], data: BigInt64Array.of(-7n) }],
      ['__proto__', { dtype: 'int32', shape: [0, 4], data: new Int32Array() }],
      ['ü', { dtype: 'float64', shape: [1], data: Float64Array.of(Math.PI) }],
    ])
    const bytes = writeSafetensors(tensors, new Map([['format', 'pt']]))
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect((8 + headerBytes) % 8).toBe(0)
    const read = readSafetensors(bytes)
    expect(read.metadata).toEqual(new Map([['format', 'pt']]))
    expect(new Map([...read.tensors].sort())).toEqual(new Map([...tensors].sort()))
    expect([...read.tensors.keys()].slice(0, 2)).toEqual(['10', 'ü'])
  })

  it('reads from a part of a larger buffer', () => {
    const bytes = writeSafetensors(new Map([['w', { dtype: 'float32', shape: [1], data: Float32Array.of(3) }]]))
    const larger = new Uint8Array(bytes.length + 3)
    larger.set(bytes, 3)
    expect(readSafetensors(larger.subarray(3)).tensors.get('w')?.data).toEqual(Float32Array.of(3))
    // Buffers, which readFile gives, have a slice() that shares memory.
    expect(readSafetensors(Buffer.from(larger).subarray(3)).tensors.get('w')?.data).toEqual(Float32Array.of(3))
  })

  it('widens half floats', () => {
    const f16 = '{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}'
    expect(readSafetensors(file(f16, [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c])).tensors.get('a')?.data).toEqual(
      Float32Array.of(1, -2, 2 ** -24, Number.POSITIVE_INFINITY),
    )
    const bf16 = '{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}'
    expect(readSafetensors(file(bf16, [0x80, 0x3f, 0x40, 0xc0])).tensors.get('a')?.data).toEqual(Float32Array.of(1, -3))
  })

  const tensor = (offsets: string, shape = '[1]', dtype = '"F32"') =>
    `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`
  it.each([
    ['nothing', new Uint8Array(3), /shorter than a header/],
    [
      'a huge header',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127),
      /header would have 9223372036854775807 bytes/,
    ],
    ['a header that is cut short', file('{}').subarray(0, 9), /cut short: its header ends at byte 10 of 9/],
    ['a header that is no JSON', file('{'), /header is not JSON/],
    ['a header that is a list', file('[]'), /header is not an object/],
    [
      'an unknown type',
      file(`{"a":${tensor('[0,4]', '[1]', '"Q4"')}}`, [0, 0, 0, 0]),
      /dtype that is not supported: Q4/,
    ],
    ['a negative shape', file(`{"a":${tensor('[0,4]', '[-1]')}}`, [0, 0, 0, 0]), /has no shape/],
    ['a size that does not fit', file(`{"a":${tensor('[0,8]')}}`, [0, 0, 0, 0]), /asks for 4 bytes, .* hold 8/],
    ['data cut short', file(`{"a":${tensor('[0,4]')}}`, [0]), /cut short: tensor 'a' ends at byte/],
    ['a gap', file(`{"a":${tensor('[4,8]')}}`, [0, 0, 0, 0, 0, 0, 0, 0]), /leave a gap/],
    ['overlap', file(`{"a":${tensor('[0,4]')},"b":${tensor('[0,4]')}}`, [0, 0, 0, 0]), /overlap/],
    ['bytes of no tensor', file('{}', [1, 2]), /2 bytes that belong to no tensor/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'run/model.safetensors')).toThrow(message)
    expect(() => readSafetensors(bytes, 'run/model.safetensors')).toThrow(/^run\/model\.safetensors/)
  })
})
