// Trees that are written for another program: what the survey says of them works when it is typed.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
  project
    .write(
      'conf/train.yaml',
      [
        'defaults:',
        '  - _self_',
        '  - data: digits',
        '  - model: wide',
        '  - logger: null',
        '  - experiment: null',
        '  - override hydra/job_logging: colorlog',
        'name: ${eval:"1 + 1"}',
        'size: ${data.size}',
      ].join('\n'),
    )
    .write('conf/hydra/default.yaml', 'defaults: [{override launcher: ray}, {override sweeper: none_such}]\n')
    .write('conf/data/digits.yaml', '_target_: their.Digits\nsize: 3\n')
    .write('conf/model/wide.yaml', 'net: {_target_: their.Net}\noptimizer: {_target_: torch.optim.Adam, odd: 1}\n')
    .write('conf/logger/csv.yaml', 'path: ${own_resolver:1}\n')
    .write('conf/experiment/big.yaml', '# @package _global_\ndefaults: [{override /data: digits}]\ndata: {size: 9}\n')
    .write('conf/sizes.5/small.yaml', '_target_: their.Net\n')
    .write('conf/2d/flat.yaml', 'dims: 2\n')
})
afterEach(() => project.remove())

const survey = async () =>
  JSON.parse((await commandLine(project.dir, ['init', '--from-hydra', 'conf', '--json'])).stdout)

test('an option that overrides others composes over a primary config, and groups of any name compose', async () => {
  const { composed, failed } = await survey()
  expect(composed).toContainEqual({ path: 'experiment/big', over: 'train' })
  for (const path of ['sizes.5/small', '2d/flat', 'logger/csv']) expect(composed).toContainEqual({ path, over: null })
  expect(failed.map(({ path }: { path: string }) => path)).toEqual(['hydra/default'])
})

test('components, groups, plugins and resolvers are told, and who has them', async () => {
  const found = await survey()
  expect(found.targets).toContainEqual({ target: 'their.Net', count: 2, configs: ['model/wide', 'sizes.5/small'] })
  expect(found.groups).toEqual([
    { group: 'data', own: 'dataset' },
    { group: 'experiment', own: 'experiment' },
    { group: 'logger', own: 'loggers' },
    { group: 'model', own: 'backbone' },
  ])
  expect(found.plugins).toEqual([
    { group: 'hydra/job_logging', option: 'colorlog', state: 'runs' },
    { group: 'hydra/launcher', option: 'ray', state: 'composes' },
    { group: 'hydra/sweeper', option: 'none_such', state: 'unknown' },
  ])
  expect(found.resolvers).toEqual([
    { name: 'eval', count: 1, by: 'math' },
    { name: 'own_resolver', count: 1 },
  ])
})

test('what a class is called here may depend on its keys', async () => {
  const metric = '_target_: torchmetrics.classification.MulticlassAccuracy'
  project.write('conf/logger/a.yaml', `m: {${metric}, average: micro}\nn: {${metric}, average: macro}\n`)
  const found = (await survey()).targets.find(({ target }: { target: string }) => target.startsWith('torchmetrics.'))
  expect(found.known).toBe('polyhead.metrics.Accuracy, polyhead.metrics.BalancedAccuracy')
})

test('what several files lack is told of the first, with the places of the others; an option may be named as its file', async () => {
  project.write('conf/hydra/default.yaml', 'verbose: true\n')
  for (const name of ['a', 'b', 'c']) project.write(`conf/logger/${name}.yaml`, 'defaults: [/data: digts.yaml]\n')
  const check = (...flags: string[]) =>
    commandLine(project.dir, ['--config-path', 'conf', '--config-name', 'train', 'check', ...flags])
  const { stdout } = await check()
  expect(stdout.match(/'digts\.yaml' is not an option/g)).toHaveLength(1)
  expect(stdout).toContain("did you mean 'digits'?")
  expect(stdout).toContain('likewise: conf/logger/b.yaml:1:19, conf/logger/c.yaml:1:19')
  const { diagnostics } = JSON.parse((await check('--json')).stdout)
  expect(diagnostics.filter(({ code }: { code: string }) => code === 'unknown-option')).toHaveLength(3)
})

