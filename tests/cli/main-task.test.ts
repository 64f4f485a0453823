import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href

const APP = `
import { main } from ${JSON.stringify(library)}
await main(
  (config, { outputDir, log }) => {
    console.log(JSON.stringify({ lr: config.get('lr'), env: process.env.FLAVOUR, here: process.cwd() === outputDir }))
    log.debug('deep')
    if (config.get('fail')) throw new Error('the task broke')
  },
  { configDir: 'conf', configName: 'config', schema: {
    type: 'object',
    properties: { lr: { type: 'number', minimum: 0 }, fail: { type: 'boolean' } },
    additionalProperties: false,
  } },
)
`

let app: Project
beforeEach(() => {
  app = new Project().write('app.mjs', APP).write('conf/config.yaml', 'lr: 0.1\nfail: false\n')
})
afterEach(() => app.remove())

describe('main', () => {
  test('gives a function the command line: overrides, a directory, the job name of its file', () => {
    const { code, stdout, stderr } = app.node(['app.mjs', 'lr=0.5', 'hydra.run.dir=out'])
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ lr: 0.5, here: false })
    expect(app.files('out')).toEqual([
      'out/.hydra/config.yaml',
      'out/.hydra/hydra.yaml',
      'out/.hydra/overrides.yaml',
      'out/app.log',
    ])
    expect(app.read('out/.hydra/hydra.yaml')).toContain('name: app\n')
  })

  test('runs the task in the environment that the config asks for', () => {
    const { stdout, stderr } = app.node([
      'app.mjs',
      '+hydra.job.env_set.FLAVOUR=mint',
      'hydra.job.chdir=true',
      'hydra.verbose=true',
    ])
    expect(JSON.parse(stdout)).toEqual({ lr: 0.1, env: 'mint', here: true })
    expect(stderr).toBe('deep\n')
  })

  test('checks the config by the schema, before anything is written', () => {
    const { code, stderr } = app.node(['app.mjs', 'lr=-1'])
    expect(code).toBe(2)
    expect(stderr).toContain('lr must be a number ≥ 0, but is -1')
    expect(app.has('outputs')).toBe(false)
  })

  test('a task that throws fails the run with one line, and its log keeps the stack', () => {
    const { code, stderr } = app.node(['app.mjs', 'fail=true', 'hydra.run.dir=out'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^app\.mjs:7:\d+ {2}the task of 'app' threw: the task broke$/m)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(app.read('out/app.log')).toMatch(
      /\[ERROR] - app\.mjs:7:\d+ .*the task broke\nError: the task broke\n {4}at .*app\.mjs:7:/,
    )
    expect(app.node(['app.mjs', 'fail=true', '--debug']).stderr).toMatch(/^Error: the task broke\n {4}at /m)
  })

  test.each([
    ['+hydra.job.env_set.A=${tree}', "'hydra.job.env_set.A' must be a string, not a map"],
    ['hydra.job.chdir=${name}', "'hydra.job.chdir' must be true or false, not me"],
    ['hydra.output_subdir=${tree}', "'hydra.output_subdir' must be a string, not a map"],
    ['hydra.job.name=a/b', 'hydra.job.name'],
  ])('%s is refused before anything is written', (override, message) => {
    app.write('conf/typed.yaml', 'tree: {a: 1}\nname: me\nlr: 1\nfail: false\n')
    app.write('typed.mjs', APP.replace(/, schema: [\s\S]*\n\)/, ' },\n)'))
    const { code, stderr } = app.node(['typed.mjs', '-cn', 'typed', override])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(app.has('outputs')).toBe(false)
  })

  test('variables of the environment have the texts that Hydra gives them', () => {
    const flags = ['+hydra.job.env_set.FLAVOUR=${fail}', 'hydra.run.dir=out']
    expect(JSON.parse(app.node(['app.mjs', ...flags]).stdout)).toMatchObject({ env: 'False' })
  })

  test.each([['T_TOKEN=other'], ['FLAVOUR="${oc.env:T_TOKEN}"'], ['TF_DUMP_GRAPH_PREFIX=here']])(
    'a variable that no config may set is left out, with a warning: %s',
    (variable) => {
      const flags = [`+hydra.job.env_set.${variable}`, 'hydra.run.dir=out']
      const { stdout, stderr } = app.node(['app.mjs', ...flags], { T_TOKEN: 'sesame-open-now' })
      expect(JSON.parse(stdout).env).toBeUndefined()
      expect(stderr).toMatch(/^command line {2}warning: hydra\.job\.env_set\.\w+ is not set: /m)
      expect(stderr).not.toContain('sesame')
    },
  )

  test('sweeps, and says which jobs failed', () => {
    const { code, stdout } = app.node(['app.mjs', '-m', 'fail=true,false', 'hydra.sweep.dir=mr'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/2 jobs in mr\n#0: fail=True {2}failed\n#1: fail=False/)
  })

  test('a group that the sweep may leave open must be chosen in every job', () => {
    app
      .write('conf/config.yaml', 'defaults:\n  - size: ???\nlr: 0.1\nfail: false\n')
      .write('conf/size/small.yaml', '# @package _global_\nlr: 0.2\n')
    const { code, stderr } = app.node(['app.mjs', '-m', 'lr=1,2'])
    expect(code).toBe(2)
    expect(stderr).toContain("'size'")
    expect(app.has('multirun')).toBe(false)
    expect(app.node(['app.mjs', '-m', 'size=small', 'lr=1,2']).code).toBe(0)
  })

  test('all jobs of a sweep have the time of the sweep', () => {
    app
      .write(
        'clock.mjs',
        `import { main } from '${library}'\nawait main((c) => console.log(c.get('now')), { configDir: 'conf', configName: 'clock' })`,
      )
      .write('conf/clock.yaml', 'now: ${now:%f}\n')
    const { stdout, stderr } = app.node(['clock.mjs', '-m', '+x=range(3)'])
    const times = stdout.split('\n').filter((line) => /^\d{6}$/.test(line))
    expect(times, stderr).toHaveLength(3)
    expect(new Set(times).size).toBe(1)
  })

  test.each([
    ['hydra.run.dir=???', 'hydra.run.dir is missing (???), but a run needs a directory'],
    ['hydra.run.dir=${nope}', "hydra.run.dir: there is no 'nope'"],
    ['hydra.mode=${nope}', "hydra.mode: there is no 'nope'"],
    ['hydra.verbose=${nope}', "hydra.verbose: there is no 'nope'"],
    ['hydra.verbose={a: 1}', 'hydra.verbose must be true, false, or the names of loggers, not map'],
  ])('%s is shown, but not run', (override, message) => {
    expect(app.node(['app.mjs', '--cfg', 'job', override]).stdout).toBe('lr: 0.1\nfail: false\n')
    expect(app.node(['app.mjs', '--info', 'defaults', override]).code).toBe(0)
    const { code, stderr } = app.node(['app.mjs', override])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(app.files()).toEqual(['app.mjs', 'conf/config.yaml'])
  })
})
