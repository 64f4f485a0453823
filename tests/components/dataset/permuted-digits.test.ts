import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { permutationOrder } from '../../../src/components/dataset/permutation.js'
import { PermutedDigits } from '../../../src/components/dataset/permuted-digits.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { packageRoot } from '../../../src/util/package-root.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'

const fileName = 'optdigits-test-1797.csv.gz'
const shipped = join(packageRoot, 'data', fileName)
const tasks = { trainTasks: [1, 2, 3, 4, 5], evalTasks: [1, 2, 3, 4, 5] }

async function setUp(params: ConstructorParameters<typeof PermutedDigits>[0] = {}) {
  const dataset = new PermutedDigits(params)
  const files = await dataset.prepare()
  await dataset.setup(tasks)
  return { dataset, files }
}

describe('PermutedDigits', () => {
  it('knows its shapes before it reads any file, and its file after', async () => {
    const dataset = new PermutedDigits()
    expect([dataset.numTasks, dataset.sampleShape, dataset.batchSize, dataset.numClasses(3)]).toEqual([
      5,
      [8, 8, 1],
      32,
      10,
    ])
    expect(await dataset.prepare()).toEqual([
      { name: fileName, sha256: '09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22', rows: 1797 },
    ])
  })

  it('splits 1797 rows into 1295 + 143 + 359 a task, each row in one part', async () => {
    const { dataset } = await setUp({ batch_size: 100, mean: null, std: null })
    const train = dataset.trainBatches(new Generator(1))
    expect(train.length).toBe(Math.floor((5 * 1295) / 100))
    const count = async (stream: ReturnType<typeof dataset.testBatches>) =>
      (await collect(stream)).reduce((sum, batch) => sum + batch.y.length, 0)
    expect(await count(dataset.valBatches(2, new Generator()))).toBe(143)
    expect(await count(dataset.testBatches(2, new Generator()))).toBe(359)
  })

  it('permutes the pixels of the test rows by each task’s order, then scales and normalises them in float32', async () => {
    const { dataset } = await setUp({
      batch_size: 359,
      mean: 0.25,
      std: 0.5,
      permutation_seeds: { 1: 0, 2: 9, 3: 2, 4: 3, 5: 4 },
    })
    const plain = await setUp({ batch_size: 359, mean: null, std: null })
    const [task1] = await collect(plain.dataset.testBatches(1, new Generator()))
    const [task2] = await collect(dataset.testBatches(2, new Generator()))
    const [order1, order2] = [permutationOrder(64, 0), permutationOrder(64, 9)]
    const image = new Array<number>(64)
    for (let i = 0; i < 64; i++) image[order1[i] as number] = task1?.x[i] as number
    expect(image.every((value) => Number.isInteger(value * 16) && value >= 0 && value <= 1)).toBe(true)
    expect(task2?.x.slice(0, 64)).toEqual(
      [...order2].map((from) => Math.fround(Math.fround((image[from] as number) - 0.25) / 0.5)),
    )
    expect(task2?.y).toEqual(task1?.y)
    expect(new Set(task2?.taskIds)).toEqual(new Set([2]))
  })

  it('draws its batches from the generator as it is when iteration starts, the same again from the same state', async () => {
    const { dataset } = await setUp()
    const generator = new Generator(7)
    const epoch = dataset.trainBatches(generator)
    expect(generator.clone().u32()).toBe(new Generator(7).u32())
    const first = await collect(epoch)
    expect(first).toHaveLength(epoch.length)
    const second = await collect(dataset.trainBatches(generator))
    expect(second[0]?.y).not.toEqual(first[0]?.y)
    expect(await collect(dataset.trainBatches(new Generator(7)))).toEqual(first)
    const moved = new Generator(7)
    moved.skip(8)
    expect(generator.u32()).toBe(moved.u32())
  })

  it('goes on with a later batch of the same epoch', async () => {
    const { dataset } = await setUp()
    const all = await collect(dataset.trainBatches(new Generator(3)))
    expect(await collect(dataset.trainBatches(new Generator(3), 195))).toEqual(all.slice(195))
    expect(await collect(dataset.trainBatches(new Generator(3), all.length))).toEqual([])
  })

  it('gives every batch as many rows of each task where balanced', async () => {
    const { dataset } = await setUp({ batch_size: 10, sampling_strategy: 'balanced' })
    for (const { taskIds } of await collect(dataset.trainBatches(new Generator(1)), 20)) {
      expect([1, 2, 3, 4, 5].map((task) => taskIds.filter((id) => id === task).length)).toEqual([2, 2, 2, 2, 2])
    }
  })

  it('changes training images where augmented, never those of validation and test', async () => {
    const plain = await setUp({ batch_size: 50 })
    const { dataset } = await setUp({ batch_size: 50, augmentation: { shift: 1, noise: 0.1 } })
    const [before] = await collect(plain.dataset.trainBatches(new Generator(1)), 1)
    const [after] = await collect(dataset.trainBatches(new Generator(1)), 1)
    expect(after?.y).toEqual(before?.y)
    expect(after?.x).not.toEqual(before?.x)
    expect(await collect(dataset.trainBatches(new Generator(1)), 1)).toEqual([after])
    for (const part of ['valBatches', 'testBatches'] as const) {
      expect(await collect(dataset[part](1, new Generator()))).toEqual(
        await collect(plain.dataset[part](1, new Generator())),
      )
    }
  })

  it('computes mean and deviation of the training rows where asked', async () => {
    const { dataset } = await setUp({ batch_size: 6475, mean: 'computed', std: 'computed' })
    const [{ x } = { x: [] }] = await collect(dataset.trainBatches(new Generator(1)))
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length
    expect(mean).toBeCloseTo(0, 5)
    expect(variance).toBeCloseTo(1, 5)
  })

  it('resizes and repeats channels', async () => {
    const { dataset } = await setUp({ resize: [4, 6], repeat_channels: 3, image_shape: [4, 6, 3], num_features: 72 })
    const [batch] = await collect(dataset.testBatches(1, new Generator()), 1)
    expect(batch?.x).toHaveLength(32 * 72)
  })

  it('says which declared shape is not that of the data', async () => {
    const dataset = new PermutedDigits({ image_shape: [28, 28, 1], num_features: 784, num_classes: 7 })
    await expect(dataset.prepare()).rejects.toThrow(
      'dataset.image_shape is [28,28,1], but samples are 8×8×1 of optdigits (task 1)',
    )
    await expect(dataset.prepare()).rejects.toThrow(
      'dataset.num_classes is 7 for task 5, but it has 10 classes of optdigits',
    )
  })

  it('says that no batch is full', async () => {
    const dataset = new PermutedDigits({ batch_size: 2000 })
    await dataset.setup({ trainTasks: [1, 2], evalTasks: [] })
    expect(dataset.trainBatches(new Generator())).toMatchObject({ length: 1, rows: 2000 })
    await dataset.setup({ trainTasks: [1], evalTasks: [] })
    expect(() => dataset.trainBatches(new Generator())).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({
            message: 'dataset.batch_size is 2000, but there are 1295 training rows: no batch is full',
            hint: '++dataset.batch_size=1024, or ++dataset.drop_last=false',
          }),
        ],
      }),
    )
  })

  it('tells how many rows its batches hold, so that the last one is known beforehand', async () => {
    const dataset = new PermutedDigits({ batch_size: 1294, drop_last: false })
    await dataset.setup({ trainTasks: [1], evalTasks: [2] })
    expect(dataset.trainBatches(new Generator())).toMatchObject({ length: 2, rows: 1295 })
    expect(dataset.testBatches(2, new Generator())).toMatchObject({ length: 1, rows: 359 })
    const sizes = (await collect(dataset.trainBatches(new Generator()))).map(({ y }) => y.length)
    expect(sizes).toEqual([1294, 1])
  })

  it('refuses another file in place of the one that comes with polyhead, and names it', async () => {
    const root = await mkdtemp(join(tmpdir(), 'polyhead-'))
    const file = join(root, fileName)
    await expect(new PermutedDigits({ root }).prepare()).rejects.toThrow(`${file}: there is no such file`)
    await copyFile(shipped, file)
    expect(await new PermutedDigits({ root }).prepare()).toHaveLength(1)
    const bytes = await readFile(shipped)
    await writeFile(file, Buffer.concat([bytes, Buffer.of(0)]))
    await expect(new PermutedDigits({ root }).prepare()).rejects.toThrow(`${file}: the checksum is wrong`)
    await writeFile(file, bytes.subarray(0, 1000))
    await expect(new PermutedDigits({ root }).prepare()).rejects.toThrow(`${file}: the gzip file is cut short`)
    await mkdir(join(root, 'other', fileName), { recursive: true })
    await expect(new PermutedDigits({ root: join(root, 'other') }).prepare()).rejects.toThrow('is a folder')
  })

  it('holds the file whose checksum its README gives', async () => {
    const digest = createHash('sha256')
      .update(await readFile(shipped))
      .digest('hex')
    expect(await readFile(join(packageRoot, 'data', 'README.md'), 'utf8')).toContain(digest)
  })
})

testAll(
  'PermutedDigits, as every data set',
  datasetChecks(() => new PermutedDigits({ num_tasks: 2 })),
)
