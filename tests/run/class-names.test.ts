import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

/** Two numbers tell the kind of tree, which has a comma in its name; the weather is what no number tells. */
const kinds = ['oak', 'elm', 'ash, white'] as const
const row = (i: number) => {
  const kind = i % 3
  return { high: kind * 3 + ((i * 7) % 10) / 10, wide: 5 - kind, kind: kinds[kind], rain: i % 7 < 3 ? 'yes' : 'no' }
}
const cell = (value: string | number | undefined) => (String(value).includes(',') ? `"${value}"` : value)
function table(from: number, count: number, columns: readonly (keyof ReturnType<typeof row>)[]): string {
  const rows = Array.from({ length: count }, (_, i) => row(from + i))
  return `${[columns, ...rows.map((each) => columns.map((column) => cell(each[column])))].map((line) => line.join(',')).join('\n')}\n`
}

let project: Project
beforeAll(async () => {
  project = new Project()
    .write('train.csv', table(0, 120, ['high', 'wide', 'kind', 'rain']))
    .write('test.csv', table(300, 30, ['rain', 'wide', 'kind', 'high']))
    .write(
      'configs/config.yaml',
      `defaults:
  - dataset: combined
  - backbone: mlp
  - heads: heads_mtl
  - algorithm: joint_learning
  - optimizer: adam
  - trainer: trainer
  - metrics: default
  - callbacks: default
  - loggers: default
  - backend: wasm
  - _self_
seed: 1
train_tasks: 2
eval_tasks: 2
dataset:
  datasets:
    1: {name: csv, file: train.csv, test_file: test.csv, label_column: kind}
    2: {name: csv, file: train.csv, test_file: test.csv, label_column: rain}
  num_tasks: 2
  batch_size: 8
  num_features: 2
  image_shape: null
  num_classes: {1: 3, 2: 2}
backbone: {hidden_dims: [16]}
metrics:
  confusion: {_target_: polyhead.metrics.ConfusionMatrix, save_dir: '\${hydra:runtime.output_dir}/results'}
optimizer: {lr: 0.02}
trainer: {max_epochs: 10}
hydra: {run: {dir: first}}
`,
    )
  const first = await commandLine(project.dir, [])
  if (first.code !== 0) throw new Error(first.stderr)
})
afterAll(() => project.remove())

test('columns of the test are found by their names: in another order they score the same', () => {
  const { acc } = JSON.parse(project.read('first/run.json')).results
  expect(acc['1']).toBe(1)
})

test('a label of the other task teaches nothing: what no feature tells stays unknown', () => {
  expect(JSON.parse(project.read('first/run.json')).results.acc['2']).toBeLessThan(0.8)
})

test('names of classes are in the record, on the page and in the confusion matrix', async () => {
  expect(JSON.parse(project.read('first/run.json')).classNames).toEqual({
    1: ['ash, white', 'elm', 'oak'],
    2: ['no', 'yes'],
  })
  expect((await commandLine(project.dir, ['report', 'first'])).code).toBe(0)
  expect(project.read('first/report.html')).toContain('<th scope="row">task 1</th><td>ash, white, elm, oak</td>')
  expect(project.read('first/results/confusion_task_1.csv')).toBe(
    'true_class,"predicted_ash, white",predicted_elm,predicted_oak\n"ash, white",10,0,0\nelm,0,10,0\noak,0,0,10\n',
  )
})

test('predictions are names, whatever the order of the columns', async () => {
  project.write('new.csv', table(300, 4, ['wide', 'high']))
  const { code, stdout, stderr } = await commandLine(project.dir, ['predict', 'first', 'new.csv', '--task', '1'])
  expect(code, stderr).toBe(0)
  const [header, ...lines] = stdout.trimEnd().split('\n')
  expect(header).toBe('row,prediction,"probability_ash, white",probability_elm,probability_oak')
  expect(lines.map((line) => line.replace(/(,[\d.e-]+){3}$/, ''))).toEqual([
    '0,oak',
    '1,elm',
    '2,"ash, white"',
    '3,oak',
  ])
  const labelled = await commandLine(project.dir, ['predict', 'first', 'test.csv', '--task', '1'])
  expect(labelled.stdout.split('\n')[1]).toMatch(/^0,oak,oak,/)
  expect(labelled.stderr).toBe('accuracy on task 1: 1.0000 of 30 rows\n')
})

test.each([
  ['a missing column', 'wide\n1\n', "new.csv: has no column 'high', which train.csv has"],
  ['an unknown column', 'wide,high,deep\n1,2,3\n', "new.csv: has a column 'deep', which train.csv has not"],
  [
    'another name of a class',
    'wide,high,kind\n1,2,aok\n',
    "new.csv:2:5: the label is 'aok', but must be one of the classes",
  ],
])('%s is refused by its name in predictions', async (_, text, message) => {
  project.write('new.csv', text)
  const { code, stdout, stderr } = await commandLine(project.dir, ['predict', 'first', 'new.csv', '--task', '1'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})

test('rows with missing values are refused, or left out of the predictions with their numbers kept', async () => {
  project.write('new.csv', 'wide,high\n5,0.5\n,1\n3,6.1\n')
  const refused = await commandLine(project.dir, ['predict', 'first', 'new.csv', '--task', '1'])
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('new.csv:3:1: the field is empty')])
  const config = project.read('configs/config.yaml').replaceAll('label_column', 'missing_values: drop, label_column')
  project.write(
    'configs/dropping.yaml',
    config.replace('dir: first', 'dir: dropping').replace('max_epochs: 10', 'max_epochs: 1'),
  )
  expect((await commandLine(project.dir, ['--config-name', 'dropping'])).code).toBe(0)
  const { code, stdout, stderr } = await commandLine(project.dir, ['predict', 'dropping', 'new.csv', '--task', '1'])
  expect(code, stderr).toBe(0)
  expect(stdout.split('\n').map((line) => line.split(',')[0])).toEqual(['row', '0', '2', ''])
})

test('data with other classes than the run learned are refused', async () => {
  const before = project.read('train.csv')
  project.write('train.csv', before.replaceAll('elm', 'fir'))
  const { code, stderr } = await commandLine(project.dir, ['eval', 'first'])
  project.write('train.csv', before)
  expect(code).toBe(2)
  expect(stderr).toContain("test.csv:3:7: the label is 'elm', but must be one of the classes ash, white, fir, oak")
  project
    .write('train.csv', before.replaceAll('elm', 'fir'))
    .write('test.csv', project.read('test.csv').replaceAll('elm', 'fir'))
  const other = await commandLine(project.dir, ['eval', 'first'])
  expect(other.code).toBe(2)
  expect(other.stderr).toContain(
    'the run learned classes ash, white, elm, oak of task 1, but the data now have ash, white, fir, oak',
  )
})
