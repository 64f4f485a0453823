import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import type { BaseDataset } from '../../../src/components/dataset/base-dataset.js'
import { Combined } from '../../../src/components/dataset/combined.js'
import { MultiOutput } from '../../../src/components/dataset/multi-output.js'
import { Split } from '../../../src/components/dataset/split.js'
import { folderWith } from './csv-tasks.js'

const shapes = { num_features: 2, image_shape: null, batch_size: 2, num_classes: 3, num_tasks: 1 }

/** A table of two numbers and a label, ten rows of each of three; `slip` stands for the last. */
function table(labels: readonly (string | number)[], slip: string | number): string {
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${-i},${i === 29 ? slip : labels[i % 3]}`)
  return ['x,y,kind', ...rows].join('\n')
}

async function warningsOf(dataset: BaseDataset, trainTasks = [1]) {
  await dataset.prepare()
  await dataset.setup({ trainTasks, evalTasks: trainTasks })
  return dataset.warnings().map(({ message, path }) => `${path}: ${message}`)
}

const flowers = ['daisy', 'rose', 'tulip']

it.each([
  ['in the middle of the names', flowers, 'lily', 'tulip .9 rows. of f.csv, which has daisy .10 rows., lily .1 row.'],
  ['after the last name', flowers, 'zzz', 'zzz .1 row.'],
  ['as a number', [0, 1, 2], 4, '4 .1 row.'],
])(
  'a label that is misspelt %s: the class that class_split then leaves out is named with its rows',
  async (...given) => {
    const [, labels, slip, left] = given
    const root = await folderWith({ 'f.csv': table(labels, slip) })
    const source = { name: 'csv', file: 'f.csv' }
    const message = expect.stringMatching(`^dataset.class_split: dataset.class_split gives no task class ${left}`)
    const split = new Split({ ...shapes, root, source, class_split: { 1: [0, 1, 2] } })
    expect(await warningsOf(split)).toEqual([message])
    const some = new Combined({ ...shapes, root, datasets: { 1: source }, class_split: { 1: [0, 1, 2] } })
    expect(await warningsOf(some)).toEqual([message])
  },
)

it('where num_classes counts all classes of a table, one more is refused, and rows tell which is the slip', async () => {
  const root = await folderWith({ 'f.csv': table(flowers, 'lily') })
  const source = { name: 'csv', file: 'f.csv' }
  const all = [
    new Combined({ ...shapes, root, datasets: { 1: source } }),
    new MultiOutput({ ...shapes, root, source, tasks: { 1: { label_column: 'kind' } } }),
  ]
  for (const dataset of all) {
    await expect(dataset.prepare()).rejects.toMatchObject({
      diagnostics: [
        {
          message: 'dataset.num_classes is 3 for task 1, but it has 4 classes of f.csv',
          notes: expect.arrayContaining(['classes: daisy (10 rows), lily (1 row), rose (10 rows), tulip (9 rows)']),
        },
      ],
    })
  }
})

it('classes that tasks share out among them are all taken, also those of a task that is not trained', async () => {
  const root = await folderWith({ 'f.csv': table(flowers, 'lily') })
  const class_split = { 1: [0, 1], 2: [2, 3] }
  const source = { name: 'csv', file: 'f.csv' }
  const params = { ...shapes, root, class_split, num_classes: 2, num_tasks: 2 }
  expect(await warningsOf(new Split({ ...params, source }))).toEqual([])
  expect(await warningsOf(new Combined({ ...params, datasets: { 1: source, 2: source } }))).toEqual([])
  const cut = new Combined({ ...params, datasets: { 1: source, 2: source }, class_split: { 1: [0, 1], 2: [0, 2] } })
  expect(await warningsOf(cut, [1, 2])).toEqual([
    expect.stringContaining('gives no task class tulip (9 rows) of f.csv'),
  ])
})

it('classes that are counted from 1: the one without rows is named', async () => {
  const root = await folderWith({ 'f.csv': table([1, 2, 3], 3) })
  const source = { name: 'csv', file: 'f.csv' }
  expect(await warningsOf(new Combined({ ...shapes, root, num_classes: 4, datasets: { 1: source } }))).toEqual([
    'dataset: f.csv has no rows of class 0',
  ])
  const split = new Split({ ...shapes, root, source, class_split: { 1: [0, 1, 2] } })
  expect(await warningsOf(split)).toEqual([
    expect.stringContaining('dataset.class_split gives no task class 3 (10 rows) of f.csv, which has 0 (0 rows), 1 '),
    'dataset: f.csv has no rows of class 0',
  ])
})

it('a folder of images that is one more than class_split takes is named', async () => {
  const root = await folderWith({})
  const image = new PNG({ width: 2, height: 1, colorType: 0 })
  for (const [name, count] of [
    ['cat', 4],
    ['cta', 1],
    ['dog', 4],
  ] as const) {
    await mkdir(join(root, name))
    for (let i = 0; i < count; i++) await writeFile(join(root, name, `${i}.png`), PNG.sync.write(image))
  }
  const source = { name: 'image_folder', channels: 1 as const }
  const params = { ...shapes, image_shape: [1, 2, 1], num_classes: 2, class_split: { 1: [0, 1] } }
  expect(await warningsOf(new Split({ ...params, root, source }))).toEqual([
    expect.stringContaining(`no task class dog (4 rows) of ${root}, which has cat (4 rows), cta (1 row), dog (4 rows)`),
  ])
})

it('of published data that have more classes nothing is said', async () => {
  expect(await warningsOf(new Split({ num_tasks: 2 }))).toEqual([])
})
