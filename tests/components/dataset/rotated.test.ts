import { expect, it } from 'vitest'
import { Rotated } from '../../../src/components/dataset/rotated.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'
import { folderWith } from './csv-tasks.js'

it('turns images of a CSV file', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `1,2,3,4,${i % 2}`).join('\n')
  const root = await folderWith({ 'a.csv': rows })
  const dataset = new Rotated({
    root,
    source: { name: 'csv', file: 'a.csv', image_shape: [2, 2, 1] },
    num_tasks: 2,
    num_features: 4,
    image_shape: [2, 2, 1],
    num_classes: 2,
    batch_size: 4,
    rotation_degrees: { 1: 0, 2: 90 },
  })
  await dataset.prepare()
  await dataset.setup({ trainTasks: [1, 2], evalTasks: [1, 2] })
  expect((await collect(dataset.testBatches(1, new Generator())))[0]?.x.slice(0, 4)).toEqual([1, 2, 3, 4])
  expect((await collect(dataset.testBatches(2, new Generator())))[0]?.x.slice(0, 4)).toEqual([2, 4, 1, 3])
})

testAll(
  'Rotated, as every data set',
  datasetChecks(() => new Rotated({ num_tasks: 2, drop_last: false })),
)
