import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSafetensors } from '../../src/formats/safetensors.js'
import { runLayout } from '../../src/rundir/layout.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
const small = ['train_tasks=2', 'trainer.max_epochs=1', 'backbone.hidden_dims=[16]', 'trainer.limit_train_batches=8']
const run = (dir: string, ...overrides: string[]) =>
  commandLine(project.dir, [...small, `hydra.run.dir=outputs/${dir}`, ...overrides])

beforeAll(async () => {
  expect((await run('first', 'seed=3')).code).toBe(0)
})
afterAll(() => project.remove())

function weights(dir: string) {
  const file = runLayout(join(project.dir, 'outputs', dir)).finalWeights
  return readSafetensors(new Uint8Array(readFileSync(file)), file).tensors
}

test('the head of a task is frozen, or learns at a rate of its own', async () => {
  const groups = (text: string) => `optimizer.param_groups={heads: {${text}}}`
  expect((await run('start', 'trainer.max_steps=0')).code).toBe(0)
  expect((await run('frozen', groups('2: {frozen: true}'))).code).toBe(0)
  expect((await run('still', groups('2: {lr: 0.0}'))).code).toBe(0)
  expect((await run('plain')).code).toBe(0)
  const [start, frozen, still, plain] = ['start', 'frozen', 'still', 'plain'].map(weights)
  expect(frozen?.get('heads.heads.2.weight')).toEqual(start?.get('heads.heads.2.weight'))
  expect(still?.get('heads.heads.2.weight')).toEqual(start?.get('heads.heads.2.weight'))
  expect(plain?.get('heads.heads.2.weight')).not.toEqual(start?.get('heads.heads.2.weight'))
  expect(frozen?.get('heads.heads.1.weight')).not.toEqual(start?.get('heads.heads.1.weight'))
})

test("heads begin with another run's, all of them or by task", async () => {
  expect((await run('all', 'trainer.max_steps=0', 'heads.weights=outputs/first')).code).toBe(0)
  expect((await run('one', 'trainer.max_steps=0', 'heads.weights={2: outputs/first}')).code).toBe(0)
  const [first, all, one] = ['first', 'all', 'one'].map(weights)
  for (const task of [1, 2]) {
    const name = `heads.heads.${task}.weight`
    expect(all?.get(name)).toEqual(first?.get(name))
    if (task === 1) expect(one?.get(name)).not.toEqual(first?.get(name))
    else expect(one?.get(name)).toEqual(first?.get(name))
  }
})

test('heads have hidden layers, and the run is the same again', async () => {
  expect((await run('deep', 'heads.hidden_dims=[12]', 'weighting=pcgrad')).code).toBe(0)
  expect([...weights('deep').keys()]).toContain('heads.heads.1.2.weight')
  expect((await commandLine(project.dir, ['reproduce', 'outputs/deep'])).stdout).toContain('identical')
})

test.each(['heads.activation_layer=Tanh', 'heads.activation_layer=null'])(
  '%s without hidden layers is told',
  async (override) => {
    const { code, stderr } = await commandLine(project.dir, [...small, '--dry-run', override])
    expect(stderr).toContain('heads.activation_layer has no effect: it follows hidden layers, and there are none')
    expect(code).toBe(0)
    const { stderr: quiet } = await commandLine(project.dir, [...small, '--dry-run', override, 'heads.hidden_dims=[8]'])
    expect(quiet).not.toContain('no effect')
  },
)

test.each([
  ['optimizer.param_groups={heads: {7: {lr: 0.1}}}', 'task 7 is not trained, so it has no head'],
  ['optimizer.param_groups={heads: {1: {lrr: 0.1}}}', "did you mean 'lr'"],
  ['heads.weights={7: outputs/first}', 'heads.weights.7: task 7 is not trained, so it has no head'],
  ['heads.weights={2: outputs/none}', "heads.weights.2: there is neither a file 'outputs/none' nor a run"],
  ['heads.weights=outputs/none', "there is neither a file 'outputs/none' nor a run with final weights in it"],
  ['heads.activation_layer=Relu', "did you mean 'ReLU'"],
  ['heads.hidden_dims=[0]', 'heads.hidden_dims'],
])('%s is one message with what was meant', async (override, message) => {
  const { code, stderr } = await commandLine(project.dir, [...small, '--dry-run', override])
  expect(stderr).toContain(message)
  expect(code).toBe(2)
})
