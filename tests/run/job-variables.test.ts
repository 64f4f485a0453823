import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'
import { commandLine } from '../helpers/command-line.js'
import { type Outcome, Project } from '../helpers/project.js'

const bin = join(packageRoot, 'bin/polyhead.js')

const library = new URL('../../dist/index.js', import.meta.url).href

/** A backbone that notes what its process was given: one is made wherever there is a model. */
const PLUGIN = `
import { appendFileSync, readFileSync } from 'node:fs'
import { builtinManifests, MLP } from ${JSON.stringify(library)}
class Noted extends MLP {
  constructor(params) {
    super(params)
    const { MINE = null, PATH } = process.env
    appendFileSync('heard.txt', JSON.stringify([MINE, PATH.startsWith('/evil')]) + '\\n')
  }
}
const mlp = builtinManifests.find(({ target }) => target === 'polyhead.backbones.MLP')
const schema = JSON.parse(readFileSync(${JSON.stringify(join(packageRoot, 'schemas/backbone/mlp.schema.json'))}, 'utf8'))
export const manifests = [
  { ...mlp, schema, target: 'mine.Noted', aliases: [], option: 'noted', load: async () => Noted },
]
`

/** Two numbers of which one tells the class. */
const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 2},${i % 2}`).join('\n')

const CONFIG = `
defaults:
  - dataset: split
  - backbone: mlp
  - heads: heads_mtl
  - algorithm: joint_learning
  - optimizer: sgd
  - trainer: trainer
  - backend: wasm
  - _self_
seed: 1
train_tasks: 1
eval_tasks: 1
rate: 0.25
dataset:
  source: {name: csv, file: rows.csv, test_file: rows.csv}
  num_tasks: 1
  class_split: {1: [0, 1]}
  batch_size: 8
  num_features: 2
  image_shape: null
  num_classes: 2
  mean: 1
  std: 1
backbone: {_target_: mine.Noted, hidden_dims: [4]}
optimizer: {lr: '\${oc.decode:\${oc.env:LR}}'}
trainer: {max_epochs: 1}
hydra:
  job: {env_set: {MINE: 'yes', LR: '\${rate}'}}
  sweep: {dir: mr}
  run: {dir: first}
