import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CombinedParams } from '../../../src/components/dataset/combined.js'
import { Combined } from '../../../src/components/dataset/combined.js'
import type { SourceParams } from '../../../src/components/dataset/sources/source-params.js'
import { Split } from '../../../src/components/dataset/split.js'
import { Generator } from '../../../src/util/generator.js'
import { collect } from './collect.js'
import { folderWith } from './csv-tasks.js'

const all = { test_percentage: 0, validation_percentage: 0, drop_last: false, batch_size: 1000, image_shape: null }

/** The rows that a task learns from, each as `[...features, class]`, sorted. */
async function rowsOf(dataset: Combined | Split, taskId = 1): Promise<number[][]> {
  await dataset.prepare()
  await dataset.setup({ trainTasks: [taskId], evalTasks: [] })
  return rowsIn(await collect(dataset.trainBatches(new Generator(1))))
}

async function testRowsOf(dataset: Combined | Split, taskId = 1): Promise<number[][]> {
  await dataset.prepare()
  await dataset.setup({ trainTasks: [], evalTasks: [taskId] })
  return rowsIn(await collect(dataset.testBatches(taskId, new Generator(1))))
}

function rowsIn(batches: readonly { x: number[]; y: number[] }[]): number[][] {
  const rows = batches.flatMap(({ x, y }) => {
    const width = x.length / y.length
    return y.map((label, i) => [...x.slice(i * width, (i + 1) * width), label])
  })
  return rows.sort((a, b) => (a[0] as number) - (b[0] as number))
}

function combined(root: string, specs: SourceParams[], params: CombinedParams = {}): Combined {
  const datasets = Object.fromEntries(specs.map((spec, i) => [i + 1, spec]))
  return new Combined({ ...all, root, datasets, num_features: 2, num_classes: 2, ...params })
}

const csv = (file: string, more: Partial<SourceParams> = {}): SourceParams => ({ name: 'csv', file, ...more })

