import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** Runs, expects one placed message and nothing on disk, and gives the message. */
async function refused(...args: string[]): Promise<string> {
  const before = project.files()
  const { code, stderr, stdout } = await commandLine(project.dir, args)
  expect(code, stderr).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(project.files()).toEqual(before)
  return stderr.replaceAll(root, '<polyhead>').replaceAll(project.dir, '<project>')
}

test('an unknown key', async () => {
  expect(await refused('optimizer.lrr=0.1')).toMatchInlineSnapshot(`
    "command line  there is no key 'optimizer.lrr'
      | optimizer.lrr=0.1
      |           ^^^ did you mean 'optimizer.lr'?
    known keys: _target_, lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups
    "
  `)
})

test('a key that another option of the group has: the hint works when typed', async () => {
  expect(await refused('dataset.source=mnist_10k')).toContain('dataset=permuted, ')
  expect((await commandLine(project.dir, ['dataset=permuted', 'dataset.source=mnist_10k', '--cfg', 'job'])).code).toBe(
    0,
  )
})

test('an unknown key in a file', async () => {
  project.write('configs/optimizer/mine.yaml', '_target_: polyhead.optimizers.SGD\nlrr: 0.1\n')
  expect(await refused('optimizer=mine')).toMatchInlineSnapshot(`
    "configs/optimizer/mine.yaml:2:1  optimizer.lrr is not a key of optimizer 'sgd'
      2 | lrr: 0.1
        | ^^^ did you mean 'lr'?
    set by configs/optimizer/mine.yaml:2 · known keys: lr, momentum, dampening, weight_decay, nesterov, maximize, foreach, differentiable, fused, param_groups
    "
  `)
})

test('an unknown option', async () => {
  expect(await refused('optimizer=adm')).toMatchInlineSnapshot(`
    "command line  'adm' is not an option of the group 'optimizer' (wanted by 'config')
      | optimizer=adm
      |           ^^^ did you mean 'adam'?
    options: adadelta, adagrad, adam, adamax, adamw, asgd, nadam, radam, rmsprop, rprop, sgd
    "
  `)
})

test('a wrong type', async () => {
  expect(await refused('dataset.batch_size=many')).toMatchInlineSnapshot(`
    "command line  dataset.batch_size must be an integer from 1 to 16777216, but is 'many'
      | dataset.batch_size=many
      |                    ^^^^ for example 32
    overrides <polyhead>/configs/dataset/permuted_digits.yaml:5 (32)
    "
  `)
})

test('a value out of range', async () => {
  expect(await refused('optimizer.lr=-1')).toMatchInlineSnapshot(`
    "command line  optimizer.lr must be a number ≥ 0, but is -1
      | optimizer.lr=-1
      |              ^^ for example 0.001
    overrides <polyhead>/configs/optimizer/adam.yaml:3 (0.001)
    "
  `)
})

test('a malformed override', async () => {
  expect(await refused('backbone.hidden_dims=[1,2')).toMatchInlineSnapshot(`
    "command line  unexpected end: expected ',' or ']'
      | backbone.hidden_dims=[1,2
      |                          ^ close the bracket: 'backbone.hidden_dims=[1,2]'
    "
  `)
})

test('a missing ???', async () => {
  expect(await refused('optimizer.lr=???')).toMatchInlineSnapshot(`
    "command line  optimizer.lr is mandatory ('???') and has no value
      | optimizer.lr=???
      |              ^^^ give it one: optimizer.lr=…
    "
  `)
})

test('an interpolation to nowhere', async () => {
  expect(await refused('optimizer.lr=${optimiser.lr}')).toMatchInlineSnapshot(`
    "command line  optimizer.lr: there is no 'optimiser.lr': the config has no 'optimiser'
      | optimizer.lr=\${optimiser.lr}
      |              ^^^^^^^^^^^^^^^ did you mean 'optimizer'?
    "
  `)
})

test('an unregistered _target_', async () => {
  expect(await refused('optimizer._target_=torch.optim.Adm')).toMatchInlineSnapshot(`
    "command line  optimizer._target_ names 'torch.optim.Adm', which is not a registered component
      | optimizer._target_=torch.optim.Adm
      |                    ^^^^^^^^^^^^^^^ did you mean 'torch.optim.Adam'?
    components come with polyhead, or from plugins named in package.json or by '--plugin'
    "
  `)
})

test('a data file with a wrong checksum', async () => {
  const name = 'optdigits-test-1797.csv.gz'
  const rows = gunzipSync(readFileSync(join(root, 'data', name))).toString()
  mkdirSync(join(project.dir, 'data'))
  writeFileSync(join(project.dir, 'data', name), gzipSync(rows.replace('5', '6')))
  expect(await refused('dataset.root=data')).toMatchInlineSnapshot(`
    "command line  dataset.root: data/optdigits-test-1797.csv.gz: the checksum is wrong: this is not the file that comes with polyhead, or it is damaged
      | dataset.root=data
      |              ^^^^ ++dataset.root=null takes the file that comes with polyhead
    overrides <polyhead>/configs/dataset/permuted_digits.yaml:3 (null) · sha256 fb2d92cd757a48351c5072e0b8aa53f65e79b81dadb8251d50d5ecfc5dcfeb0c · expected 09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22
    "
  `)
})

test('an output folder that is in the way of a file', async () => {
  project.write('outputs', 'a file')
  expect((await refused()).replace(/\d{4}-\d\d-\d\d.\d\d-\d\d-\d\d/, '<NOW>')).toMatchInlineSnapshot(`
    "runtime hydra/output/default  hydra.run.dir: cannot write to the output directory '<project>/outputs/<NOW>': a file is in its way
      choose another with hydra.run.dir=DIR
    "
  `)
})

test.skipIf(process.getuid?.() === 0)('an output folder that may not be written to', async () => {
  mkdirSync(join(project.dir, 'closed'))
  chmodSync(join(project.dir, 'closed'), 0o500)
  expect(await refused('hydra.run.dir=closed/run')).toContain('permission denied')
})

test('a word that is neither an override nor a command', async () => {
  const [message, ...lines] = (await refused('reproduc')).split('\n')
  expect(message).toBe("command line  'reproduc' is neither an override (key=value) nor a command")
  expect(lines.slice(0, 2)).toEqual(['  | reproduc', "  | ^^^^^^^^ did you mean 'reproduce'?"])
  expect(lines[2]).toMatch(/^commands: .*reproduce/)
})

test('an unknown flag', async () => {
  expect(await refused('--multrun')).toMatchInlineSnapshot(`
    "command line  --multrun is not a flag
      | --multrun
      | ^^^^^^^^^ did you mean '--multirun'?
    "
  `)
})

test.each(['ls', 'diff', 'reproduce', 'resume', 'eval', 'export', 'predict', 'report'])(
  '%s of a name that no file can have',
  async (command) => {
    const names = ['x'.repeat(5000), `a=${'9'.repeat(300)}`, '+hydra.searchpath=["', 'a/'.repeat(3000)]
    // For ls a name with '=' is a condition.
    for (const name of names.filter((each) => command !== 'ls' || !each.includes('='))) {
      const { code, stderr } = await commandLine(project.dir, [
        command,
        ...(command === 'diff' ? [name, name] : [name]),
      ])
      expect(stderr).not.toContain('should not happen')
      expect(code, stderr).toBe(2)
    }
  },
)
