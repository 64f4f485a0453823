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

  test('a task that throws fails the run with one line', () => {
    const { code, stderr } = app.node(['app.mjs', 'fail=true'])
    expect(code).toBe(1)
    expect(stderr).toContain('the task broke')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('sweeps, and says which jobs failed', () => {
    const { code, stdout } = app.node(['app.mjs', '-m', 'fail=true,false', 'hydra.sweep.dir=mr'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/2 jobs in mr\n#0: fail=True {2}failed\n#1: fail=False/)
  })
})
