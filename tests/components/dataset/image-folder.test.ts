import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { Split } from '../../../src/components/dataset/split.js'
import { decodeImage } from '../../../src/formats/images.js'
import { Generator } from '../../../src/util/generator.js'
import { collect } from './collect.js'
import { folderWith } from './csv-tasks.js'

/** 8×6 pixels of one colour. */
const jpeg = Buffer.from(
  [
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK',
    'CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK',
    'CgoKCgoKCgr/wAARCAAGAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF',
    'BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW',
    'V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi',
    '4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC',
    'AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm',
    'Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq',
    '8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDPooor+Vz+2D//2Q==',
  ].join(''),
  'base64',
)

function png(height: number, width: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const image = new PNG({ width, height })
  for (let i = 0; i < width * height; i++) image.data.set([red, green, blue, 255], i * 4)
  return PNG.sync.write(image)
}

async function imageFolder(files: Record<string, Uint8Array>): Promise<string> {
  const root = await folderWith({})
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), content)
  }
  return root
}

/** Two classes with ten images each: red ones and grey ones. */
function twoClasses(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  for (let i = 0; i < 10; i++) {
    files[`grey/${i}.png`] = png(2, 3, [10 * i, 10 * i, 10 * i])
    files[`red/${i}.png`] = png(2, 3, [200 + i, 0, 0])
  }
  return files
}

const shapes = { num_tasks: 1, num_features: 18, image_shape: [2, 3, 3], batch_size: 4, class_split: { 1: [0, 1] } }

