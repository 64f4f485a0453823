import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

const config = async (...args: string[]) =>
  (await commandLine(project.dir, ['--cfg', 'job', ...args])).stdout.split('\n').sort()

describe('polyhead save', () => {
  test('writes overrides as an experiment, with what schemas say of the values', async () => {
    const { code, stdout, stderr } = await commandLine(project.dir, [
      'save',
      'small',
      'optimizer=sgd',
      'optimizer.lr=0.05',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const text = [
      '# @package _global_',
      '# polyhead optimizer=sgd optimizer.lr=0.05',
      'defaults:',
      '  - override /optimizer: sgd',
      '',
      'optimizer:',
      '  # Learning rate.',
      '  lr: 0.05',
      '',
    ].join('\n')
    expect(project.read('experiments/small.yaml')).toBe(text)
    expect(stdout).toBe(`wrote experiments/small.yaml\n\n${text}\nnext: polyhead experiment=small\n`)
    expect(await config('experiment=small')).toEqual(await config('optimizer=sgd', 'optimizer.lr=0.05'))
  })

  test.each([
    [['~lr_scheduler', '~metrics.accuracy', 'optimizer.betas.1=0.5']],
    [['dataset=split_digits', '+vars.text="a: b # c"', '+vars.no=null', '+vars.there=${seed}', '+vars.t="true"']],
    [['+callbacks@callbacks.es=early_stopping', 'callbacks.es.patience=9', 'hydra.run.dir=out/${seed}']],
    [['+vars={a: {}, b: [1, {c: 2.0}], 7: x}', 'seed=2', 'seed=3', '++optimizer.eps=1e-7', '+vars.a.d=1', '~vars.b']],
    [['hydra/job_logging=none', 'optimizer=adam', 'backbone.hidden_dims=append(7)']],
    [['experiment=permuted_digits', 'optimizer=sgd', 'optimizer.momentum=0.5', 'trainer.max_epochs=1']],
  ])('%j composes to the same config as an experiment', async (overrides) => {
    const { code, stderr } = await commandLine(project.dir, ['save', 'sub/it', ...overrides])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(await config('experiment=sub/it')).toEqual(await config(...overrides))
  })

  test('builds upon an experiment, not upon itself', async () => {
    expect((await commandLine(project.dir, ['save', 'a', 'optimizer=sgd', 'optimizer.lr=0.3'])).code).toBe(0)
    expect((await commandLine(project.dir, ['save', 'b', 'experiment=a', 'seed=2'])).code).toBe(0)
    expect(await config('experiment=b')).toEqual(await config('optimizer=sgd', 'optimizer.lr=0.3', 'seed=2'))
    const before = project.read('experiments/a.yaml')
    expect((await commandLine(project.dir, ['save', 'a', 'experiment=a', 'seed=2', '--replace'])).stderr).toContain(
      'build on itself',
    )
    expect((await commandLine(project.dir, ['save', 'a', 'experiment=b', '--replace'])).stderr).toContain('have no end')
    expect(project.read('experiments/a.yaml')).toBe(before)
  })

  test('replaces an experiment only where that is asked', async () => {
    project.write('experiments/mine.yaml', '# @package _global_\nseed: 7\n')
    const { code, stderr } = await commandLine(project.dir, ['save', 'mine', 'seed=8'])
    expect(code).toBe(2)
    expect(stderr).toContain("'experiments/mine.yaml' is there already")
    expect(project.read('experiments/mine.yaml')).toContain('seed: 7')
    expect((await commandLine(project.dir, ['save', 'mine', 'seed=8', '--replace'])).code).toBe(0)
    expect(project.read('experiments/mine.yaml')).toContain('seed: 8')
    expect((await commandLine(project.dir, ['save', 'single_digits', 'seed=8'])).stderr).toContain(
      'polyhead itself has an experiment',
    )
  })

  test('refuses what would not come out the same, and says what has the last word', async () => {
    const own = readFileSync(join(packageRoot, 'configs/config.yaml'), 'utf8')
    const late = own.replace('  - _self_\n', '').replace('  - experiment: null\n', '  - experiment: null\n  - _self_\n')
    project.write('configs/config.yaml', late)
    const { code, stderr } = await commandLine(project.dir, ['save', 'late', 'seed=4'])
    expect(code).toBe(2)
    expect(stderr).toContain("'seed' would be 1, not 4")
    expect(stderr).toMatch(/^configs\/config.yaml:\d+:/)
    expect(project.has('experiments')).toBe(false)
  })

  test.each([
    [['x', 'seed=1,2'], "'seed=1,2' is a sweep"],
    [['x', 'hydra.searchpath=[a]'], 'read before any experiment'],
    [['x', 'optimizer.lr=fast'], 'must be a number'],
    [['x', 'optimizer.lrr=1'], "did you mean 'optimizer.lr'?"],
    [['x'], 'save needs overrides'],
    [['x.yaml', 'seed=1'], 'polyhead save x …'],
    [['../x', 'seed=1'], 'cannot be the name of an experiment'],
    [['null', 'seed=1'], 'cannot be the name of an experiment'],
  ])('%j is refused, and nothing is written', async (args, message) => {
    const { code, stderr } = await commandLine(project.dir, ['save', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(project.has('experiments')).toBe(false)
  })
})
