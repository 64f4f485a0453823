import { describe, expect, test } from 'vitest'
import {
  bindRuntime,
  compose,
  type Node,
  openRepository,
  resolveOptions,
  select,
  toPlain,
} from '../../src/compose/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { writeTree } from './write-tree.js'

const configDir = writeTree({
  config: 'lr: 0.1\nout: ${hydra:runtime.output_dir}\n',
  typed: 'hydra:\n  job:\n    name: 5\n    chdir: "yes"\n  mode: MULTIRUN\n  run:\n    dir: runs/${lr}\nlr: 1\n',
})

const composed = (overrides: readonly string[] = [], configName = 'config', env: NodeJS.ProcessEnv = {}) =>
  compose({ configDir, configName, overrides, env })

const hydra = (overrides: readonly string[] = [], configName = 'config', env: NodeJS.ProcessEnv = {}) =>
  toPlain(composed(overrides, configName, env).hydra) as Record<string, Record<string, unknown>>

/** What is wrong with something. */
function problem(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics[0]
    throw error
  }
}

describe('the hydra node', () => {
  test('has the defaults of Hydra 1.3', () => {
    const node = hydra()
    expect(Object.keys(node)).toEqual(
      'run sweep launcher sweeper help hydra_help hydra_logging job_logging env mode searchpath callbacks output_subdir overrides job runtime verbose'.split(
        ' ',
      ),
    )
    expect(node).toMatchObject({
      run: { dir: 'outputs/${now:%Y-%m-%d}/${now:%H-%M-%S}' },
      sweep: { dir: 'multirun/${now:%Y-%m-%d}/${now:%H-%M-%S}', subdir: '${hydra.job.num}' },
      output_subdir: '.hydra',
      mode: null,
      verbose: false,
      searchpath: [],
      callbacks: {},
      env: {},
      job: { name: '???', chdir: null, id: '???', num: '???', config_name: 'config', env_set: {}, env_copy: [] },
    })
  })

  test('knows the overrides and the choices', () => {
    const node = hydra(['lr=2', 'hydra.verbose=true', '+b=c'])
    expect(node.overrides).toEqual({ hydra: ['hydra.verbose=true'], task: ['lr=2', '+b=c'] })
    expect(node.job?.override_dirname).toBe('+b=c,lr=2')
    expect(node.runtime?.choices).toMatchObject({ 'hydra/launcher': 'basic', 'hydra/callbacks': null })
  })

  test('override_dirname can leave keys out and use other separators', () => {
    const name = 'hydra.job.config.override_dirname'
    const node = hydra(['lr=2', '+b=c', '+d=e', `${name}.exclude_keys=[b]`, `${name}.item_sep=_`, `${name}.kv_sep='-'`])
    expect(node.job?.override_dirname).toBe('+d-e_lr-2')
  })

  test('converts values to the types of its keys', () => {
    expect(hydra([], 'typed')).toMatchObject({ job: { name: '5', chdir: true }, mode: 'MULTIRUN' })
    expect(hydra(['hydra.job.num="7"'])).toMatchObject({ job: { num: 7 } })
  })

  test('converts what interpolations in its keys lead to, too', () => {
    const task = ['+n=3', '+yes=true', '+list=[1]']
    const of = (override: string) => {
      const config = bindRuntime(composed([...task, override]), {
        cwd: '/work',
        job: { name: 'run' },
        now: new Date(0),
        version: '1.0',
        mode: 'RUN',
      })
      return (key: string) => select(config.parts.full, key, resolveOptions(config, { now: new Date(0), env: {} }))
    }
    expect(of('hydra.job.num=3')('hydra.sweep.subdir')).toMatchObject({ kind: 'string', value: '3' })
    expect(of('hydra.run.dir=${n}')('hydra.run.dir')).toMatchObject({ kind: 'string', value: '3' })
    expect(of('+hydra.job.env_set.A=${yes}')('hydra.job.env_set.A')).toMatchObject({ kind: 'string', value: 'True' })
    expect(of('hydra.job.chdir=${n}')('hydra.job.chdir')).toMatchObject({ kind: 'bool', value: true })
    expect(() => of('hydra.run.dir=${list}')('hydra.run.dir')).toThrow("'hydra.run.dir' must be a string, not a list")
    expect(() => of('hydra.job.chdir=${hydra.job.name}')('hydra')).toThrow("'hydra.job.chdir' must be true or false")
  })

  test.each([
    'hydra.nope=1',
    'hydra.run.dir=null',
    'hydra.run=5',
    'hydra.mode=fast',
    'hydra.job.num=1.5',
    'hydra.job.chdir=perhaps',
    'hydra.launcher.x=1',
    '~hydra.run.dir',
    'hydra.sweeper.params.a=1',
    'hydra={run:{nope:1}}',
    'hydra/launcher=nope',
    'hydra.run.dir=a,b',
  ])('refuses %s', (override) => {
    expect(() => composed([override])).toThrow()
  })

  test.each([
    '+hydra.nope=1',
    '+hydra.launcher.x=1',
    '+hydra.callbacks.mine={a:1}',
    'hydra/job_logging=none',
    '+hydra.job.env_set.A=b',
  ])('accepts %s', (override) => {
    expect(() => composed([override])).not.toThrow()
  })

  test.each([
    ["{A: it's,b}", "a value with a comma stands in quotes: A: 'it''s,b'"],
    ['{A: x, b: null}', undefined],
    ['\n      A: x\n      b:\n', undefined],
  ])('a text without a value is told quotes where it is the rest of the one before it: %s', (variables, hint) => {
    const configDir = writeTree({ config: `hydra:\n  job:\n    env_set: ${variables}\n` })
    expect(problem(() => compose({ configDir, configName: 'config', overrides: [], env: {} }))).toMatchObject({
      message: "'hydra.job.env_set.b' must be a string, not null",
      hint,
    })
  })

  test('env_copy copies variables, which must be set', () => {
    expect(hydra(['hydra.job.env_copy=[A]'], 'config', { A: 'x' }).job?.env_set).toEqual({ A: 'x' })
    expect(() => composed(['hydra.job.env_copy=[A]'])).toThrow(/'A'.*is not set/)
  })

  test("a folder's own option of a hydra group is found; its basic launcher is merged into ours", () => {
    const folder = writeTree({
      'hydra/launcher/queue': '_target_: mine.Queue\nworkers: 2\n',
      'hydra/launcher/basic': '_target_: mine.Basic\n',
    })
    const repository = openRepository(folder)
    const launcher = (overrides: readonly string[]) =>
      toPlain(select(compose({ repository, overrides, env: {} }).hydra, 'launcher') as never)
    expect(launcher(['hydra/launcher=queue'])).toEqual({ _target_: 'mine.Queue', workers: 2 })
    expect(launcher([])).toEqual({ _target_: 'mine.Basic' })
  })
})

