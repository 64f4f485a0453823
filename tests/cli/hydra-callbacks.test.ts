import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href

const NOTER = `
import { appendFileSync, existsSync } from 'node:fs'
export class Noter {
  constructor({ file = 'events.txt', breaks = false }) {
    Object.assign(this, { file: process.cwd() + '/' + file, breaks, jobs: 0 })
  }
  note(...words) { appendFileSync(this.file, words.join(' ') + '\\n') }
  on_compose_config(config, { config_name, overrides }) { this.note('compose', config_name, overrides.join()) }
  on_run_start(config) { this.note('run start', config.get('trainer.max_epochs') ?? config.get('x')) }
  on_run_end(config, { job_return }) { this.note('run end', job_return.status, this.jobs) }
  on_multirun_start() { this.note('multirun start') }
  on_multirun_end() { this.note('multirun end') }
  on_job_start(config, { task_name }) {
    this.jobs++
    const dir = config.parts.full.entries.get('hydra').entries.get('runtime').entries.get('output_dir').value
    this.note('job start', task_name, existsSync(dir))
    if (this.breaks) throw new Error('a callback broke')
  }
  on_job_end(config, { job_return }) {
    const { status, return_value, output_dir } = job_return
    const value = status === 'failed' ? return_value.message.split(': ').at(-1) : typeof return_value
    this.note('job end', status, value, output_dir.split('/').at(-1))
  }
}
export const manifest = {
  target: 'mine.Noter', aliases: [], group: 'hydra/callbacks', option: 'noter', load: async () => Noter,
  schema: {
    type: 'object', additionalProperties: false,
    properties: { file: { type: 'string' }, breaks: { type: 'boolean' }, limit: { type: 'number' } },
  },
}
export const manifests = [manifest]
`

const APP = `
import { createRegistry, main } from ${JSON.stringify(library)}
import { manifest } from './noter.js'
await main(
  (config) => {
    if (config.get('x') === 13) throw new Error('bad luck')
    return { x: config.get('x'), variable: process.env.MINE ?? null, cwd: process.cwd() }
  },
  { configDir: 'conf', configName: 'config', registry: createRegistry([manifest]) },
)
`

let project: Project
beforeEach(() => {
  project = new Project()
    .write('package.json', '{"type": "module", "name": "mine", "polyhead": {"plugins": ["./noter.js"]}}')
    .write('noter.js', NOTER)
    .write('app.mjs', APP)
    .write('conf/config.yaml', 'x: 0\nhydra:\n  callbacks:\n    noter: {_target_: mine.Noter}\n')
})
afterEach(() => project.remove())

const events = () => (project.has('events.txt') ? project.read('events.txt').trim().split('\n') : [])
const app = (...args: string[]) => project.node(['app.mjs', ...args])

describe('hydra.callbacks', () => {
  test('hear of a run of an app, in the order of Hydra', () => {
    expect(app('x=5', 'hydra.run.dir=out').code).toBe(0)
    expect(events()).toEqual([
      'compose config x=5,hydra.run.dir=out',
      'run start 5',
      'job start app true',
      'job end completed object out',
      'run end completed 1',
    ])
  })

  test('take integers that only a bigint holds', () => {
    const noter = '{_target_: mine.Noter, limit: 12345678901234567890}'
    project.write('conf/config.yaml', `x: 0\nhydra:\n  callbacks:\n    noter: ${noter}\n`)
    expect(app('x=5', 'hydra.run.dir=out')).toMatchObject({ code: 0, stderr: '' })
    expect(events()).toContain('run end completed 1')
  })

  test('hear of a job that fails, and of none that is not run', () => {
    expect(app('x=13', 'hydra.run.dir=out').code).toBe(1)
    expect(events().slice(2)).toEqual(['job start app true', 'job end failed bad luck out', 'run end failed 1'])
    project.write('events.txt', '')
    expect(app('x=1', '--dry-run').code).toBe(0)
    expect(app('x=1', '--cfg', 'job').code).toBe(0)
    expect(events()).toEqual(['compose config x=1'])
  })

  test.each([['basic'], ['local']])('hear of the jobs of a sweep by the %s launcher', (launcher) => {
    const args = ['-m', `hydra/launcher=${launcher}`, 'x=1,13', 'hydra.sweep.dir=mr']
    expect(app(...args).code).toBe(1)
    const all = events()
    expect(all.slice(0, 2)).toEqual([`compose config ${args.slice(1).join(',')}`, 'multirun start'])
    expect(all.slice(2, -1).sort()).toEqual([
      'job end completed object 0',
      'job end failed bad luck 1',
      'job start app true',
      'job start app true',
    ])
    expect(all.at(-1)).toBe('multirun end')
    project.write('events.txt', '')
    expect(app('resume', 'mr').code).toBe(1)
    expect(events()).toEqual(['multirun start', 'job start app true', 'job end failed bad luck 1', 'multirun end'])
  })

  test('hear of training runs, alone and in a sweep', () => {
    const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', '+hydra.callbacks.n._target_=mine.Noter']
    const one = project.polyhead(...short, 'hydra.run.dir=out')
    expect(one.code, one.stderr).toBe(0)
    expect(events().slice(1)).toEqual([
      'run start 1',
      'job start run true',
      'job end completed object out',
      'run end completed 1',
    ])
    project.write('events.txt', '')
    const many = project.polyhead('-m', ...short, 'seed=1,2', 'hydra/launcher=local', 'hydra.launcher.slots=1')
    expect(many.code, many.stderr).toBe(0)
    expect(events().filter((line) => line.startsWith('job end completed'))).toHaveLength(2)
    expect(events().at(-1)).toBe('multirun end')
  })

  test('that fail are told, and change nothing', () => {
    const { code, stderr } = app('+hydra.callbacks.noter.breaks=true', 'hydra.run.dir=out')
    expect(code).toBe(0)
    expect(stderr).toMatch(/warning: hydra.callbacks.noter: noter.js:17:28 .* in on_job_start threw: a callback broke/)
    expect(events()).toContain('job end completed object out')
  })

  test('with wrong parameters are refused before anything is written', () => {
    const { code, stderr } = app('+hydra.callbacks.noter.fil=a', 'hydra.run.dir=out')
    expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean 'file'")])
    expect(project.has('out')).toBe(false)
  })
})

test.each([['basic'], ['local']])("hydra.job.env_set and chdir act in an app's jobs by the %s launcher", (launcher) => {
  const set = ['+hydra.job.env_set.MINE=yes', 'hydra.job.chdir=true']
  const { code, stderr } = app('-m', `hydra/launcher=${launcher}`, 'x=1,2', 'hydra.sweep.dir=mr', ...set)
  expect(code, stderr).toBe(0)
  const done = project
    .read('mr/ledger.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'done')
  expect(done.map(({ value }) => value.variable)).toEqual(['yes', 'yes'])
  expect(done.map(({ value }) => value.cwd.split('/').at(-1)).sort()).toEqual(['0', '1'])
})
