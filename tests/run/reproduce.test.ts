import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const CONFIG = `
defaults:
  - dataset: permuted_digits
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
seed: 7
train_tasks: 2
eval_tasks: 2
vars:
  b: 2
  logs: \${hydra:runtime.output_dir}/logs
  mixed: \${hydra:runtime.output_dir}/job-\${hydra:job.name}-\${now:%Y}
  indirect: \${vars.logs}/deeper
  started: \${now:%Y-%m-%d_%H-%M-%S-%f}
  user: \${oc.env:PROJECT_USER}
  secret: \${oc.env:PROJECT_API_KEY}
  address: https://\${vars.user}:\${vars.secret}@example.org
  choice: \${hydra:runtime.choices.optimizer}
trainer:
  max_epochs: 1
  limit_train_batches: 5
backbone:
  hidden_dims: [16]
hydra:
  run:
    dir: first
`.replaceAll('\\$', '$')

let project: Project
const env = { PROJECT_USER: 'ada', PROJECT_API_KEY: 'hunter2' }
const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname
beforeAll(() => {
  project = new Project().write('configs/config.yaml', CONFIG)
  const { code, stderr } = project.node([bin, '+vars.a=1', '~vars.b', 'optimizer=adam'], env)
  expect(code, stderr).toBe(0)
})
afterAll(() => project.remove())

test('the saved config holds every value, but for the folders of the run and secrets', () => {
  const vars = project.read('first/config.resolved.yaml').match(/^vars:\n((?: .*\n)+)/m)?.[1] as string
  expect(vars).toMatch(/^ {2}started: \d{4}-\d\d-\d\d_/m)
  expect(vars.replace(/started: .*/, 'started: …').replace(/run-\d{4}/, 'run-…')).toMatchInlineSnapshot(`
    "  logs: \${hydra:runtime.output_dir}/logs
      mixed: \${hydra:runtime.output_dir}/job-run-…
      indirect: \${vars.logs}/deeper
      started: …
      user: ada
      secret: \${oc.env:PROJECT_API_KEY}
      address: https://ada:\${vars.secret}@example.org
      choice: adam
      a: 1
    "
  `)
})

test('no file of the run holds the secret', () => {
  for (const file of project.files('first')) expect(project.read(file)).not.toContain('hunter2')
})

test('the run is had again from the saved config alone, whatever became of the configs', () => {
  project.write('configs/config.yaml', 'gone: true\n')
  const outcome = project.node([bin, 'reproduce', 'first', '--in', 'second'], env)
  expect(outcome.code, outcome.stderr).toBe(0)
  expect(outcome.stdout).toBe('identical: second has the metrics and weights of first, bit for bit\n')
  const [first, second] = ['first', 'second'].map((dir) => project.read(`${dir}/config.resolved.yaml`))
  expect(second).toBe(first)
  expect(JSON.parse(project.read('second/run.json')).reproduces).toBe(join(project.dir, 'first'))
})

test('without --in the new run gets a directory of the default pattern', () => {
  const outcome = project.node([bin, 'reproduce', 'first'], env)
  expect(outcome.code, outcome.stderr).toBe(0)
  expect(outcome.stdout).toMatch(/^identical: outputs\/\d{4}-\d\d-\d\d\/\d\d-\d\d-\d\d has/)
})

test('a reproduction of a reproduction is identical too', () => {
  const outcome = project.node([bin, 'reproduce', 'second', '--in', 'third'], env)
  expect(outcome.stdout).toMatch(/^identical/)
})

test('a metric that was changed is named with its step, and exit code 1 says so', () => {
  const file = join(project.dir, 'second', 'results', 'acc.csv')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\n0\.\d+/, '\n0.5'))
  const outcome = project.node([bin, 'reproduce', 'second', '--in', 'fourth'], env)
  expect(outcome.code).toBe(1)
  expect(outcome.stdout).toMatch(
    /^differs: largest difference 0\.\d+\nfirst in results\/acc\.csv, line 2: average_accuracy 0\.5 → 0\.\d+\n/,
  )
})

test('a folder that is no run is refused', () => {
  const outcome = project.node([bin, 'reproduce', 'configs'], env)
  expect(outcome.code).toBe(2)
  expect(outcome.stderr).toContain("'configs' is not a run directory: it has no run.json")
})

test('the run whose name is misspelt is told', () => {
  const outcome = project.node([bin, 'reproduce', 'secnd'], env)
  expect([outcome.code, outcome.stderr]).toEqual([
    2,
    "'secnd' is not a run directory: there is no such folder\n  did you mean 'second'?\n",
  ])
})
