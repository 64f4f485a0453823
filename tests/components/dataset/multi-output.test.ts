import { describe, expect, it } from 'vitest'
import { MultiOutput, type MultiOutputParams } from '../../../src/components/dataset/multi-output.js'
import { datasetChecks } from '../../../src/testing/index.js'
import type { ArrayBatch } from '../../../src/training/dataset.js'
import type { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { folderWith } from './csv-tasks.js'

const rows = Array.from({ length: 60 }, (_, i) => `${i},${-i},${['a', 'b', 'c'][i % 3]},${i / 4},${i % 2},${+(i > 30)}`)
const root = await folderWith({ 'all.csv': ['u,v,kind,mass,wet,big', ...rows].join('\n') })

function open(params: Partial<MultiOutputParams> = {}): MultiOutput {
  return new MultiOutput({
    root,
    source: { name: 'csv', file: 'all.csv' },
    num_features: 2,
    num_classes: { 1: 3 },
    batch_size: 8,
    tasks: {
      1: { name: 'kind', label_column: 'kind' },
      2: { name: 'mass', label_column: 'mass', loss: 'mse' },
      3: { name: 'tags', label_column: ['wet', 'big'], loss: 'binary_cross_entropy' },
    },
    ...params,
  })
}

async function prepared(dataset = open(), tasks = [1, 2, 3]): Promise<MultiOutput> {
  await dataset.prepare()
  await dataset.setup({ trainTasks: tasks, evalTasks: tasks })
  return dataset
}

async function first(dataset: MultiOutput): Promise<ArrayBatch> {
  for await (const batch of dataset.trainBatches(new Generator(1))) return batch
  throw new Error('there is no batch')
}

describe('MultiOutput', () => {
  it('gives each row once, with what each task says of it', async () => {
    const { x, y, taskIds, targets, size, pairs } = await first(await prepared())
    expect([size, pairs, x.length, targets?.length]).toEqual([8, 24, 16, 48])
    for (let row = 0; row < size; row++) {
      const i = x[row * 2] as number
      expect([0, 1, 2].map((task) => taskIds[task * size + row])).toEqual([1, 2, 3])
      expect(y[row]).toBe(i % 3)
      expect([...(targets?.subarray((size + row) * 2, (size + row) * 2 + 2) ?? [])]).toEqual([i / 4, 0])
      const tags = targets?.subarray((2 * size + row) * 2, (2 * size + row) * 2 + 2)
      expect([...(tags ?? [])]).toEqual([i % 2, +(i > 30)])
    }
  })

  it('has heads as wide as the classes, numbers and labels of the tasks, and knows their names', async () => {
    const dataset = await prepared()
    expect([1, 2, 3].map((task) => dataset.numClasses(task))).toEqual([3, 1, 2])
    expect([1, 2, 3].map((task) => dataset.taskName(task))).toEqual(['kind', 'mass', 'tags'])
    expect(dataset.classNames(1)).toEqual(['a', 'b', 'c'])
    expect(dataset.loss(3)).toEqual({ name: 'binary_cross_entropy' })
  })

  it('leaves a row out of all tasks that lacks the label of one', async () => {
    const holes = await folderWith({
      'all.csv': ['u,v,kind,mass,wet,big', ...rows.map((row, i) => (i === 5 ? '5,-5,c,,1,0' : row))].join('\n'),
    })
    const dataset = open({ root: holes, source: { name: 'csv', file: 'all.csv' } })
    await expect(dataset.prepare()).rejects.toThrow('the label is missing, but must be a number')
    const source = { name: 'csv', file: 'all.csv', missing_values: 'drop' } as const
    const whole = await prepared(
      open({ root: holes, source, test_percentage: 0, validation_percentage: 0, batch_size: 59, drop_last: false }),
    )
    const { x, pairs } = await first(whole)
    expect(pairs).toBe(3 * 59)
    expect(x.includes(5)).toBe(false)
  })

  it('says where a column holds something else than its loss is of', async () => {
    const kinds = open({ tasks: { 1: { label_column: 'kind', loss: 'l1' } } })
    const told = await kinds.prepare().catch((error: ConfigError) => error.diagnostics.map(({ message }) => message))
    expect(told).toEqual([
      expect.stringContaining(
        'the label is a, but must be a number; 59 other fields of the column have the same fault, on lines 3, 4, 5 …',
      ),
    ])
    expect(told[0]).toContain('all.csv:2:5: ')
    const source = { name: 'csv', file: 'all.csv', drop_columns: ['kind'] }
    const labels = open({ source, tasks: { 1: { label_column: 'mass', loss: 'binary_cross_entropy' } } })
    await expect(labels.prepare()).rejects.toThrow('the label is 0.25, but must be 0 or 1')
    const unknown = open({ source, tasks: { 1: { label_column: 'masss', loss: 'mse' } } })
    await expect(unknown.prepare()).rejects.toThrow("has no column 'masss'")
  })
})

it('tells each slip in columns of numbers, and a column of text once', async () => {
  const slips = rows.map((row, i) => (i === 3 ? '3,-3,a,x,1,0' : i === 7 ? '7,-7,a,1.2.3,1,0' : row))
  const root = await folderWith({ 'all.csv': ['u,v,kind,mass,wet,big', ...slips].join('\n') })
  const tasks = { 1: { label_column: ['kind', 'mass'], loss: 'mse' as const } }
  const dataset = open({ root, source: { name: 'csv', file: 'all.csv', drop_columns: ['wet', 'big'] }, tasks })
  const error: ConfigError = await dataset.prepare().catch((reason) => reason)
  expect(error.diagnostics.map(({ message, hint }) => [message.replace(/^.*all\.csv:/, ''), hint])).toEqual([
    [
      '2:5: the label is a, but must be a number; 59 other fields of the column have the same fault, on lines 3, 4, 5 …',
      "'loss: cross_entropy' learns classes",
    ],
    ['5:8: the label is x, but must be a number', undefined],
    ['9:8: the label is 1.2.3, but must be a number', undefined],
  ])
})

testAll(
  'MultiOutput, as every data set',
  datasetChecks(() => open()),
)
