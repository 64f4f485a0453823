import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

const rows = Array.from({ length: 200 }, (_, i) => {
  const [u, v] = [Math.sin(i), Math.cos(3 * i)]
  return [u, v, u > 0 ? 'up' : 'down', (2 * u - v).toFixed(5), +(v > 0), +(u + v > 0)].join()
})
beforeAll(() => {
  project.write('table.csv', ['u,v,side,size,wet,big', ...rows].join('\n'))
  project.write(
    'experiments/table.yaml',
    `# @package _global_
defaults:
  - /metrics@metrics.rmse: rmse
  - /metrics@metrics.f1: f1
  - /metrics@metrics.confusion: confusion_matrix
  - override /dataset: multi_output
dataset:
  source: {file: table.csv}
  num_features: 2
  num_tasks: 3
  num_classes: {1: 2}
  tasks:
    '1': {name: side, label_column: side}
    '2': {name: size, label_column: size, loss: {name: huber, delta: 0.5}}
    '3': {name: tags, label_column: [wet, big], loss: binary_cross_entropy}
trainer: {max_epochs: 12, log_every_n_steps: 2}
metrics:
  confusion: {csv_name: 'confusion_<t>.csv'}
`,
  )
})

describe('a table with a class, a number and labels', () => {
  test('is learned by one network, and told by the names of its tasks', async () => {
    const { code, stdout, stderr } = await commandLine(project.dir, [
      'experiment=table',
      'hydra.run.dir=outputs/joint',
      '--json',
    ])
    expect([code, stderr]).toEqual([0, expect.any(String)])
    const { measures, test_acc, avg_acc } = JSON.parse(stdout)
    const [side, size, tags] = test_acc
    expect(size).toBeNull()
    expect(avg_acc).toBeCloseTo((side + tags) / 2, 6)
    expect(side).toBeGreaterThan(0.9)
    expect(measures.map(({ name }: { name: string }) => name)).toEqual(['rmse', 'f1'])
    expect(measures[0].tasks[2]).toBeLessThan(0.5)
    expect(Object.keys(measures[1].tasks)).toEqual(['1', '3'])
    expect(project.files('outputs/joint/results')).toContain('outputs/joint/results/confusion_side.csv')
    expect(project.files('outputs/joint/results')).not.toContain('outputs/joint/results/confusion_size.csv')
    expect(project.read('outputs/joint/results/rmse.csv')).toMatch(/^average_rmse,test_on_task_size\n/)
    expect(project.read('outputs/joint/metrics.csv')).toContain('task/train/loss_cls_tags')
    expect((await commandLine(project.dir, ['report', 'outputs/joint'])).code).toBe(0)
    expect(project.read('outputs/joint/report.html')).toContain('test rmse')
  })

  test('is the same again, and can be predicted', async () => {
    expect((await commandLine(project.dir, ['reproduce', 'outputs/joint'])).stdout).toContain('identical')
    project.write('new.csv', 'u,v\n1,0\n0,1\n')
    const numbers = await commandLine(project.dir, ['predict', 'outputs/joint', 'new.csv', '--task', 'size'])
    const [header, first = '', second = ''] = numbers.stdout.split('\n')
    expect(header).toBe('row,prediction_size')
    expect(Number(first.split(',')[1])).toBeGreaterThan(Number(second.split(',')[1]))
    const labels = await commandLine(project.dir, ['predict', 'outputs/joint', 'table.csv', '--task', 'tags'])
    expect(labels.stdout.split('\n')[0]).toBe(
      'row,label_wet,label_big,prediction_wet,prediction_big,probability_wet,probability_big',
    )
    expect(labels.stderr).toMatch(/^accuracy on task tags: 0\.\d+ of 200 rows\n$/)
    const classes = await commandLine(project.dir, ['predict', 'outputs/joint', 'new.csv', '--task', '1', '--json'])
    expect(JSON.parse(classes.stdout)).toMatchObject({ kind: 'class', name: 'side', labels: ['down', 'up'] })
    const unknown = await commandLine(project.dir, ['predict', 'outputs/joint', 'new.csv', '--task', 'sise'])
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('the run learned tasks side, size, tags'),
    ])
  })

  test('is compared with its tasks alone: each by what it is judged by', async () => {
    for (const task of [1, 2]) {
      const own = [
        `train_tasks=[${task}]`,
        'algorithm=single_learning',
        'heads=head_stl',
        `hydra.run.dir=outputs/one${task}`,
      ]
      expect((await commandLine(project.dir, ['experiment=table', ...own])).code).toBe(0)
    }
    const { stdout } = await commandLine(project.dir, ['ls', '--group', '--format', 'csv'])
    const [header = '', ...lines] = stdout.split('\n')
    expect(header).toContain('acc_side')
    expect(header).toContain('rmse_size')
    expect(header).toContain('gain_size')
    expect(lines.filter(Boolean)).toHaveLength(3)
    expect(
      (await commandLine(project.dir, ['ls', '--where', 'rmse_size<10', '--format', 'csv'])).stdout.split('\n'),
    ).toHaveLength(5)
  })
})