`

let project: Project
beforeAll(() => {
  project = new Project()
    .write('package.json', '{"type": "module", "name": "mine", "polyhead": {"plugins": ["./plugin.js"]}}')
    .write('plugin.js', PLUGIN)
    .write('rows.csv', `${rows}\n`)
    .write('configs/config.yaml', CONFIG)
})
afterAll(() => project.remove())

/** @returns what a command answers, and what each model of it was given */
async function hearing(command: () => Outcome | Promise<Outcome>) {
  project.write('heard.txt', '')
  const outcome = await command()
  const heard = project.read('heard.txt').split('\n').slice(0, -1)
  return { ...outcome, heard: heard.map((line) => JSON.parse(line) as [mine: string | null, evil: boolean]) }
}
const polyhead = (...args: string[]) => hearing(() => commandLine(project.dir, args))
const SECRETS = { T_TOKEN: 'sesame-open-now', N_APIKEY: '8837465', SERVER: 'redis://u:sesame-shut@h' }
const saved = (dir: string) => project.read(`${dir}/config.resolved.yaml`)

describe('hydra.job.env_set in a training run', () => {
  test('is what a single run has, and what its config reads', async () => {
    const { code, stderr, heard } = await polyhead()
    expect(code, stderr).toBe(0)
    expect(stderr).not.toContain('warning')
    expect(heard).toEqual([['yes', false]])
    expect(saved('first')).toMatch(/^ {2}lr: 0\.25$/m)
    expect((await polyhead('check')).code).toBe(0)
  })

  test('is shown by what looks at the config, and by no part of it that is read before the job begins', async () => {
    const both = ['+rated="${oc.env:MINE,no}"', 'hydra.run.dir="of-${oc.env:MINE,no}"']
    const explained = (await polyhead('explain', 'optimizer.lr', 'rated', 'hydra.run.dir', ...both)).stdout
    expect(explained).toMatch(/^optimizer\.lr = 0\.25$/m)
    expect(explained).toMatch(/^rated = 'yes'$/m)
    expect(explained).toMatch(/^hydra\.run\.dir = of-no$/m)
    const shown = (await polyhead('--cfg', 'all', '--resolve', ...both)).stdout
    expect(shown).toMatch(/^rated: 'yes'$/m)
    expect(shown).toMatch(/^ {2}run:\n {4}dir: of-no$/m)
    expect((await polyhead('--cfg', 'job', '--resolve', '--package', 'optimizer')).stdout).toMatch(/^lr: 0\.25$/m)
    expect((await polyhead('--cfg', 'job', ...both)).stdout).toMatch(/^rated: \$\{oc\.env:MINE,no\}$/m)
  })

  test.each([
    ['reproduce', ['first', '--in', 'again']],
    ['eval', ['first', '--in', 'tested']],
    ['predict', ['first', 'rows.csv', '--out', 'predicted.csv']],
    ['resume', ['first', 'trainer.max_epochs=2']],
  ])('is had again by %s', async (command, args) => {
    const { code, stderr, heard } = await polyhead(command, ...args)
    expect(code, stderr).toBe(0)
    expect(heard).toEqual([['yes', false]])
  })

  test.each([
    ['configs', 'configs'],
    ['meta/hydra', 'nested'],
    ['.', 'beside'],
  ])('is had again from another folder of the run, by hydra.output_subdir=%s', async (subdir, dir) => {
    expect((await polyhead(`hydra.run.dir=${dir}`, `hydra.output_subdir=${subdir}`)).code).toBe(0)
    expect([project.has(`${dir}/.hydra`), project.has(join(dir, subdir, 'hydra.yaml'))]).toEqual([false, true])
    const again = await polyhead('reproduce', dir, '--in', `${dir}-again`)
    expect(again.code, again.stderr).toBe(0)
    expect(again.heard).toEqual([['yes', false]])
    expect((await polyhead('resume', dir, 'trainer.max_epochs=2')).heard).toEqual([['yes', false]])
  })

  test('is taken from no other folder of the run, nor from outside of it', async () => {
    expect((await polyhead('hydra.run.dir=led')).code).toBe(0)
    const record = JSON.parse(project.read('led/run.json'))
    const lead = (folder: unknown) => project.write('led/run.json', JSON.stringify({ ...record, hydraFolder: folder }))
    lead('../first/.hydra')
    const { code, stderr } = await polyhead('reproduce', 'led', '--in', 'led-again')
    expect([code, stderr]).toEqual([2, expect.stringContaining("lies outside of the run's directory")])
    lead(null)
    expect((await polyhead('reproduce', 'led', '--in', 'led-again')).heard).not.toEqual([['yes', false]])
  })

  test('comes from the reproduction of a reproduction, and an override adds to it', async () => {
    const { code, stderr, heard } = await polyhead(
      'reproduce',
      'again',
      '--in',
      'twice',
      '+hydra.job.env_set.MINE=other',
    )
    expect(code, stderr).toBe(0)
    expect(heard).toEqual([['other', false]])
    expect(project.read('twice/.hydra/hydra.yaml')).toMatch(/env_set:\n {6}MINE: other\n {6}LR: \$\{rate\}/)
  })

  test.each([['basic'], ['local']])("is each job's own, by the %s launcher", async (launcher) => {
    const dir = `mr-${launcher}`
    const own = ['hydra.job.env_set.MINE="of-${rate}"', 'rate=0.5,0.125', `hydra.sweep.dir=${dir}`]
    const { code, stderr, heard } = await hearing(() => project.polyhead('-m', `hydra/launcher=${launcher}`, ...own))
    expect(code, stderr).toBe(0)
    expect(heard.map(([mine]) => mine).sort()).toEqual(['of-0.125', 'of-0.5'])
    expect(saved(`${dir}/0`)).toMatch(/^ {2}lr: 0\.5$/m)
    expect(saved(`${dir}/1`)).toMatch(/^ {2}lr: 0\.125$/m)
  })

  test('leaves out what could have code run, wherever it comes from, with one warning and its place', async () => {
    const { code, stderr, heard } = await polyhead('+hydra.job.env_set.PATH="/evil"', 'hydra.run.dir=path')
    expect(code, stderr).toBe(0)
    expect(heard).toEqual([['yes', false]])
    expect(stderr.match(/hydra\.job\.env_set\.PATH is not set/g)).toHaveLength(1)
    const again = await polyhead('reproduce', 'path', '--in', 'path-again')
    expect([again.code, again.heard]).toEqual([0, [['yes', false]]])
    const shown = await polyhead(
      '--dry-run',
      'hydra.run.dir=new',
      '+hydra.job.env_set.NODE_OPTIONS="--import=./evil.js"',
    )
    expect(shown.stderr).toMatch(/^command line {2}warning: hydra\.job\.env_set\.NODE_OPTIONS is not set/m)
  })

  test.each([
    ['hydra.job.env_set.MINE=[1]', "'hydra.job.env_set.MINE' must be a string, not a list"],
    ['hydra.job.env_set.MINE={a: 1}', "'hydra.job.env_set.MINE' must be a string, not a map"],
    ['hydra.job.env_set.MINE=null', "'hydra.job.env_set.MINE' must be a string, not null"],
    ['hydra.job.env_set=[1]', "'hydra.job.env_set' must be a map, not a list"],
    ['+hydra.job.env_set.NEXT="${dataset}"', "'hydra.job.env_set.NEXT' must be a string, not a map"],
  ])('%s is one error, with its place, and nothing is written', async (override, message) => {
    const { code, stderr } = await polyhead(override, 'hydra.run.dir=wrong')
    expect([code, project.has('wrong')], stderr).toEqual([2, false])
    expect(stderr).toContain(message)
    expect(stderr).toContain('command line')
  })

  test.each([
    ['PUBLIC="${oc.env:T_TOKEN}"', 'its value is made of a secret'],
    ['PUBLIC="x-${oc.decode:${oc.env:N_APIKEY}}"', 'its value is made of a secret'],
    ['PUBLIC="${oc.env:SERVER}"', 'this variable is a secret'],
    ['T_TOKEN=other', 'this variable is a secret'],
    ['SERVER=other', 'this variable is a secret'],
    ['MLFLOW_TRACKING_PASSWORD="${oc.env:T_TOKEN}"', 'this variable is a secret'],
  ])("of a secret are left out, since these are the environment's alone: %s", (variable, why) => {
    const dir = `secret-${variable.replaceAll(/\W+/g, '-')}`
    const own = [`+hydra.job.env_set.${variable}`, `+vars.x=${SECRETS.T_TOKEN}`, `hydra.run.dir=${dir}`]
    const { code, stdout, stderr } = project.node([bin, ...own], SECRETS)
    expect(code, stderr).toBe(0)
    expect(stderr.match(/is not set: .*/g)).toEqual([`is not set: ${why}`])
    const { command, overrides } = JSON.parse(project.read(`${dir}/run.json`))
    expect(stdout + stderr + command + overrides).not.toContain('sesame')
  })

  test('of the environment, under its own name, is there already', () => {
    const own = ['hydra.job.env_copy=[T_TOKEN,PATH,N_COPIED]', 'hydra.run.dir=copied']
    const { code, stderr } = project.node([bin, ...own], { ...SECRETS, N_COPIED: '1' })
    expect([code, stderr.includes('is not set')], stderr).toEqual([0, false])
  })
})

test('what one variable says, a later one reads, as in Hydra', async () => {
  const set = ['hydra.job.env_set.MINE=5', 'hydra.job.env_set.LR="0.${oc.env:MINE}"', '~rate']
  const { code, stderr, heard } = await polyhead(...set, 'hydra.run.dir=later')
  expect([code, heard], stderr).toEqual([0, [['5', false]]])
  expect(saved('later')).toMatch(/^ {2}lr: 0\.5$/m)
})

describe('variables of a saved run that cannot be had here', () => {
  beforeAll(() => {
    const own = [
      'hydra.job.env_copy=[T_TOKEN,MY_NAME]',
      '+hydra.job.env_set.GONE="${oc.env:MY_NAME}"',
      '+hydra.job.env_set.GPU="${hydra:job.num}"',
      'rate=0.5,0.25',
      'hydra.sweep.dir=elsewhere',
    ]
    const { code, stderr } = project.node([bin, '-m', ...own], { ...SECRETS, MY_NAME: 'me' })
    expect(code, stderr).toBe(0)
  })

  test.each([
    ['reproduce', ['elsewhere/0', '--in', 'gone-again']],
    ['eval', ['elsewhere/0', '--in', 'gone-tested']],
    ['predict', ['elsewhere/0', 'rows.csv', '--out', 'predicted.csv']],
    ['resume', ['elsewhere/0', 'trainer.max_epochs=2']],
  ])('are left out by %s, with one warning each', async (command, args) => {
    const { code, stderr, heard } = await polyhead(command, ...args)
    expect(code, stderr).toBe(0)
    expect(heard).toEqual([['yes', false]])
    expect(stderr.match(/env_set\.\w+ is not set/g)).toEqual([
      'env_set.GONE is not set',
      'env_set.GPU is not set',
      'env_set.T_TOKEN is not set',
    ])
  })

  test('are nothing to an export', async () => {
    const { stderr } = await polyhead('export', 'elsewhere/0')
    // it comes as far as the network, which is a plugin's
    expect(stderr).toContain("backbone 'mine.Noted' cannot be exported")
    expect(stderr).not.toContain('env_set')
  })
})
