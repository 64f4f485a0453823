import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { loadSource } from '../../../src/components/dataset/sources/load-source.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

const fashion = process.env.POLYHEAD_DATA ?? '/usr/share/datasets/fashion-mnist'

const load = (name: string, folder: string) => loadSource(name, { root: folder, at: 'dataset.source' })

/** @param values from the first on; others are 0 */
function idx(shape: readonly number[], values: Iterable<number> = []): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.writeUInt32BE(0x0800 + shape.length)
  for (const [i, side] of shape.entries()) header.writeUInt32BE(side, 4 + 4 * i)
  const count = shape.reduce((product, side) => product * side, 1)
  const data = new Uint8Array(count)
  data.set([...values])
  return Buffer.concat([header, data])
}

describe('CIFAR', () => {
  /** Records whose planes hold 1, 2 and 3, after their labels. */
  const records = (count: number, labels: readonly number[]) => {
    const planes = [1, 2, 3].flatMap((value) => Array<number>(1024).fill(value))
    const record = Uint8Array.from([...labels, ...planes])
    const bytes = new Uint8Array(count * record.length)
    for (let i = 0; i < count; i++) bytes.set(record, i * record.length)
    return bytes
  }

  it('CIFAR-10: five files of training images, planes become pixels', async () => {
    const folder = join(root, 'ten', 'cifar-10-batches-bin')
    mkdirSync(folder, { recursive: true })
    for (const number of [1, 2, 3, 4, 5]) {
      writeFileSync(join(folder, `data_batch_${number}.bin`), records(10_000, [number]))
    }
    writeFileSync(join(folder, 'test_batch.bin'), records(10_000, [9]))
    const { train, test, shape, classes, files } = await load('cifar10', join(root, 'ten'))
    expect([shape, classes, train.rows.count, test?.rows.count]).toEqual([[32, 32, 3], 10, 50_000, 10_000])
    expect([train.labels[0], train.labels[10_000], train.labels[49_999], test?.labels[0]]).toEqual([1, 2, 5, 9])
    expect([...(train.rows.memory?.subarray(3072 * 49_999, 3072 * 49_999 + 6) ?? [])]).toEqual([1, 2, 3, 1, 2, 3])
    expect(files.map(({ name }) => name)).toContain('cifar10/data_batch_5.bin')
    writeFileSync(join(folder, 'data_batch_2.bin'), records(9_999, [1]))
    await expect(load('cifar10', join(root, 'ten'))).rejects.toThrow(
      "data_batch_2.bin: holds 30726927 bytes, but CIFAR-10's 10000 images in it take 30730000",
    )
    writeFileSync(join(folder, 'data_batch_2.bin'), records(10_000, [10]))
    await expect(load('cifar10', join(root, 'ten'))).rejects.toThrow('the label of image 0 is 10')
  })

  it('CIFAR-100: the second label of each image counts; files may be compressed', async () => {
    const folder = join(root, 'hundred')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'train.bin.gz'), gzipSync(records(50_000, [19, 99]), { level: 1 }))
    writeFileSync(join(folder, 'test.bin'), records(10_000, [0, 42]))
    const { train, test, classes } = await load('cifar100', folder)
    expect([classes, train.labels[7], test?.labels[7]]).toEqual([100, 99, 42])
  })

  it('tells which version is there, where it is the one for Python', async () => {
    mkdirSync(join(root, 'python', 'cifar-10-batches-py'), { recursive: true })
    await expect(load('cifar10', join(root, 'python'))).rejects.toMatchObject({
      diagnostics: [
        {
          hint: 'name a folder that holds its binary version: ++dataset.root=DIR',
          notes: [expect.stringContaining("'cifar-10-batches-py' is there")],
        },
      ],
    })
  })
})