test('interpolations that do not resolve are told by the survey, too', async () => {
  project.write('conf/experiment/big.yaml', '# @package _global_\ntitle: ${nothing.there}\n')
  const { stdout } = await commandLine(project.dir, ['init', '--from-hydra', 'conf'])
  expect(stdout).toContain('interpolations that do not resolve:\nconf/experiment/big.yaml:2:8')
  expect(stdout).toContain('mend 1 interpolation\n')
  expect((await survey()).unresolved.map(({ path }: { path: string }) => path)).toEqual(['title'])
})

test('what the survey says to type next does what it says', async () => {
  project.write('package.json', '{"polyhead": {"resolvers": ["math"]}}')
  project.write('conf/hydra/default.yaml', 'defaults: [{override launcher: ray}]\n')
  const { stdout } = await commandLine(project.dir, ['init', '--from-hydra', 'conf'])
  const commands = stdout.split('next:\n')[1]?.trim().split('\n') ?? []
  expect(commands).toHaveLength(3)
  for (const command of commands) {
    const [, ...words] = command.trim().split(' ')
    const { code, stderr } = await commandLine(project.dir, words)
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' })
  }
})

test('check of such a tree judges what it composes to and what it refers to, not its keys', async () => {
  project
    .write('package.json', '{"polyhead": {"resolvers": ["math"]}}')
    .write('conf/hydra/default.yaml', 'verbose: true\n')
  const check = () => commandLine(project.dir, ['--config-path', 'conf', '--config-name', 'train', 'check'])
  const right = await check()
  expect(right.code, right.stdout).toBe(0)
  expect(right.stdout).toContain("warning: model.optimizer.odd is not a key of optimizer 'adam'")
  expect(right.stdout).toContain('written for another program')
  expect(right.stdout).toMatch(/data +dataset/)
  project.write('conf/experiment/big.yaml', '# @package _global_\nname: ${nothing.there}\n')
  const wrong = await check()
  expect(wrong.code).toBe(1)
  expect(wrong.stdout).toContain('conf/experiment/big.yaml:2:7')
  expect(wrong.stdout).toContain('1 error')
})

test("a tree in polyhead's own keys is judged by them, and so is one that misses some", async () => {
  project.write('own/config.yaml', 'defaults: [{optimizer: mine}]\noptimzer: 1\n')
  project.write('own/optimizer/mine.yaml', '_target_: polyhead.optimizers.Adam\nlr: 0.1\n')
  const { code, stdout } = await commandLine(project.dir, ['--config-path', 'own', 'check'])
  expect(code).toBe(1)
  expect(stdout).toContain('optimzer')
  expect(stdout).not.toContain('another program')
})

test("completion is installed by Hydra's flag, too", async () => {
  const flag = await commandLine(project.dir, ['-sc', 'install=zsh'])
  expect(flag).toEqual(await commandLine(project.dir, ['completion', 'zsh']))
  expect(flag.code).toBe(0)
  expect((await commandLine(project.dir, ['--shell-completion', 'install=zzh'])).stderr).toContain(
    "did you mean 'install=zsh'?",
  )
})

test('a resolver that a pack has is told with the pack', async () => {
  const { code, stdout, stderr } = await commandLine(project.dir, ['check', '--config-path', 'conf'])
  expect(code).toBe(1)
  expect(stdout + stderr).toContain("there is no resolver 'eval'")
  expect(stdout + stderr).toContain('the pack math has it: "polyhead": {"resolvers": ["math"]} in package.json')
})

test("a tree whose components polyhead has by PyTorch's names is polyhead's own, and is checked as such", async () => {
  project.write('own/optimizer/steep.yaml', '_target_: torch.optim.SGD\nlearning_rate: 0.5\n')
  project.write('own/lr_scheduler/none_such.yaml', '_target_: torch.optim.lr_scheduler.StepLR\nstep_size: 2\n')
  const { code, stdout, stderr } = await commandLine(project.dir, ['check', '--config-path', 'own'])
  expect(code).toBe(1)
  expect(stdout + stderr).toContain('learning_rate')
  expect(stdout + stderr).not.toContain('written for another program')
})

test('where such a component is not where a run has it, the tree is written for another program', async () => {
  project.write('theirs/model/wide.yaml', 'optimizer: {_target_: torch.optim.SGD, learning_rate: 0.5}\n')
  const { code, stdout, stderr } = await commandLine(project.dir, ['check', '--config-path', 'theirs'])
  expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('written for another program')])
})
