import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const short = ['trainer.fast_dev_run=true', '-q', 'hydra.run.dir=run']
const count = (text: string, part: string) => text.split(part).length - 1

let project: Project
beforeAll(() => {
  project = new Project()
  project.write('configs/noself.yaml', 'defaults:\n  - base\nold: ${oc.deprecated:kept}\nkept: 1\n')
  project.write('configs/base.yaml', 'x: 1\n')
  project.write('configs/far.yaml', 'hydra: {searchpath: [nowhere, pkg://some.package]}\nx: 1\n')
  project.write('tree/train.yaml', 'x: 1\n')
  project.write('tree/config_test.yaml', 'x: 1\n')
  project.write('options/optimizer/mine.yaml', '_target_: polyhead.optimizers.SGD\nlr: 0.5\n')
  project.write('own/config.yaml', 'defaults:\n  - dataset: permuted_digits\n  - experiment: null\n  - _self_\n')
})
afterAll(() => project.remove())

describe('warnings of composition are shown once, where Hydra warns', () => {
  test('of a missing _self_, and of what is deprecated once it is resolved', async () => {
    const bare = await commandLine(project.dir, ['-cn', 'noself', '--cfg', 'job'])
    expect(bare).toMatchObject({ code: 0 })
    expect(count(bare.stderr, 'does not say where its own values go')).toBe(1)
    expect(bare.stderr).not.toContain('deprecated')
    const resolved = await commandLine(project.dir, ['-cn', 'noself', '--cfg', 'job', '--resolve'])
    expect(count(resolved.stderr, "'old' is deprecated")).toBe(1)
    expect(resolved.stdout).toContain('old: 1')
  })

  test('of folders that are not there, and of what is not searched, also where composing fails', async () => {
    const shown = await commandLine(project.dir, ['-cn', 'far', '--cfg', 'job'])
    expect(shown.code).toBe(0)
    expect(count(shown.stderr, 'of the search path does not exist')).toBe(1)
    expect(shown.stderr).toContain("'pkg://some.package' in hydra.searchpath names a package that is neither")
    const failed = await commandLine(project.dir, ['-cn', 'far', '--cfg', 'job', 'nope=x'])
    expect(failed.code).toBe(2)
    expect(failed.stderr).toContain('names a package that is neither')
  })

  test('of a run once, in JSON too, and the exit code is that of the run', async () => {
    const run = await commandLine(project.dir, ['--json', '+vars.old=${oc.deprecated:seed}', ...short])
    expect(run.code).toBe(0)
    expect(count(run.stderr, "'vars.old' is deprecated")).toBe(1)
    const { warnings } = JSON.parse(run.stdout)
    expect(warnings).toMatchObject([{ code: 'deprecated', severity: 'warning', path: 'vars.old' }])
  })

  test('of a sweep once, whatever its jobs', async () => {
    const sweep = ['-m', 'seed=1,2', '--dry-run', 'hydra.mode=RUN', '+vars.old=${oc.deprecated:seed}']
    const { code, stderr } = await commandLine(project.dir, sweep)
    expect(code).toBe(0)
    expect(count(stderr, 'hydra.mode is RUN')).toBe(1)
    expect(count(stderr, "'vars.old' is deprecated")).toBe(1)
  })
})

test('warnings of validation are shown where nothing is run, too: once for a sweep', async () => {
  const about = 'hydra.job.chdir has no effect'
  const chdir = 'hydra.job.chdir=true'
  const dry = await commandLine(project.dir, ['--dry-run', chdir])
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was run') })
  expect(count(dry.stderr, about)).toBe(1)
  expect(dry.stderr).toContain('  | hydra.job.chdir=true')
  expect(count((await commandLine(project.dir, ['-m', 'seed=1,2', '--dry-run', chdir])).stderr, about)).toBe(1)
  expect(count((await commandLine(project.dir, [chdir, ...short, 'hydra.run.dir=other'])).stderr, about)).toBe(1)
})

describe('a tree of its own is not mixed with what comes with polyhead without being told', () => {
  test('the primary config of --config-path is its own', async () => {
    const { code, stdout, stderr } = await commandLine(project.dir, ['--config-path', 'tree', '--cfg', 'job'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatchInlineSnapshot(`
      "--config-path  there is no primary config 'config' in 'tree'
        | tree
        | ^^^^ choose another: --config-name config_test
      configs there: config_test, train
      "
    `)
    expect(
      (await commandLine(project.dir, ['--config-path', 'tree', '-cn', 'config_test', '--cfg', 'job'])).stdout,
    ).toBe('x: 1\n')
  })

  test('a folder of options goes with the built-in config by --config-dir', async () => {
    expect((await commandLine(project.dir, ['--config-path', 'options', '--cfg', 'job'])).stderr).toContain(
      '--config-dir',
    )
    const { code, stdout } = await commandLine(project.dir, [
      '--config-dir',
      'options',
      'optimizer=mine',
      '--cfg',
      'job',
    ])
    expect({ code, lr: stdout.includes('lr: 0.5') }).toEqual({ code: 0, lr: true })
  })

  test('a built-in experiment with a primary config of another is told', async () => {
    const { stderr } = await commandLine(project.dir, [
      '--config-path',
      'own',
      'experiment=permuted_digits',
      '--cfg',
      'job',
    ])
    expect(stderr).toContain("'experiment/permuted_digits' comes with polyhead and was made for its own primary config")
    expect((await commandLine(project.dir, ['experiment=permuted_digits', '--cfg', 'job'])).stderr).toBe('')
  })

  test('what Hydra had from Python is said to be a file here', async () => {
    const configs = new Project().write('c/config.yaml', 'defaults:\n  - schema\n  - override hydra/sweeper: bayes\n')
    const { stderr } = await commandLine(configs.dir, ['--config-path', 'c', '--cfg', 'job'])
    configs.write('c/schema.yaml', 'x: 1\n')
    const { stderr: sweeper } = await commandLine(configs.dir, ['--config-path', 'c', '--cfg', 'job'])
    const missing = (beside: string) => `defaults:\n${beside}  - optimizer: my_own\n`
    configs.write('c/config.yaml', missing(''))
    const foreign = await commandLine(configs.dir, ['--config-path', 'c', '--cfg', 'job'])
    configs.write('c/config.yaml', missing('  - dataset: permuted_digits\n'))
    const own = await commandLine(configs.dir, ['--config-path', 'c', '--cfg', 'job'])
    configs.remove()
    expect(stderr).toContain('may have put it into the ConfigStore: here it is a file, schema.yaml')
    expect(foreign.stderr).toContain('may have put it into the ConfigStore: here it is a file, optimizer/my_own.yaml')
    expect(own.stderr).toContain("'my_own' is not an option of the group 'optimizer'")
    expect(own.stderr).not.toContain('ConfigStore')
    expect(sweeper).toContain(
      'in Hydra a plugin brings it, a Python package: here it would be hydra/sweeper/bayes.yaml',
    )
  })
})