describe('the label of a task is a feature of no task of its table', () => {
  const table = 'a,b,first,second\n1,10,0,1\n2,20,1,0\n3,30,0,0\n4,40,1,1\n'
  const rows = table.split('\n').slice(1).join('\n')
  const expected = [
    [1, 10, 0],
    [2, 20, 1],
    [3, 30, 0],
    [4, 40, 1],
  ]

  it.each([
    ['by place', {}, [csv('t.csv', { label_column: 2 }), csv('t.csv', { label_column: 3 })]],
    ['from the end', {}, [csv('t.csv', { label_column: -2 }), csv('t.csv')]],
    ['by name', {}, [csv('t.csv', { label_column: 'first' }), csv('t.csv', { label_column: 'second' })]],
    ['by other paths', {}, [csv('t.csv', { label_column: 2 }), csv('./folder/../t.csv')]],
    ['through a link', {}, [csv('t.csv', { label_column: 2 }), csv('link.csv')]],
    ['in a compressed copy', {}, [csv('t.csv', { label_column: 2 }), csv('t.csv.gz')]],
    ['without names', {}, [csv('rows.csv', { label_column: 2 }), csv('rows.csv')]],
    ['in another file with the same columns', {}, [csv('t.csv', { label_column: 2 }), csv('shuffled.csv')]],
    [
      'in the file that it is tested on',
      {},
      [csv('rows.csv', { label_column: 2, test_file: 'more.csv' }), csv('more.csv')],
    ],
  ])('%s', async (_, params, specs) => {
    const root = await folderWith({
      't.csv': table,
      'rows.csv': rows,
      'more.csv': '9,90,0,1\n8,80,1,0\n',
      'shuffled.csv': 'b,a,first,second\n10,1,0,1\n20,2,1,0\n',
      't.csv.gz': gzipSync(table),
    })
    await mkdir(join(root, 'folder'))
    await symlink(join(root, 't.csv'), join(root, 'link.csv'))
    expect(await rowsOf(combined(root, specs, params))).toEqual(expected)
  })

  it('of three tasks as of two', async () => {
    const root = await folderWith({ 't.csv': 'a,b,x,y,z\n1,2,0,1,1\n3,4,1,0,1\n5,6,1,1,0\n' })
    const specs = ['x', 'y', 'z'].map((label_column) => csv('t.csv', { label_column }))
    for (const [i, labels] of [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ].entries()) {
      expect(await rowsOf(combined(root, specs), i + 1)).toEqual([
        [1, 2, labels[0]],
        [3, 4, labels[1]],
        [5, 6, labels[2]],
      ])
    }
  })

  it('also where features are chosen: naming one is refused', async () => {
    const root = await folderWith({ 't.csv': table })
    const specs = [csv('t.csv', { label_column: 2, feature_columns: ['a', 'second'] }), csv('t.csv')]
    await expect(combined(root, specs).prepare()).rejects.toThrow(
      "t.csv: feature_columns names 'second', which is the label of task 2",
    )
  })

  it('so a shape that counts it is refused, and the message says what was taken for what', async () => {
    const root = await folderWith({ 't.csv': table })
    const specs = [csv('t.csv', { label_column: 2 }), csv('t.csv')]
    await expect(combined(root, specs, { num_features: 3 }).prepare()).rejects.toMatchObject({
      diagnostics: expect.arrayContaining([
        expect.objectContaining({
          message: 'dataset.num_features is 3, but samples are 2 of t.csv (task 1)',
          notes: ['features: a, b', 'label: first'],
        }),
      ]),
    })
  })

  it('but other tables with another label keep it', async () => {
    const root = await folderWith({
      't.csv': 'a,b,first\n1,10,0\n2,20,1\n',
      'u.csv': 'first,c,second\n7,70,1\n8,80,0\n',
    })
    const specs = [csv('t.csv'), csv('u.csv')]
    expect(await rowsOf(combined(root, specs), 2)).toEqual([
      [7, 70, 1],
      [8, 80, 0],
    ])
  })
})

describe('features', () => {
  const table = 'id,b,a,label\nx1,10,1,0\nx2,20,2,1\n'
  it.each([
    ['are chosen in their order', { feature_columns: ['a', 'b'] }],
    ['are chosen by place', { feature_columns: [2, 1] }],
    ['are all columns that are not dropped', { drop_columns: ['id'] }],
    ['are dropped by place from the end', { drop_columns: [-4] }],
  ])('%s', async (_, choice) => {
    const root = await folderWith({ 't.csv': table })
    const rows = await rowsOf(combined(root, [csv('t.csv', choice as Partial<SourceParams>)]))
    const pairs =
      'feature_columns' in choice
        ? [
            [1, 10],
            [2, 20],
          ]
        : [
            [10, 1],
            [20, 2],
          ]
    expect(rows).toEqual(pairs.map((pair, i) => [...pair, i]))
  })

  it.each([
    [{ feature_columns: ['a', 'label'] }, "t.csv: feature_columns names 'label', which is the label"],
    [{ feature_columns: ['a', 2] }, "t.csv: feature_columns names 'a' twice"],
    [{ feature_columns: ['a', 'c'] }, "t.csv: has no column 'c': its columns are id, b, a, label"],
    [{ drop_columns: ['label'] }, "t.csv: drop_columns names 'label', which is the label"],
    [{ drop_columns: ['id', 'a', 'b'] }, 't.csv: has no column that is a feature'],
    [{ label_column: 7 }, 't.csv: has no column 7: there are 4, from 0 to 3'],
    [{}, "t.csv:2:1: 'x1' is not a number"],
  ])('%j is refused', async (choice, message) => {
    const root = await folderWith({ 't.csv': table })
    await expect(combined(root, [csv('t.csv', choice as Partial<SourceParams>)]).prepare()).rejects.toThrow(message)
  })

  it.each([
    [';', '\'delimiter: ";"\''],
    ['\t', '\'delimiter: "\\t"\''],
  ])('separated by %j are seen as one, and the error says how to read them', async (delimiter, typed) => {
    const root = await folderWith({ 't.csv': 'a,b,label\n1,10,0\n2,20,1\n'.replaceAll(',', delimiter) })
    await expect(combined(root, [csv('t.csv')]).prepare()).rejects.toMatchObject({
      diagnostics: [{ hint: `its columns may be separated otherwise: ${typed}` }],
    })
    expect(await rowsOf(combined(root, [csv('t.csv', { delimiter })]))).toHaveLength(2)
  })

  it('without a name beside others that have one may be numbers of rows: the user must say', async () => {
    const root = await folderWith({ 't.csv': ',a,b,label\n0,1,10,0\n1,2,20,1\n' })
    await expect(combined(root, [csv('t.csv')], { num_features: 3 }).prepare()).rejects.toThrow(
      't.csv: column 0 has no name: it may number the rows, and be no feature',
    )
    expect(await rowsOf(combined(root, [csv('t.csv', { drop_columns: [0] })]))).toHaveLength(2)
  })
})

