import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readIdx } from '../../src/formats/idx.js'
import { sha256 } from '../../src/util/sha256.js'

const images = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 10, 11, 12, 13])

async function write(content: Uint8Array, name = 'images'): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'polyhead-')), name)
  await writeFile(file, content)
  return file
}

describe('readIdx', () => {
  it.each([
    ['plain', images],
    ['gzip', gzipSync(images)],
  ])('reads a %s file', async (_, content) => {
    const read = await readIdx(await write(content), { dimensions: 3 })
    expect([read.shape, [...read.data]]).toEqual([
      [2, 1, 2],
      [10, 11, 12, 13],
    ])
    expect(read.sha256).toBe(sha256(content))
  })

  const header = (...words: number[]) =>
    Buffer.from([0, 0, 8, words.length, ...words.flatMap((word) => [...int(word)])])
  it.each([
    ['an empty file', Buffer.alloc(0), 'the file is empty'],
    ['a truncated gzip file', gzipSync(images).subarray(0, 20), 'the gzip file is cut short'],
    ['a damaged gzip file', damaged(gzipSync(images)), 'the gzip file is damaged'],
    ['an empty gzip file', gzipSync(Buffer.alloc(0)), 'the gzip file holds nothing'],
    ['a wrong magic number', Buffer.from('\u0089PNG\r\n'), 'at byte 0: is not an IDX file: it begins with c289504e'],
    ['another type', Buffer.from([0, 0, 13, 3]), 'at byte 2: holds values of type 0x0d'],
    ['labels for images', header(4), 'at byte 3: has 1 dimensions, but should have 3'],
    ['a header cut short', images.subarray(0, 10), 'is cut short in its header'],
    ['a huge header', header(0xffffffff, 0xffffffff, 0xffffffff), 'more than any file holds'],
    ['a count of nothing', header(0, 28, 28), 'it holds nothing'],
    ['too few values', images.subarray(0, 18), 'is cut short: 2×1×2 values take 20 bytes, but there are 18'],
    ['too many values', Buffer.concat([images, images]), 'is longer than its header says'],
  ])('refuses %s', async (_, content, message) => {
    const file = await write(content)
    await expect(readIdx(file, { dimensions: 3 })).rejects.toThrow(message)
    await expect(readIdx(file, { dimensions: 3 })).rejects.toThrow(file)
    await expect(readIdx(file, { dimensions: 3 })).rejects.toHaveProperty('name', 'ConfigError')
  })

  it('refuses a folder, a missing file, one too large, and a name that promises gzip', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyhead-'))
    await mkdir(join(folder, 'images'))
    const options = { dimensions: 3, missingHint: 'look elsewhere' }
    await expect(readIdx(join(folder, 'images'), options)).rejects.toThrow('is a folder, but should be a file')
    await expect(readIdx(join(folder, 'none'), options)).rejects.toMatchObject({
      diagnostics: [{ message: `${join(folder, 'none')}: there is no such file`, hint: 'look elsewhere' }],
    })
    await expect(readIdx(await write(images), { ...options, maxBytes: 10 })).rejects.toThrow('too much to read whole')
    await expect(readIdx(await write(gzipSync(images)), { ...options, maxBytes: 10 })).rejects.toThrow('too much')
    await expect(readIdx(await write(images, 'images.gz'), options)).rejects.toThrow('is not a gzip file')
  })

  it.skipIf(process.getuid?.() === 0)('refuses a file without permission (not as root)', async () => {
    const file = await write(images)
    await chmod(file, 0)
    await expect(readIdx(file, { dimensions: 3 })).rejects.toThrow('permission denied')
  })
})

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[copy.length - 6] = (copy[copy.length - 6] as number) ^ 0xff
  return copy
}