describe('bindRuntime', () => {
  const now = new Date(2026, 0, 2, 3, 4, 5)
  const runtime = {
    cwd: '/work',
    outputDir: '/work/out',
    job: { name: 'run', num: 3, id: 'job-3' },
    now,
    version: '1.0',
  }

  test('tells the node about the run, and leaves the given config as it was', () => {
    const config = composed()
    const bound = bindRuntime(config, runtime)
    expect(bound.get('hydra.runtime.output_dir')).toBe('/work/out')
    expect(bound.get('hydra.job.name')).toBe('run')
    expect(bound.get('hydra.job.num')).toBe(3)
    expect(bound.get('hydra.run.dir')).toBe('outputs/2026-01-02/03-04-05')
    expect(bound.get('hydra.runtime.config_sources')).toContainEqual({
      path: configDir,
      schema: 'file',
      provider: 'main',
    })
    expect(bound.get('out')).toBe('/work/out')
    expect(() => config.get('out')).toThrow()
    expect(toPlain(config.hydra)).toMatchObject({ runtime: { output_dir: '???' } })
  })

  test('what ${hydra:…} reads is resolved in the whole config: it may refer to keys of the task, and they to it', () => {
    const configDir = writeTree({
      config:
        "name: n\nhydra: {run: {dir: 'out/${name}'}, callbacks: {c: '${part}'}}\nckpt: ${hydra:run.dir}/ckpt\n" +
        "part: {a: '${name}', b: '${.a}'}\ncopy: ${hydra:callbacks.c}\ninside: ${copy.b}\n",
    })
    const bound = bindRuntime(compose({ configDir, configName: 'config', env: {} }), runtime)
    expect(bound.get('ckpt')).toBe('out/n/ckpt')
    expect(bound.get('copy')).toEqual({ a: 'n', b: 'n' })
    expect(bound.get('inside')).toBe('n')
    expect(toPlain(select(bound.parts.full, 'hydra.callbacks.c', {}) as Node)).toEqual({ a: 'n', b: 'n' })
  })

  test('a key that ${hydra:…} leads back to is an error', () => {
    const configDir = writeTree({ config: "a: '${hydra:verbose}'\nhydra: {verbose: '${a}'}\n" })
    const bound = bindRuntime(compose({ configDir, configName: 'config', env: {} }), runtime)
    expect(() => bound.get('a')).toThrow(/'hydra.verbose' leads back to itself/)
  })

  test('a name and a mode that the config sets are kept', () => {
    const bound = bindRuntime(composed([], 'typed'), { ...runtime, mode: 'RUN' })
    expect(bound.get('hydra.job.name')).toBe('5')
    expect(bound.get('hydra.mode')).toBe('MULTIRUN')
    expect(bound.get('hydra.run.dir')).toBe('runs/1')
    expect(bound.get('hydra.overrides.hydra')).toEqual([])
  })

  test('a mode that the command line decides is noted as an override, as Hydra does', () => {
    const bound = bindRuntime(composed(['hydra.job.num=1']), { ...runtime, mode: 'RUN' })
    expect(bound.get('hydra.mode')).toBe('RUN')
    expect(bound.get('hydra.overrides.hydra')).toEqual(['hydra.job.num=1', 'hydra.mode=RUN'])
    const sweep = bindRuntime(composed(['hydra.mode=RUN']), { ...runtime, mode: 'MULTIRUN' })
    expect(sweep.get('hydra.mode')).toBe('MULTIRUN')
    expect(sweep.get('hydra.overrides.hydra')).toEqual(['hydra.mode=RUN', 'hydra.mode=MULTIRUN'])
  })
})
