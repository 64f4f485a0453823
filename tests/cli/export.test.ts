import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { type Outcome, Project } from '../helpers/project.js'

const project = new Project()
let quiet: Outcome
afterAll(() => project.remove())
beforeAll(async () => {
  const args = ['train_tasks=[2,3]', 'eval_tasks=[2,3]', 'trainer.max_epochs=1', 'trainer.limit_train_batches=2']
  quiet = await commandLine(project.dir, [...args, 'hydra.run.dir=run', '-q'])
  expect(quiet.code, quiet.stderr).toBe(0)
})

test('a quiet run gives its results, without log or advice', () => {
  expect(quiet.stdout).toMatch(/^average test accuracy \S+\n {2}task 2 .*\n {2}task 3 .*\n\nresults {4}run\n$/)
  expect(quiet.stderr).toBe('')
})

test('export writes a model of each task beside the run, and says what it takes and gives', async () => {
  const { code, stdout } = await commandLine(project.dir, ['export', 'run'])
  expect(code).toBe(0)
  expect(stdout).toBe(
    [
      'task 2  run/export/task-2/model.json  [rows, 8, 8, 1] → 10 logits',
      'task 3  run/export/task-3/model.json  [rows, 8, 8, 1] → 10 logits',
      '',
    ].join('\n'),
  )
  const { userDefinedMetadata } = JSON.parse(project.read('run/export/task-3/model.json'))
  expect(userDefinedMetadata).toMatchObject({ task: 3, classes: 10, weights: 'checkpoints/final/model.safetensors' })
})

test('export of one task into another folder', async () => {
  const { code, stdout } = await commandLine(project.dir, ['export', 'run', '--task', '3', '--out', 'models', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject([{ task: 3, classes: 10, input_shape: [8, 8, 1] }])
  expect(project.files('models')).toEqual(['models/task-3/model.json', 'models/task-3/weights.bin'])
})

test.each([
  [['export'], 'export needs a run directory'],
  [['export', 'run', '--task', '1'], 'the run has no head for task 1\nit was trained on tasks 2, 3'],
  [['export', 'run', '--task', 'two'], "--task takes a whole number ≥ 1, not 'two'"],
  [['export', 'run', '--weights', 'first'], "--weights takes best or final, not 'first'"],
  [['export', 'run', '--weights', 'best'], 'holds no best weights'],
  [['export', 'run', 'seed=1'], "export takes no overrides, such as 'seed=1'"],
  [['export', 'run', '--out', 'run/run.json'], "cannot write 'run/run.json/task-2'"],
  [['export', 'nothing'], 'nothing'],
])('%j ends with 2 and writes nothing', async (args, message) => {
  const before = project.files()
  const { code, stderr } = await commandLine(project.dir, args)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
  expect(project.files()).toEqual(before)
})

test('a link that lies in wait where the models would be written is refused', async () => {
  rmSync(join(project.dir, 'run/export'), { recursive: true, force: true })
  mkdirSync(join(project.dir, 'elsewhere'))
  symlinkSync('../elsewhere', join(project.dir, 'run/export'))
  const { code, stderr } = await commandLine(project.dir, ['export', 'run'])
  expect(stderr).toContain("'run/export' is a link out of the run's directory")
  expect(code).toBe(2)
  expect(project.files('elsewhere')).toEqual([])
  rmSync(join(project.dir, 'run/export'))
})

test('a config that is not that of the weights is refused', async () => {
  const file = 'run/config.resolved.yaml'
  const saved = project.read(file)
  const cases: [changes: [from: string, to: string][], message: string][] = [
    [[['batch_normalization: false', 'batch_normalization: true']], "they lack 'backbone.fc_bn.0.weight'"],
    [[['  - 256\n', '']], "no layer of the backbone has 'backbone.fc.2.weight'"],
    [
      [
        ['num_features: 64', 'num_features: 72'],
        ['input_dim: 64', 'input_dim: 72'],
        ['image_shape:\n  - 8\n', 'image_shape:\n  - 9\n'],
      ],
      "'backbone.fc.0.weight' takes 64 inputs, but gets 72",
    ],
  ]
  for (const [changes, message] of cases) {
    project.write(
      file,
      changes.reduce((text, [from, to]) => text.replace(from, to), saved),
    )
    const { code, stderr } = await commandLine(project.dir, ['export', 'run'])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  }
  project.write(file, saved)
})