describe('a folder of images', () => {
  it('gives classes in the order of their names, the same in memory and on disk', async () => {
    const root = await imageFolder(twoClasses())
    const batches = await Promise.all(
      [undefined, 10].map(async (memory_limit) => {
        const dataset = new Split({ ...shapes, root, source: 'image_folder', ...(memory_limit && { memory_limit }) })
        expect(await dataset.prepare()).toMatchObject([{ name: root, rows: 20 }])
        await dataset.setup({ trainTasks: [1], evalTasks: [1] })
        return collect(dataset.trainBatches(new Generator(1)))
      }),
    )
    expect(batches[1]).toEqual(batches[0])
    for (const { x, y } of batches[0] ?? []) {
      for (let i = 0; i < y.length; i++) {
        const [red, green] = [x[i * 18] as number, x[i * 18 + 1] as number]
        expect(y[i]).toBe(red === green ? 0 : 1)
      }
    }
  })

  it('reads JPEG, brings images to one size, and takes train and test folders', async () => {
    const root = await imageFolder({
      'train/a/1.jpg': jpeg,
      'train/a/2.png': png(6, 8, [200, 100, 50]),
      'train/b/1.png': png(12, 16, [0, 0, 255]),
      'test/a/1.jpeg': jpeg,
      'test/b/1.png': png(3, 4, [0, 0, 255]),
    })
    const source = { name: 'image_folder', size: [3, 4] as const }
    const params = { ...shapes, num_features: 36, image_shape: [3, 4, 3], batch_size: 1, validation_percentage: 0 }
    const dataset = new Split({ ...params, root, source })
    await dataset.setup({ trainTasks: [1], evalTasks: [1] })
    const test = await collect(dataset.testBatches(1, new Generator()))
    expect(test.map(({ y }) => y)).toEqual([[0], [1]])
    // JPEG decoders differ by a level.
    const levels = test[0]?.x.slice(33).map((value) => value * 255)
    for (const [i, byte] of [200, 100, 50].entries()) expect(Math.abs((levels?.[i] as number) - byte)).toBeLessThan(1.5)
    const small = new Split({ ...params, root, source: 'image_folder' })
    await expect(small.prepare()).rejects.toThrow(/1\.png: is 12×16 pixels, but others are 6×8/)
  })

  it('takes validation images from val, and says what it leaves out', async () => {
    const one = png(2, 3, [9, 9, 9])
    const files = ['train/a/1.png', 'train/a/2.webp', 'train/b/1.png', 'val/a/1.png', 'val/b/1.png', 'val/c/1.png']
    const root = await imageFolder(Object.fromEntries([...files, 'extra/a/1.png'].map((name) => [name, one])))
    const params = { ...shapes, batch_size: 1, test_percentage: 0, drop_last: false }
    const dataset = new Split({ ...params, root, source: 'image_folder' })
    await dataset.setup({ trainTasks: [1], evalTasks: [1] })
    expect((await collect(dataset.valBatches(1, new Generator()))).map(({ y }) => y)).toEqual([[0], [1]])
    expect(dataset.classNames(1)).toEqual(['a', 'b'])
    const [warning] = dataset.warnings()
    for (const name of ['train/a/2.webp', 'val/c', 'extra']) expect(warning?.message).toContain(join(root, name))
  })

  it('keeps the colour that a PNG calls transparent, and takes the high byte of 16 bits, as PIL does', () => {
    const key = chunk('tRNS', Buffer.from([0, 10, 0, 20, 0, 30]))
    expect(
      [...decodeImage(rawPng(8, 2, [10, 20, 30, 40, 50, 60], key), 'k.png').data].filter((_, i) => i % 4 < 3),
    ).toEqual([10, 20, 30, 40, 50, 60])
    const deep = [1, 255, 2, 128, 3, 0, 255, 255, 0, 200, 7, 127]
    expect([...decodeImage(rawPng(16, 2, deep), 'd.png').data].filter((_, i) => i % 4 < 3)).toEqual([
      1, 2, 3, 255, 0, 7,
    ])
  })

  it('inflates no more of an interlaced PNG than its size takes', () => {
    const bomb = rawPng(8, 4, [...Buffer.alloc(2 ** 24)], Buffer.alloc(0), 1)
    expect(() => decodeImage(bomb, 'bomb.png')).toThrow(
      'bomb.png: the PNG image is damaged: Cannot create a Buffer larger',
    )
  })

  it('makes colours grey where one channel is asked for', async () => {
    const root = await imageFolder(twoClasses())
    const source = { name: 'image_folder', channels: 1 as const }
    const dataset = new Split({ ...shapes, num_features: 6, image_shape: [2, 3, 1], root, source })
    await dataset.prepare()
    expect(dataset.sampleShape).toEqual([2, 3, 1])
  })

  const whole = png(2, 3, [1, 2, 3])
  it.each([
    [
      'a PNG that is not one',
      Buffer.from('GIF89a'),
      /at byte 0: is neither a PNG nor a JPEG image: it begins with 47494638/,
    ],
    ['a PNG cut short', whole.subarray(0, whole.length - 20), /the PNG image is (damaged|cut short)/],
    ['a PNG with a wrong checksum', changed(whole, 45), /the PNG image is damaged/],
    ['a PNG with a huge header', hugePng(whole), /says that it is 4294967295×2 pixels/],
    ['a JPEG cut short', jpeg.subarray(0, 300), /the JPEG image is damaged/],
    ['an empty file', Buffer.alloc(0), /the file is empty/],
  ])('refuses %s, and names it', async (_, content, message) => {
    const root = await imageFolder({ ...twoClasses(), 'red/9.png': content })
    const dataset = new Split({ ...shapes, root, source: 'image_folder' })
    await expect(dataset.prepare()).rejects.toThrow(message)
    await expect(dataset.prepare()).rejects.toThrow(join(root, 'red/9.png'))
  })

  it('refuses folders without classes or images', async () => {
    const prepare = (root: string) => new Split({ ...shapes, root, source: 'image_folder' }).prepare()
    await expect(prepare(await folderWith({}))).rejects.toThrow('holds no folders')
    await expect(prepare('/nowhere')).rejects.toThrow('/nowhere: there is no such file')
    await expect(prepare(await imageFolder({ 'a/1.txt': jpeg }))).rejects.toThrow('the folder of a class holds no PNG')
    await expect(new Split({ source: 'image_folder' }).prepare()).rejects.toThrow("source 'image_folder' needs 'root'")
  })
})

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  const sum = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

/** A line of red, green, blue pixels. */
function rawPng(depth: number, width: number, line: number[], extra: Buffer = Buffer.alloc(0), interlace = 0): Buffer {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, 1, depth, 2, 0, 0, interlace])
  const data = deflateSync(Buffer.from([0, ...line]))
  const parts = [chunk('IHDR', header), extra, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts])
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 0x55
  return copy
}

function hugePng(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(0xffffffff, 16)
  return copy
}