describe('columns of the file for the test', () => {
  const train = 'a,b,label\n1,10,0\n2,20,1\n'
  const load = async (files: Record<string, string>, more: Partial<SourceParams> = {}) => {
    const root = await folderWith(files)
    return combined(root, [csv('train.csv', { test_file: 'test.csv', ...more })])
  }

  it.each([
    ['are found by their names', 'label,b,a\n0,30,3\n1,40,4\n', {}],
    ['are found by their places where it has no names', '3,30,0\n4,40,1\n', {}],
    ['may be more where features are chosen', 'label,c,b,a\n0,5,30,3\n1,5,40,4\n', { feature_columns: ['a', 'b'] }],
  ])('%s', async (_, test, more) => {
    const dataset = await load({ 'train.csv': train, 'test.csv': test }, more)
    expect(await testRowsOf(dataset)).toEqual([
      [3, 30, 0],
      [4, 40, 1],
    ])
  })

  it.each([
    ['a,c,label\n1,2,0\n', "test.csv: has no column 'b', which"],
    ['a,b,c,label\n1,2,3,0\n', "test.csv: has a column 'c', which"],
    ['a,b\n1,2\n', 'test.csv: has no column of labels'],
    ['1,2,3,0\n', 'test.csv: has 4 columns, but should have 3 as'],
    ['1,2\n', 'test.csv: has no column of labels'],
    ['a,b,label\n1,2,2\n', 'dataset.num_classes is 2 for task 1, but it has 3 classes'],
  ])('%j are refused', async (test, message) => {
    await expect((await load({ 'train.csv': train, 'test.csv': test })).prepare()).rejects.toThrow(message)
  })
})

describe('names of classes', () => {
  const train = 'x,y,tree\n1,10,oak\n2,20,elm\n3,30,"ash, white"\n'

  it('are numbered in their order, in the file for the test too', async () => {
    const root = await folderWith({ 'train.csv': train, 'test.csv': 'x,y,tree\n5,50,oak\n6,60,elm\n' })
    const dataset = combined(root, [csv('train.csv', { test_file: 'test.csv' })], { num_classes: 3 })
    expect(await testRowsOf(dataset)).toEqual([
      [5, 50, 2],
      [6, 60, 1],
    ])
    expect(dataset.classNames(1)).toEqual(['ash, white', 'elm', 'oak'])
  })

  it('are those of the task that takes some of them', async () => {
    const root = await folderWith({ 'train.csv': train })
    const params = { ...all, root, num_tasks: 1, num_features: 2, num_classes: 2, class_split: { 1: [2, 0] } }
    const dataset = new Split({ ...params, source: csv('train.csv') })
    expect(await rowsOf(dataset)).toEqual([
      [1, 10, 0],
      [3, 30, 1],
    ])
    expect(dataset.classNames(1)).toEqual(['oak', 'ash, white'])
    expect(dataset.rowReader(1).labels).toEqual(['oak', 'ash, white'])
  })

  it('that the training file has not are refused', async () => {
    const root = await folderWith({ 'train.csv': train, 'test.csv': 'x,y,tree\n5,50,aok\n' })
    const dataset = combined(root, [csv('train.csv', { test_file: 'test.csv' })], { num_classes: 3 })
    await expect(dataset.prepare()).rejects.toThrow(
      "test.csv:2:6: the label is 'aok', but must be one of the classes ash, white, elm, oak",
    )
  })
})

