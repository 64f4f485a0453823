import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

/** Three classes that a line or two can tell apart. */
const row = (i: number) => [i % 7, (i * 5) % 11, (i * i) % 13, (i % 7) + ((i * 5) % 11) > 9 ? 5 : 2].join(',')
const rows = (from: number, count: number) => Array.from({ length: count }, (_, i) => row(from + i))

let project: Project
beforeAll(async () => {
  project = new Project()
    .write('data/train.csv', `${rows(0, 120).join('\n')}\n`)
    .write('data/test.csv', `${rows(200, 25).join('\n')}\n`)
    .write(
      'configs/config.yaml',
      `defaults:
  - dataset: split
  - backbone: mlp
  - heads: heads_mtl
  - algorithm: joint_learning
  - optimizer: sgd
  - trainer: trainer
  - metrics: default
  - callbacks: default
  - loggers: default
  - backend: wasm
  - _self_
seed: 1
train_tasks: 1
eval_tasks: 1
dataset:
  source: {name: csv, file: data/train.csv, test_file: data/test.csv}
  num_tasks: 1
  class_split: {1: [5, 2]}
  batch_size: 8
  num_features: 3
  image_shape: null
  num_classes: 2
  mean: 4
  std: 3
trainer: {max_epochs: 3}
hydra: {run: {dir: first}}
`,
    )
  const first = await commandLine(project.dir, [])
  if (first.code !== 0) throw new Error(first.stderr)
})
afterAll(() => project.remove())

test('rows with labels have the accuracy that the run measured on them', async () => {
  const before = project.files()
  const { code, stdout, stderr } = await commandLine(project.dir, ['predict', 'first', 'data/test.csv'])
  expect(code, stderr).toBe(0)
  const accuracy = JSON.parse(project.read('first/run.json')).results.acc[1]
  expect(stderr).toBe(`accuracy on task 1: ${accuracy.toFixed(4)} of 25 rows\n`)
  const [header, ...lines] = stdout.trimEnd().split('\n')
  expect(header).toBe('row,label,prediction,probability_5,probability_2')
  expect(lines).toHaveLength(25)
  for (const line of lines) {
    const [, label, prediction, five, two] = line.split(',').map(Number) as [number, number, number, number, number]
    expect([2, 5]).toContain(label)
    expect(five + two).toBeCloseTo(1, 6)
    expect(prediction).toBe(five > two ? 5 : 2)
  }
  expect(project.files()).toEqual(before)
})

test('a text where the network takes a number is told without a way to leave it out, and a task by how many there are', async () => {
  project.write('texts.csv', 'a,b,c\n1,2,3\n1,red,3\n')
  const { code, stderr } = await commandLine(project.dir, ['predict', 'first', 'texts.csv'])
  expect([code, stderr]).toEqual([2, expect.stringContaining("texts.csv:3:3: 'red' is not a number")])
  expect(stderr).not.toContain('drop_columns')
  expect((await commandLine(project.dir, ['predict', 'first', 'nothing.csv'])).stderr).toMatch(/^nothing\.csv/)
  const other = await commandLine(project.dir, ['predict', 'first', 'texts.csv', '--task', '3'])
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('the run learned task 1\n')])
})

test('a column that is called otherwise is told by the name that is near', async () => {
  const named = { dir: 'named', data: rows(0, 60), header: 'width,height,depth,label' }
  project.write('data/named.csv', `${named.header}\n${named.data.join('\n')}\n`)
  const source = 'dataset.source={name: csv, file: data/named.csv, test_file: data/named.csv}'
  const trained = await commandLine(project.dir, [source, 'trainer.max_epochs=1', `hydra.run.dir=${named.dir}`])
  expect(trained.code, trained.stderr).toBe(0)
  project.write('misspelt.csv', 'width,heigth,depth\n1,2,3\n')
  const { code, stderr } = await commandLine(project.dir, ['predict', named.dir, 'misspelt.csv'])
  expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean 'heigth'?")])
  project.write('right.csv', 'width,height,depth\n1,2,3\n')
  expect((await commandLine(project.dir, ['predict', named.dir, 'right.csv'])).code).toBe(0)
})

test('rows without labels have the same probabilities; --out writes a file', async () => {
  const features = rows(200, 25).map((line) => line.slice(0, line.lastIndexOf(',')))
  project.write('features.csv', `a,b,c\n${features.join('\n')}\n`)
  const { code, stdout } = await commandLine(project.dir, [
    'predict',
    'first',
    'features.csv',
    '--task',
    '1',
    '--out',
    'out.csv',
  ])
  expect([code, stdout]).toEqual([0, ''])
  const labelled = (await commandLine(project.dir, ['predict', 'first', 'data/test.csv'])).stdout
  expect(project.read('out.csv')).toBe(labelled.replace('label,', '').replace(/^(\d+),\d+,/gm, '$1,'))
})

test.each([
  [
    'another number of values',
    '1,2\n',
    [],
    'bad.csv: has 2 columns, but should have 4 as data/train.csv has, or 3 without labels',
  ],
  ['a label that the task has not', '1,2,3,5\n1,2,3,4\n', [], "bad.csv:2:1: label 4 is none of the task's: 5, 2"],
  ['text', '1,2,3\n1,x,3\n', [], "bad.csv:2:3: 'x' is not a number"],
  ['a task that the run did not learn', '1,2,3\n', ['--task', '2'], 'the run did not learn task 2'],
])('%s is refused', async (_, text, args, message) => {
  project.write('bad.csv', text)
  const { code, stdout, stderr } = await commandLine(project.dir, ['predict', 'first', 'bad.csv', ...args])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})
