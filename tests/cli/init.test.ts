import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { layProject } from '../../src/cli/new-project.js'
import { builtinRegistry } from '../../src/components/manifests.js'
import { openRepository } from '../../src/compose/index.js'
import { surveyTree } from '../../src/inspect/survey.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

describe('init', () => {
  test('lays down a project whose configs are right, whose test passes, and that runs', () => {
    layProject(project.dir)
    const check = project.polyhead('check')
    expect(check.stdout).toContain('0 errors, 0 warnings')
    expect(check.code).toBe(0)
    expect(project.node(['--test']).code).toBe(0)
    const limits = ['trainer.max_epochs=2', 'trainer.limit_train_batches=20', 'callbacks.goal.value=0.01']
    const run = project.polyhead('experiment=first', ...limits, 'hydra.run.dir=out')
    expect(run.code, run.stderr).toBe(0)
    // Its own callback had its say.
    expect(project.read('out/run.log')).toContain('goal: learning_curve/val/acc is')
  })

  test('overwrites nothing', () => {
    project.write('mine/README.md', 'mine').write('mine/configs/config.yaml', 'a: 1\n')
    const { code, stdout, stderr } = project.polyhead('init', 'mine')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('mine/README.md is there already, and init overwrites nothing')
    expect(stderr).toContain('mine/configs/config.yaml is there already')
    expect(project.files()).toEqual(['mine/README.md', 'mine/configs/config.yaml'])
    expect(project.read('mine/README.md')).toBe('mine')
    expect(project.polyhead('init', 'mine/README.md').stderr).toContain('cannot write a project to')
  })
})

test('a tree written for Hydra is surveyed: what composes, which components are known, what is left', () => {
  project
    .write('conf/config.yaml', 'defaults:\n  - optimizer: adam\n  - _self_\nnet: {_target_: my_package.Net}\n')
    .write('conf/broken.yaml', 'defaults:\n  - optimizer: nadam\n')
    .write('conf/optimizer/adam.yaml', '_target_: torch.optim.Adam\nlr: 0.1\n')
    .write('conf/model/mlp.yaml', '_target_: my_package.models.MLP\nhidden: 3\n')
    .write('conf/model/odd.yaml', '_target_: my_package.models.Transformer\n')
  const survey = surveyTree(openRepository(`${project.dir}/conf`), builtinRegistry)
  expect(survey.composed).toEqual(['config', 'model/mlp', 'model/odd', 'optimizer/adam'])
  expect(survey.failed.map(({ path, diagnostics }) => [path, diagnostics[0]?.code])).toEqual([
    ['broken', expect.any(String)],
  ])
  expect(survey.targets).toEqual([
    { target: 'my_package.Net', count: 1 },
    { target: 'my_package.models.MLP', count: 1, near: 'polyhead.backbones.MLP' },
    { target: 'my_package.models.Transformer', count: 1 },
    { target: 'torch.optim.Adam', count: 1, known: 'polyhead.optimizers.Adam' },
  ])
})

test('init --from-hydra tells what is left to do, and writes nothing', () => {
  project
    .write('conf/config.yaml', 'defaults:\n  - optimizer: adam\n')
    .write('conf/optimizer/adam.yaml', '_target_: torch.optim.Adam\nlr: 0.1\n')
    .write("conf/model/it's.yaml", '_target_: my_package.models.MLP\n')
  const before = project.files()
  const { code, stdout, stderr } = project.polyhead('init', '--from-hydra', 'conf')
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('3 of 3 configs of conf compose')
  expect(stdout).toContain('torch.optim.Adam  is polyhead.optimizers.Adam')
  expect(stdout).toContain('  - write a plugin for 1 component')
  expect(project.files()).toEqual(before)
})

test('init --from-hydra: a primary config that is no YAML is one line of the report, and the rest is told', () => {
  const other = new Project()
  other.write('conf/broken.yaml', 'a: [1\n').write('conf/list.yaml', '- 1\n').write('conf/odd.yaml', 'a: ${b\n')
  other.write('conf/good.yaml', '_target_: torch.optim.Adam\n')
  const { code, stdout, stderr } = other.polyhead('init', '--from-hydra', 'conf')
  other.remove()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('1 of 4 configs of conf compose')
  for (const name of ['broken', 'list', 'odd']) expect(stdout).toContain(`${name} does not:`)
  expect(stdout).toContain('torch.optim.Adam  is polyhead.optimizers.Adam')
})
