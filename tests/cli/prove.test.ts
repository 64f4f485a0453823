import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const quick = (expected: string) => `# @package _global_
defaults:
  - override /dataset: permuted_digits

seed: 1
train_tasks: 1
eval_tasks: 1
trainer: {max_epochs: 1, limit_train_batches: 2}
${expected}
`

let project: Project
beforeAll(() => {
  project = new Project()
    .write('experiments/sure.yaml', quick('expected: {avg_acc: 0.5, tolerance: 0.5, backend: wasm}'))
    .write('experiments/wrong.yaml', quick('expected: {avg_acc: 0.99, tolerance: 0.01, backend: wasm}'))
    .write('experiments/silent.yaml', quick(''))
})
afterAll(() => project.remove())

test('an experiment that gives what it says is proven, and leaves nothing behind', async () => {
  const before = project.files()
  const { code, stdout, stderr } = await commandLine(project.dir, ['check', '--run', 'sure'])
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^sure +wasm +0\.5 ± 0\.5 +0\.\d{4} +\d+\.\d s {2}as expected$/m)
  expect(project.files()).toEqual(before)
})

test('one that does not gives exit code 1', async () => {
  const { code, stdout } = await commandLine(project.dir, ['check', '--run', 'wrong', 'sure', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject([
    { experiment: 'wrong', expected: 0.99, tolerance: 0.01, backend: 'wasm', proven: false },
    { experiment: 'sure', proven: true },
  ])
})

test('one that says nothing, and one that is not there, are refused', async () => {
  const silent = await commandLine(project.dir, ['check', '--run', 'silent'])
  expect([silent.code, silent.stdout]).toEqual([2, ''])
  expect(silent.stderr).toContain("experiment 'silent' does not say what to expect")
  const absent = await commandLine(project.dir, ['check', '--run', 'sur'])
  expect(absent.code).toBe(2)
  expect(absent.stderr).toContain("did you mean 'sure'?")
})
