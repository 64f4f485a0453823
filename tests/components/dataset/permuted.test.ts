import { expect, it } from 'vitest'
import { Permuted } from '../../../src/components/dataset/permuted.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'
import { folderWith, threeClasses } from './csv-tasks.js'

const plain = { num_features: 2, image_shape: null, num_classes: 3, num_tasks: 2, batch_size: 4 }
const tasks = { trainTasks: [1, 2], evalTasks: [1, 2] }

it('makes tasks of a CSV file of plain numbers', async () => {
  const root = await folderWith({ 'a.csv': `x,y,kind\n${threeClasses(30)}` })
  const source = { name: 'csv', file: 'a.csv', label_column: 'kind' }
  const dataset = new Permuted({ ...plain, root, source, permutation_seeds: { 1: 1, 2: 5 } })
  expect(await dataset.prepare()).toMatchObject([{ name: 'a.csv', rows: 30 }])
  await dataset.setup(tasks)
  expect(dataset.sampleShape).toEqual([2])
  const [one] = await collect(dataset.testBatches(1, new Generator()))
  const pairs = one?.x.filter((_, i) => i % 2 === 0).map((x, i) => [x, one.x[2 * i + 1]])
  for (const [x, y] of pairs ?? []) expect(x).toBe(y === 0 ? 0 : -(y as number))
  expect(one?.y.every((label, i) => label === Math.abs(one.x[2 * i] as number) % 3)).toBe(true)
})

it('takes rows for the test from a file of their own, and checks a checksum', async () => {
  const root = await folderWith({ 'a.csv': threeClasses(30), 'b.csv': threeClasses(7, 100) })
  const source = { name: 'csv', file: 'a.csv', test_file: 'b.csv' }
  const dataset = new Permuted({ ...plain, root, source })
  await dataset.setup(tasks)
  const batches = await collect(dataset.testBatches(2, new Generator()))
  expect(batches.map(({ y }) => y.length)).toEqual([4, 3])
  expect(batches[1]?.x).toContain(600)
  const wrong = new Permuted({ ...plain, root, source: { ...source, sha256: '0'.repeat(64) } })
  await expect(wrong.prepare()).rejects.toThrow('a.csv: the checksum is wrong')
})

it.each([
  ['a class that is none', '1,2,0\n3,4,3', 'a.csv:2:5: the label is 3, but must be a class from 0 to 2'],
  ['a class with a fraction', '1,2,0.5', 'a.csv:1:5: the label is 0.5'],
  ['not a number', '1,2,0\n1,NaN,1', "a.csv:2:3: 'NaN' is not a finite number"],
  ['one column', '1\n2', 'a.csv: has no column that is a feature'],
  ['another number of columns', '1,2,3,0\n4,5,6,2', 'dataset.num_features is 2, but samples are 3 of a.csv (task 1)'],
])('refuses %s', async (_, text, message) => {
  const root = await folderWith({ 'a.csv': text })
  const dataset = new Permuted({ ...plain, root, source: { name: 'csv', file: 'a.csv' } })
  await expect(dataset.prepare()).rejects.toThrow(message)
})

it('says which sources there are', async () => {
  const dataset = new Permuted({ source: 'fashion_mnst' })
  await expect(dataset.prepare()).rejects.toMatchObject({
    diagnostics: [{ message: "there is no data source 'fashion_mnst'", hint: "did you mean 'fashion_mnist'?" }],
  })
  await expect(new Permuted({ source: { name: 'csv' } }).prepare()).rejects.toThrow("source 'csv' needs 'file'")
})

testAll(
  'Permuted, as every data set',
  datasetChecks(() => new Permuted({ num_tasks: 2, sampling_strategy: 'balanced' })),
)
