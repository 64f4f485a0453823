import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
const small = ['train_tasks=2', 'trainer.max_epochs=1', 'backbone.hidden_dims=[16]', 'trainer.limit_train_batches=8']
const run = (dir: string, ...overrides: string[]) =>
  commandLine(project.dir, [...small, `hydra.run.dir=outputs/${dir}`, ...overrides])
const at = (...parts: string[]) => join(project.dir, ...parts)
const record = (dir: string) => JSON.parse(readFileSync(at('outputs', dir, 'run.json'), 'utf8'))

beforeAll(async () => {
  expect((await run('source', 'seed=3')).code).toBe(0)
  expect((await run('other', 'seed=4')).code).toBe(0)
  const warm = ['backbone.weights=outputs/source', 'heads.weights={2: outputs/source}']
  expect((await run('warm', ...warm)).code).toBe(0)
  expect((await run('stopped', ...warm, 'trainer.max_steps=4', 'trainer.checkpoint_every_n_steps=2')).code).toBe(0)
  renameSync(at('outputs', 'source'), at('moved'))
})
afterAll(() => project.remove())

test('a run keeps the checksums of the weights that it began with', () => {
  const { warmStart } = record('warm')
  expect(Object.keys(warmStart)).toEqual(['backbone.weights', 'heads.weights.2'])
  expect(warmStart['heads.weights.2']).toMatch(/^[0-9a-f]{64}$/)
  expect(record('other').warmStart).toEqual({})
})

test.each([
  ['eval', ['eval', 'outputs/warm']],
  ['export', ['export', 'outputs/warm']],
  ['resume', ['resume', 'outputs/stopped', 'trainer.max_steps=6']],
])('%s has all weights: those that the run began with need not be there any more', async (_, command) => {
  const { code, stderr } = await commandLine(project.dir, command)
  expect(stderr).not.toContain('weights')
  expect(code).toBe(0)
})

test('reproduce needs them, says so, and takes them from where they are now', async () => {
  const { code, stderr } = await commandLine(project.dir, ['reproduce', 'outputs/warm'])
  expect(code).toBe(2)
  expect(stderr).toContain("there is neither a file 'outputs/source' nor a run with final weights in it")
  expect(stderr).toContain('the run began with these weights, and reproducing it needs them')
  expect(stderr).toContain('polyhead reproduce outputs/warm backbone.weights=PATH')
  const moved = ['backbone.weights=moved', 'heads.weights={2: moved}']
  expect((await commandLine(project.dir, ['reproduce', 'outputs/warm', ...moved])).stdout).toContain('identical')
})

test('where other weights are there by now, reproduce says whose checksum changed', async () => {
  renameSync(at('outputs', 'other'), at('outputs', 'source'))
  const { code, stdout } = await commandLine(project.dir, ['reproduce', 'outputs/warm'])
  renameSync(at('outputs', 'source'), at('outputs', 'other'))
  expect(code).toBe(1)
  expect(stdout).toContain('checksum of backbone.weights')
})

test('a run that goes on without a checkpoint begins anew, and misses them before anything is done', async () => {
  const warm = 'backbone.weights=outputs/anew'
  expect((await run('anew')).code).toBe(0)
  expect((await run('killed', warm, 'trainer.max_steps=4')).code).toBe(0)
  rmSync(at('outputs', 'anew'), { recursive: true })
  rmSync(at('outputs', 'killed', 'checkpoints'), { recursive: true })
  const file = at('outputs', 'killed', 'run.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"status": "done"', '"status": "interrupted"'))
  const { code, stderr } = await commandLine(project.dir, ['resume', 'outputs/killed'])
  expect(stderr).toContain("there is neither a file 'outputs/anew' nor a run with final weights in it")
  expect(code).toBe(2)
})
