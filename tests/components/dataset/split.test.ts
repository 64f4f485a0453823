import { expect, it } from 'vitest'
import { loadIdxSource } from '../../../src/components/dataset/sources/idx-source.js'
import { Split } from '../../../src/components/dataset/split.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'
import { folderWith } from './csv-tasks.js'

const count = 60

function idx(shape: number[], data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.set([0, 0, 8, shape.length])
  shape.forEach((side, i) => {
    header.writeUInt32BE(side, 4 + 4 * i)
  })
  return Buffer.concat([header, data])
}

const images = idx(
  [count, 2, 3],
  Uint8Array.from({ length: count * 6 }, (_, i) => Math.floor(i / 6)),
)
const labels = idx(
  [count],
  Uint8Array.from({ length: count }, (_, i) => i % 4),
)
const source = { name: 'idx', images: 'images', labels: 'labels' }
const shapes = { num_features: 6, image_shape: [2, 3, 1], num_tasks: 2, batch_size: 8 }
const class_split = { 1: [3, 1], 2: [0, 2] }

it('makes tasks of IDX files, with classes in the order given', async () => {
  const root = await folderWith({ images, labels })
  const dataset = new Split({ ...shapes, root, source, class_split })
  expect(await dataset.prepare()).toMatchObject([
    { name: 'images', rows: count },
    { name: 'labels', rows: count },
  ])
  await dataset.setup({ trainTasks: [1, 2], evalTasks: [1] })
  for (const { x, y, taskIds } of await collect(dataset.trainBatches(new Generator(1)))) {
    for (let i = 0; i < y.length; i++) {
      const label = Math.round((x[i * 6] as number) * 255) % 4
      expect(class_split[taskIds[i] as 1 | 2][y[i] as number]).toBe(label)
    }
  }
})

it("draws what CLArena draws while it goes through all images for each task's own", async () => {
  const root = await folderWith({ images, labels })
  const made = (changes: object) => new Split({ ...shapes, root, source, class_split, ...changes })
  const drawn = async (changes: object) => {
    const dataset = made(changes)
    await dataset.prepare()
    const generator = new Generator(3)
    dataset.drawSetup(generator)
    return generator.u32()
  }
  const after = (draws: number) => {
    const generator = new Generator(3)
    for (let i = 0; i < draws; i++) generator.u32()
    return generator.u32()
  }
  // A flip is one number for each image; a crop two.
  const [flip, crop] = [{ name: 'RandomHorizontalFlip' }, { name: 'RandomCrop', size: [2, 3], padding: 1 }]
  expect(await drawn({ custom_transforms: [flip] })).toBe(after(2 * count))
  expect(await drawn({ custom_transforms: [flip, crop] })).toBe(after(2 * count * 3))
  expect(await drawn({ custom_transforms: [{ name: 'Pad', padding: 0 }] })).toBe(after(0))
  expect(await drawn({})).toBe(after(0))
  const whole = { class_split: { 1: [0, 1, 2, 3] }, num_tasks: 1, num_classes: 4, custom_transforms: [flip] }
  expect(await drawn(whole)).toBe(after(0))
})

it('gives the same batches from files that stay on disk', async () => {
  const root = await folderWith({ images, labels })
  const inMemory = await loadIdxSource(source, { root, at: 'dataset.source' })
  const onDisk = await loadIdxSource(source, { root, memoryLimit: 100, at: 'dataset.source' })
  expect([inMemory.train.rows.memory === undefined, onDisk.train.rows.memory]).toEqual([false, undefined])
  expect(onDisk.files).toEqual(inMemory.files)
  const streamed = new Split({ ...shapes, root, source, class_split, memory_limit: 100 })
  const whole = new Split({ ...shapes, root, source, class_split })
  const tasks = { trainTasks: [1, 2], evalTasks: [2] }
  for (const dataset of [streamed, whole]) await dataset.setup(tasks)
  const expected = await collect(whole.trainBatches(new Generator(4)))
  expect(expected.length).toBeGreaterThan(3)
  expect(await collect(streamed.trainBatches(new Generator(4)))).toEqual(expected)
  expect(await collect(streamed.testBatches(2, new Generator()))).toEqual(
    await collect(whole.testBatches(2, new Generator())),
  )
})

it.each([
  [
    'fewer labels than images',
    { images, labels: idx([5], new Uint8Array(5)) },
    /holds 5 labels, but .*images holds 60 images/,
  ],
  ['images for labels', { images, labels: images }, /labels at byte 3: has 3 dimensions, but should have 1/],
  ['a truncated file', { images: images.subarray(0, 200), labels }, /images: is cut short/],
  ['no file', { labels }, /images: there is no such file/],
])('refuses %s, in memory and on disk', async (_, files, message) => {
  const root = await folderWith(files as Record<string, Uint8Array>)
  for (const memory_limit of [100, 2 ** 20]) {
    const dataset = new Split({ ...shapes, root, source, class_split, memory_limit })
    await expect(dataset.prepare()).rejects.toThrow(message)
  }
})

testAll(
  'Split, as every data set',
  datasetChecks(() => new Split({ num_tasks: 2, augmentation: { shift: 1, noise: 0.1 } })),
)