describe('missing values', () => {
  const table = 'a,b,label\n1,,0\n2,20,1\nNA,30,0\n4,40,\n5,50,1\n'
  const rows = async (more: Partial<SourceParams>, text = table) => {
    const root = await folderWith({ 't.csv': text, 'test.csv': 'a,b,label\n6,,0\n7,70,1\n' })
    const dataset = combined(root, [csv('t.csv', { test_file: 'test.csv', ...more })])
    const found = [await rowsOf(dataset), await testRowsOf(dataset)]
    return { found, files: await dataset.prepare(), warnings: dataset.warnings() }
  }

  it('are refused unless the config says more', async () => {
    await expect(rows({})).rejects.toThrow('t.csv:2:3: the field is empty, but should be a number')
  })

  it('drop: their rows are left out, which is said', async () => {
    const { found, files, warnings } = await rows({ missing_values: 'drop' })
    expect(found).toEqual([
      [
        [2, 20, 1],
        [5, 50, 1],
      ],
      [[7, 70, 1]],
    ])
    expect(files.map((file) => file.rows)).toEqual([2, 1])
    expect(warnings.map(({ message }) => message)).toEqual([
      't.csv: 3 of 5 rows are left out, for a value is missing',
      'test.csv: 1 of 2 rows are left out, for a value is missing',
      't.csv has no rows of class 0',
    ])
  })

  it('fill: a number stands for them, but for no label', async () => {
    await expect(rows({ missing_values: 'fill' })).rejects.toThrow('t.csv:5:6: the label is missing')
    const { found } = await rows({ missing_values: 'fill', fill_value: -1 }, table.replace('4,40,\n', ''))
    expect(found[0]).toEqual([
      [-1, 30, 0],
      [1, -1, 0],
      [2, 20, 1],
      [5, 50, 1],
    ])
    expect(found[1]?.[0]).toEqual([6, -1, 0])
  })

  it('of one task do not take rows from another', async () => {
    const root = await folderWith({ 't.csv': 'a,b,x,y\n1,10,0,\n2,20,,1\n3,30,1,0\n' })
    const specs = ['x', 'y'].map((label_column) => csv('t.csv', { label_column, missing_values: 'drop' as const }))
    const dataset = combined(root, specs)
    expect(await rowsOf(dataset, 1)).toEqual([
      [1, 10, 0],
      [3, 30, 1],
    ])
    expect(await rowsOf(dataset, 2)).toEqual([
      [2, 20, 1],
      [3, 30, 0],
    ])
  })

  it('in every row leave nothing', async () => {
    await expect(rows({ missing_values: 'drop' }, 'a,b,label\n1,,0\n2,,1\n')).rejects.toThrow(
      't.csv: has no row without missing values',
    )
  })
})

it('reads a file that a spreadsheet wrote with semicolons and a byte order mark', async () => {
  const root = await folderWith({})
  await writeFile(join(root, 't.csv'), '\ufeffa;"b, c";label\r\n1;10;yes\r\n2;20;no\r\n')
  expect(await rowsOf(combined(root, [csv('t.csv', { delimiter: ';', label_column: 'label' })]))).toEqual([
    [1, 10, 1],
    [2, 20, 0],
  ])
})