describe('what does not fit is one message with its place', () => {
  const failing = async (...overrides: string[]) => {
    const { code, stderr } = await commandLine(project.dir, ['experiment=table', '--dry-run', ...overrides])
    return [code, stderr.trim()] as const
  }

  test.each([
    ['dataset.tasks.2.loss=msee', "did you mean 'mse'"],
    ['dataset.tasks.2.loss=mae', "did you mean 'l1'"],
    ['+dataset.tasks.1.loss={name: cross_entropy, class_weights: [0, 0.0]}', 'are all 0: the task would learn nothing'],
    ['dataset.tasks.2.loss.delta=0', 'must be a number > 0, but is 0'],
    ['dataset.tasks.2.loss={name: mse, delta: 2}', "dataset.tasks.2.loss.delta means nothing to loss 'mse'"],
    [
      '+dataset.tasks.1.loss={name: cross_entropy, class_weights: [1, 2, 3]}',
      'has 3 numbers, but task 1 has 2 classes',
    ],
    ['dataset.tasks.2.name=side', "dataset.tasks.2.name is 'side', as that of task 1"],
    ['dataset.tasks.2.name=7', 'dataset.tasks.2.name'],
    [
      '+callbacks@callbacks.stop=early_stopping callbacks.stop.monitor=task/val/rmse_side',
      "does not fit the task's loss",
    ],
    ['dataset.tasks.3.loss=cross_entropy', "labels that are 0 or 1 have 'loss: binary_cross_entropy'"],
    ['dataset.tasks.1.label_column=sidee', "did you mean 'side'"],
    [
      '+callbacks@callbacks.stop=early_stopping callbacks.stop.monitor=task/val/rmse_siz',
      "did you mean 'task/val/rmse_size'",
    ],
  ])('%s', async (overrides, message) => {
    const [code, text] = await failing(...(overrides.startsWith('+callbacks') ? overrides.split(' ') : [overrides]))
    expect(text).toContain(message)
    expect(code).toBe(2)
  })

  test('a metric of numbers, where all tasks have classes', async () => {
    const metric = '+metrics.m={_target_: torchmetrics.MeanSquaredError, squared: false}'
    const { code, stderr } = await commandLine(project.dir, ['experiment=single_digits', '--dry-run', metric])
    expect([code, stderr.split('\n')]).toEqual([
      2,
      [
        'command line  metrics.m._target_ is for tasks with numbers, but those of the data set have classes',
        `  | ${metric}`,
        expect.stringMatching(
          /^ {2}\| {23}\^{29} 'polyhead\.metrics\.Accuracy' is for these; '~metrics\.m' leaves this one out$/,
        ),
        '',
      ],
    ])
    expect((await commandLine(project.dir, ['experiment=single_digits', '--dry-run', metric, '~metrics.m'])).code).toBe(
      0,
    )
  })
})
