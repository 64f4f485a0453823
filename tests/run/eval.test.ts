import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const QUICK = ['experiment=permuted_digits', 'trainer.max_epochs=1', 'trainer.limit_train_batches=20', 'seed=3']

let project: Project
beforeAll(async () => {
  project = new Project()
  const first = await commandLine(project.dir, [...QUICK, 'hydra.run.dir=first'])
  expect(first.code, first.stderr).toBe(0)
})
afterAll(() => project.remove())

const results = (dir: string) => JSON.parse(project.read(`${dir}/run.json`)).results

test('the saved weights have the accuracy that the run had, in a run of its own that points to its parent', async () => {
  const { code, stdout, stderr } = await commandLine(project.dir, ['eval', 'first', '--in', 'again'])
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^average test accuracy 0\.\d{4}\n( {2}task \d {2}0\.\d{4}\n){5}\nresults {4}again\n$/)
  expect(results('again')).toEqual(results('first'))
  expect(project.read('again/results/acc.csv')).toBe(project.read('first/results/acc.csv'))
  const record = JSON.parse(project.read('again/run.json'))
  expect(record.kind).toBe('eval')
  expect(record.parent).toEqual({
    dir: join(project.dir, 'first'),
    weights: 'checkpoints/final/model.safetensors',
    sha256: JSON.parse(project.read('first/run.json')).files['checkpoints/final/model.safetensors'],
  })
})

test('other tasks can be chosen', async () => {
  const { code, stderr } = await commandLine(project.dir, ['eval', 'first', 'eval_tasks=[2,4]', '--in', 'two'])
  expect(code, stderr).toBe(0)
  const { acc } = results('first')
  expect(results('two').acc).toEqual({ 2: acc[2], 4: acc[4] })
})

test.each([
  ['dataset.num_tasks=99', 'dataset.num_tasks', 'eval_tasks'],
  ['train_tasks=[1,2]', 'train_tasks', 'eval_tasks'],
  ['optimizer.lr=0.5', 'optimizer.lr', 'only training reads it'],
  ['optimizer=adam', 'optimizer', 'only training reads it'],
  ['weighting=pcgrad', 'algorithm.weighting', 'only training reads it'],
  ['trainer.max_epochs=3', 'trainer.max_epochs', 'only training reads it'],
  ['dataset.sampling_strategy=balanced', 'dataset.sampling_strategy', 'only training reads it'],
  ['dataset.augmentation={shift: 1}', 'dataset.augmentation', 'only training reads it'],
  ['++dataset.custom_transforms=[{name: RandomHorizontalFlip}]', 'dataset.custom_transforms', 'only training reads it'],
  ['trainer.limit_val_batches=1', 'trainer.limit_val_batches', 'trainer.limit_test_batches'],
  ['trainer.overfit_batches=1', 'trainer.overfit_batches', 'trainer.limit_test_batches'],
  ['trainer.max_time="00:00:01:00"', 'trainer.max_time', 'only training reads it'],
])('%s, which changes nothing of a test, is refused', async (override, path, hint) => {
  const { code, stderr } = await commandLine(project.dir, ['eval', 'first', override, '--in', 'idle'])
  expect(stderr).toContain(`command line  ${path}`)
  expect(stderr).toContain('has no effect on the test of saved weights')
  expect(stderr).toContain(hint)
  expect(code).toBe(2)
  expect(project.has('idle')).toBe(false)
})

test('what is nearest to a key that only training reads is not proposed, nor to add what no test takes', async () => {
  const { code, stderr } = await commandLine(project.dir, ['eval', 'first', 'trainer.max_epoch=3', '--in', 'idle'])
  expect([code, stderr]).toEqual([2, expect.stringContaining("there is no key 'trainer.max_epoch'")])
  expect(stderr).toContain("if 'trainer.max_epochs' is meant: only training reads it")
  expect((await commandLine(project.dir, ['eval', 'first', 'trainer.nothing=3', '--in', 'idle'])).stderr).not.toContain(
    'to add it',
  )
  const meant = await commandLine(project.dir, ['eval', 'first', 'trainer.limit_tst_batches=1', '--in', 'idle'])
  expect(meant.stderr).toContain("did you mean 'trainer.limit_test_batches'?")
  expect(meant.stderr).not.toContain('to add it')
  expect(project.has('idle')).toBe(false)
})

test('all overrides that are wrong are told at once', async () => {
  for (const other of ['trainer.limit_tst_batches=1', 'optimizer.lr=0.5', 'seed=[']) {
    const { code, stderr } = await commandLine(project.dir, [
      'eval',
      'first',
      'trainer.max_epoch=3',
      other,
      '--in',
      'idle',
    ])
    expect(code).toBe(2)
    expect(stderr).toContain("if 'trainer.max_epochs' is meant: only training reads it")
    expect(stderr).toContain(`  | ${other}\n`)
  }
  expect(project.has('idle')).toBe(false)
})

test('other data can be chosen: an option of the group takes the place of the saved one', async () => {
  const { code, stderr } = await commandLine(project.dir, [
    'eval',
    'first',
    'dataset=rotated_digits',
    '--in',
    'rotated',
  ])
  expect(code, stderr).toBe(0)
  expect(project.read('rotated/config.resolved.yaml')).toContain('_target_: polyhead.datasets.RotatedDigits')
})

test('data of other shapes are refused, and nothing is written', async () => {
  const { code, stderr } = await commandLine(project.dir, ['eval', 'first', 'dataset=split_digits', '--in', 'split'])
  expect(code).toBe(2)
  expect(stderr).toContain("the saved weights 'checkpoints/final/model.safetensors' do not fit this config")
  expect(stderr).toContain("the saved 'heads.heads.1.weight' is [10, 64], but the model's is [2, 64]")
  expect(project.has('split')).toBe(false)
})

test('a run that tested weights cannot be reproduced, and says what to do', async () => {
  const { code, stderr } = await commandLine(project.dir, ['reproduce', 'again'])
  expect(code).toBe(2)
  expect(stderr).toContain(`polyhead eval ${join(project.dir, 'first')}`)
})

test('weights that were changed after the run are refused', async () => {
  await commandLine(project.dir, [...QUICK, 'trainer.limit_train_batches=1', 'hydra.run.dir=changed'])
  const file = join(project.dir, 'changed/checkpoints/final/model.safetensors')
  const bytes = readFileSync(file)
  bytes[bytes.length - 2] = (bytes.at(-2) as number) ^ 1
  writeFileSync(file, bytes)
  const { code, stderr } = await commandLine(project.dir, ['eval', 'changed', '--in', 'changed-eval'])
  expect(code).toBe(2)
  expect(stderr).toContain('is not the file that the run wrote')
  expect(project.has('changed-eval')).toBe(false)
})

test('a choice of weights that were not saved is refused', async () => {
  const { code, stderr } = await commandLine(project.dir, ['eval', 'first', '--weights', 'best'])
  expect(code).toBe(2)
  expect(stderr).toContain("'first' holds no best weights (the run is done)")
})