describe('IDX files', () => {
  const write = (folder: string, files: Readonly<Record<string, Uint8Array>>) => {
    mkdirSync(folder, { recursive: true })
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), gzipSync(bytes, { level: 1 }))
  }

  it('KMNIST lies in a folder of its own, or in the one that is given', async () => {
    write(join(root, 'k', 'KMNIST', 'raw'), {
      'train-images-idx3-ubyte.gz': idx([60_000, 28, 28], [1]),
      'train-labels-idx1-ubyte.gz': idx([60_000], [5, 6]),
      't10k-images-idx3-ubyte.gz': idx([10_000, 28, 28]),
      't10k-labels-idx1-ubyte.gz': idx([10_000], [3]),
    })
    const { train, test, classes, files } = await load('kmnist', join(root, 'k'))
    expect([classes, train.rows.count, train.labels[1], test?.labels[0]]).toEqual([10, 60_000, 6, 3])
    expect(files[0]?.name).toBe('kmnist/train-images-idx3-ubyte')
  })

  it('tells which files are not there where others are', async () => {
    const folder = join(root, 'part', 'MNIST', 'raw')
    write(folder, { 'train-images-idx3-ubyte.gz': idx([60_000, 28, 28]), 't10k-labels-idx1-ubyte.gz': idx([10_000]) })
    await expect(load('mnist', join(root, 'part'))).rejects.toMatchObject({
      message: expect.stringMatching(/raw\/train-images\S+\.gz is there, and train-labels\S+, t10k-images\S+ \(/),
      diagnostics: [{ code: 'missing-data', hint: `put them into ${folder}` }],
    })
    write(folder, { 'train-labels-idx1-ubyte.gz': idx([60_000]) })
    await expect(load('mnist', folder)).rejects.toMatchObject({
      message: expect.stringContaining('and t10k-images-idx3-ubyte (.gz or not) is not'),
      diagnostics: [{ hint: `put it into ${folder}` }],
    })
  })

  it('tells whose images they are, by their checksum', async () => {
    const folder = join(root, 'whose')
    const files = {
      'train-images-idx3-ubyte.gz': idx([60_000, 28, 28], [1]),
      'train-labels-idx1-ubyte.gz': idx([60_000], [5, 6]),
      't10k-images-idx3-ubyte.gz': idx([10_000, 28, 28]),
      't10k-labels-idx1-ubyte.gz': idx([10_000], [3]),
    }
    write(folder, files)
    const { warnings } = await load('mnist', folder)
    expect(warnings).toMatchObject([
      { code: 'other-data', message: expect.stringContaining('is not MNIST as it was published') },
    ])
    expect((await load('kmnist', folder)).warnings).toEqual([])
    // whatever the number of test images
    const fewer = join(root, 'whose-few')
    const test = { 't10k-images-idx3-ubyte.gz': idx([4, 28, 28]), 't10k-labels-idx1-ubyte.gz': idx([4], [3]) }
    write(fewer, { ...files, ...test })
    expect((await load('mnist', fewer)).warnings).toMatchObject([
      { message: expect.stringContaining('is not MNIST as it was published') },
      { message: expect.stringContaining('holds 4 images') },
    ])
    for (const path of ['KMNIST/raw', 'k-mnist']) {
      const other = join(root, 'named', path)
      write(other, files)
      await expect(load('mnist', other)).rejects.toMatchObject({
        message: expect.stringContaining("lies in a folder of KMNIST's by its name, and its checksum is"),
        diagnostics: [{ hint: expect.stringContaining(`a name that is not '${path.replace('/raw', '')}'`) }],
      })
      expect((await load('kmnist', other)).classes).toBe(10)
    }
  })

  /** Twelve images for training, four for the test. */
  const few = {
    'train-images-idx3-ubyte.gz': idx([12, 28, 28], [1]),
    'train-labels-idx1-ubyte.gz': idx([12], [5, 6]),
    't10k-images-idx3-ubyte.gz': idx([4, 28, 28]),
    't10k-labels-idx1-ubyte.gz': idx([4], [3]),
  }

  it.each(['mnist', 'kmnist', 'fashion_mnist'])(
    '%s: takes as many images as the files hold, and tells',
    async (name) => {
      const folder = join(root, 'few', name)
      write(folder, few)
      const { train, test, files, warnings } = await load(name, folder)
      expect([train.rows.count, train.labels.length, test?.rows.count, train.labels[1]]).toEqual([12, 12, 4, 6])
      expect(files.map(({ rows, sha256 }) => [rows, sha256.length])).toEqual([12, 12, 4, 4].map((rows) => [rows, 64]))
      expect(warnings).toEqual([
        expect.objectContaining({
          code: 'other-data',
          message: expect.stringMatching(/gz holds 12 images, .* 60000: /),
        }),
        expect.objectContaining({
          code: 'other-data',
          message: expect.stringMatching(/gz holds 4 images, .* 10000: /),
        }),
      ])
      const { 'train-images-idx3-ubyte.gz': images } = few
      write(folder, { 'train-images-idx3-ubyte.gz': images.subarray(0, -1) })
      await expect(load(name, folder)).rejects.toThrow(
        'is cut short: 12×28×28 values take 9424 bytes, but there are 9423',
      )
      write(folder, { 'train-images-idx3-ubyte.gz': images, 'train-labels-idx1-ubyte.gz': idx([11]) })
      await expect(load(name, folder)).rejects.toThrow(/labels\S+ holds 11 labels, but \S+ holds 12 images/)
    },
  )

  it('Fashion-MNIST, as many as were published and yet others, is damaged; images of another size are others', async () => {
    const folder = join(root, 'changed')
    write(folder, {
      ...few,
      'train-images-idx3-ubyte.gz': idx([60_000, 28, 28], [1]),
      'train-labels-idx1-ubyte.gz': idx([60_000]),
    })
    await expect(load('fashion_mnist', folder)).rejects.toThrow('the checksum is wrong')
    write(folder, { ...few, 'train-images-idx3-ubyte.gz': idx([12, 27, 28]) })
    await expect(load('fashion_mnist', folder)).rejects.toThrow("holds images of 27×28, but Fashion-MNIST's are 28×28")
  })

  it.skipIf(!existsSync(fashion))("refuses a sibling's files, however they are compressed", async () => {
    const folder = join(root, 'sibling')
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(fashion).filter((each) => each.endsWith('ubyte.gz'))) {
      const content = gunzipSync(readFileSync(join(fashion, name)))
      const anew = name.startsWith('train-images') ? gzipSync(content, { level: 1 }) : content
      writeFileSync(join(folder, anew === content ? name.replace('.gz', '') : name), anew)
    }
    for (const name of ['mnist', 'kmnist']) {
      await expect(load(name, folder)).rejects.toThrow("is Fashion-MNIST's, whose files have the same names as")
      await expect(load(name, fashion)).rejects.toMatchObject({
        message: expect.stringContaining("is Fashion-MNIST's, whose files have the same names as"),
        diagnostics: [{ hint: expect.stringContaining('++dataset.root=DIR') }],
      })
    }
  })

  it("EMNIST's letters count from 1 in their files, and from 0 here", async () => {
    const folder = join(root, 'e', 'EMNIST', 'raw')
    const labels = (count: number, first: number) =>
      idx(
        [count],
        Array.from({ length: count }, (_, i) => first + (i % 26)),
      )
    write(folder, {
      'emnist-letters-train-images-idx3-ubyte.gz': idx([124_800, 28, 28]),
      'emnist-letters-train-labels-idx1-ubyte.gz': labels(124_800, 1),
      'emnist-letters-test-images-idx3-ubyte.gz': idx([20_800, 28, 28]),
      'emnist-letters-test-labels-idx1-ubyte.gz': labels(20_800, 1),
    })
    const { train, test, classes } = await load('emnist_letters', join(root, 'e'))
    expect([classes, train.labels[0], train.labels[25], test?.labels[27]]).toEqual([26, 0, 25, 1])
    write(folder, { 'emnist-letters-train-labels-idx1-ubyte.gz': labels(124_800, 0) })
    await expect(load('emnist_letters', join(root, 'e'))).rejects.toThrow('the label of row 0 is 0')
  })

  it('a hint names the environment only where it counts', async () => {
    await expect(load('kmnist', join(root, 'nowhere'))).rejects.toMatchObject({
      diagnostics: [{ path: 'dataset.root', hint: 'name a folder that holds the files (++dataset.root=DIR)' }],
    })
  })
})
