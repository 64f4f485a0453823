import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** Runs, expects one placed message and nothing on disk, and gives the message. */
function refused(...args: string[]): string {
  const before = project.files()
  const { code, stderr, stdout } = project.polyhead(...args)
  expect(code, stderr).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(project.files()).toEqual(before)
  return stderr
}

test('an unknown key', () => {
  expect(refused('optimizer.lrr=0.1')).toMatchInlineSnapshot()
})

test('an unknown key in a file', () => {
  project.write('configs/optimizer/mine.yaml', '_target_: polyhead.optimizers.SGD\nlrr: 0.1\n')
  expect(refused('optimizer=mine')).toMatchInlineSnapshot()
})

test('an unknown option', () => {
  expect(refused('optimizer=adm')).toMatchInlineSnapshot()
})

test('a wrong type', () => {
  expect(refused('dataset.batch_size=many')).toMatchInlineSnapshot()
})

test('a value out of range', () => {
  expect(refused('optimizer.lr=-1')).toMatchInlineSnapshot()
})

test('a malformed override', () => {
  expect(refused('backbone.hidden_dims=[1,2')).toMatchInlineSnapshot()
})

test('a missing ???', () => {
  expect(refused('optimizer.lr=???')).toMatchInlineSnapshot()
})

test('an interpolation to nowhere', () => {
  expect(refused('optimizer.lr=${optimiser.lr}')).toMatchInlineSnapshot()
})

test('an unregistered _target_', () => {
  expect(refused('optimizer._target_=torch.optim.Adm')).toMatchInlineSnapshot()
})

test('a data file with a wrong checksum', () => {
  mkdirSync(join(project.dir, 'data'))
  writeFileSync(join(project.dir, 'data', 'optdigits-test-1797.csv.gz'), 'not the data')
  expect(refused('dataset.root=data').replaceAll(project.dir, '<DIR>')).toMatchInlineSnapshot()
})

test('an output folder that is in the way of a file', () => {
  project.write('outputs', 'a file')
  expect(refused().replaceAll(project.dir, '<DIR>').replace(/\d{4}-\d\d-\d\d.\d\d-\d\d-\d\d/, '<NOW>')).toMatchInlineSnapshot()
})

test.skipIf(process.getuid?.() === 0)('an output folder that may not be written to', () => {
  mkdirSync(join(project.dir, 'closed'))
  chmodSync(join(project.dir, 'closed'), 0o500)
  expect(refused('hydra.run.dir=closed/run')).toContain('permission denied')
})

test('a word that is neither an override nor a command', () => {
  expect(refused('reproduc')).toMatchInlineSnapshot()
})

test('an unknown flag', () => {
  expect(refused('--multrun')).toMatchInlineSnapshot()
})
