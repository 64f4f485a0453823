import { expect, it } from 'vitest'
import { Combined } from '../../../src/components/dataset/combined.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'
import { folderWith, threeClasses } from './csv-tasks.js'

it('gives each task its own data set and class count', async () => {
  const root = await folderWith({ 'a.csv': threeClasses(40), 'b.csv': threeClasses(20).replace(/,2$/gm, ',1') })
  const dataset = new Combined({
    root,
    datasets: { 1: { name: 'csv', file: 'a.csv' }, 2: { name: 'csv', file: 'b.csv' } },
    num_features: 2,
    image_shape: null,
    num_classes: { 1: 3, 2: 2 },
    batch_size: 8,
  })
  expect(await dataset.prepare()).toMatchObject([
    { name: 'a.csv', rows: 40 },
    { name: 'b.csv', rows: 20 },
  ])
  expect([dataset.numTasks, dataset.numClasses(1), dataset.numClasses(2)]).toEqual([2, 3, 2])
  await dataset.setup({ trainTasks: [1, 2], evalTasks: [1, 2] })
  const taskIds = (await collect(dataset.trainBatches(new Generator(1)))).flatMap((batch) => batch.taskIds)
  expect(new Set(taskIds)).toEqual(new Set([1, 2]))
})

it('brings images of other sizes to the declared shape, and says where they are not', async () => {
  const images = Array.from({ length: 12 }, (_, i) => `${i},0,0,0,${i % 2}`).join('\n')
  const root = await folderWith({ 'small.csv': images })
  const small = { name: 'csv', root, file: 'small.csv', image_shape: [2, 2, 1], scale: 255 }
  const params = { datasets: { 1: 'optdigits', 2: small }, num_classes: { 1: 10, 2: 2 } }
  await expect(new Combined(params).prepare()).rejects.toThrow(
    'dataset.image_shape is [8,8,1], but samples are 2×2×1 of small.csv (task 2)',
  )
  const dataset = new Combined({ ...params, resize: { 1: null, 2: [8, 8] } })
  await dataset.prepare()
  await dataset.setup({ trainTasks: [1, 2], evalTasks: [2] })
  const [batch] = await collect(dataset.testBatches(2, new Generator()))
  const [corner, , , , , , , far] = batch?.x ?? []
  expect(corner).toBeGreaterThan(0)
  expect(far).toBe(0)
})

testAll(
  'Combined, as every data set',
  datasetChecks(
    () =>
      new Combined({
        num_tasks: 2,
        datasets: { 1: 'optdigits', 2: 'optdigits' },
        class_split: { 1: [0, 1, 2], 2: [5, 6] },
        num_classes: { 1: 3, 2: 2 },
        num_features: 64,
        image_shape: [8, 8, 1],
        batch_size: 16,
      }),
  ),
)
