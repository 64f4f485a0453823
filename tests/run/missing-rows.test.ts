import { afterAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

const rows = (labels: number, from = 0) =>
  Array.from({ length: 80 }, (_, i) => `${i % 7},${i % 5},${from + (i % labels)}`).join('\n')
project
  .write('all.csv', `a,b,label\n${rows(4)}\n`)
  .write('half.csv', `a,b,label\n${rows(2)}\n`)
  .write('other.csv', `a,b,label\n${rows(2, 2)}\n`)
  .write('test.csv', 'a,b,label\n1,2,0\n3,4,1\n')
  .write(
    'configs/dataset/mine.yaml',
    `_target_: polyhead.datasets.Split
source: {name: csv, file: all.csv, test_file: null}
num_tasks: 2
class_split: {1: [0, 1], 2: [2, 3]}
num_features: 2
image_shape: null
batch_size: 4
test_percentage: 0.2
validation_percentage: 0.1
`,
  )
const quick = ['dataset=mine', 'train_tasks=2', 'trainer.max_epochs=1', 'hydra.run.dir=out']

test('a task without training rows is refused, and the message says where its rows are', async () => {
  const halved = ['dataset.source.file=half.csv', 'dataset.source.test_file=other.csv']
  const { code, stderr } = await commandLine(project.dir, [...quick, ...halved])
  expect(code).toBe(2)
  expect(stderr).toContain('task 2 has no training rows: 80 of its rows are for the test, 0 for validation')
  expect(project.has('out')).toBe(false)
})

test('the same weights can be tested where nothing is left to train on', async () => {
  const first = await commandLine(project.dir, quick)
  expect(first.code, first.stderr).toBe(0)
  const halved = ['dataset.source.file=half.csv', 'dataset.source.test_file=other.csv']
  const { code, stderr } = await commandLine(project.dir, ['eval', 'out', '--in', 'tested', ...halved])
  expect(code, stderr).toBe(0)
})

test('tasks without rows for validation or the test are told, and have no figures', async () => {
  const { code, stdout, stderr } = await commandLine(project.dir, [
    ...quick,
    'hydra.run.dir=warned',
    'dataset.source.test_file=test.csv',
    'dataset.validation_percentage=0',
  ])
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('tasks 1, 2 have no validation rows: there will be no validation figures of them')
  expect(stderr).toContain('task 2 has no test rows: there will be no test figures of them')
  const { results } = JSON.parse(project.read('warned/run.json'))
  expect(Object.keys(results.acc)).toEqual(['1'])
  expect(results.avg_acc).toBe(results.acc['1'])
  expect(stdout).not.toContain('NaN')
  expect(project.read('warned/results/acc.csv')).toMatch(/^average_accuracy,test_on_task_1\n/)
})

test('validation that was switched off is not missed', async () => {
  const { stderr } = await commandLine(project.dir, [
    ...quick,
    'hydra.run.dir=off',
    'dataset.validation_percentage=0',
    'trainer.limit_val_batches=0',
  ])
  expect(stderr).not.toContain('no validation rows')
})
