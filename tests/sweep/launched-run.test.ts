import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { jobApp } from './job-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href
const LOCAL = 'hydra/launcher=local'

let project: Project
beforeEach(() => {
  project = new Project()
    .write('app.mjs', jobApp(library))
    .write('conf/config.yaml', 'x: 0\nsteps: 1\ntwo: false\nhydra: {run: {dir: out}}\n')
})
afterEach(() => project.remove())

const app = (...args: string[]) => project.node(['app.mjs', ...args])
const pids = () =>
  project
    .read('starts.txt')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[1])

describe('a launcher', () => {
  test('does a single run in a process of its own, which writes what any run writes', () => {
    const { code, stdout, stderr } = app('x=5', LOCAL)
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('x is 5\n')
    const launched = project.files('out')
    expect(app('x=5', 'hydra.run.dir=here').code).toBe(0)
    expect(launched.map((file) => file.replace('out/', ''))).toEqual(
      project.files('here').map((file) => file.replace('here/', '')),
    )
    expect(project.read('out/.hydra/config.yaml')).toBe(project.read('here/.hydra/config.yaml'))
    expect(project.read('out/.hydra/hydra.yaml')).toContain('mode: RUN\n')
    expect(new Set(pids()).size).toBe(2)
  })

  test('says before anything is written that what it needs is not there: for a sweep, too', () => {
    const nowhere = { PATH: project.dir }
    for (const args of [[], ['-m', 'x=1,2,3', 'hydra.sweep.dir=out']]) {
      const { code, stderr } = project.node(['app.mjs', 'hydra/launcher=slurm', ...args], nowhere)
      expect(code).toBe(2)
      expect(stderr).toMatch(/^command line .*\n {2}\| hydra\/launcher=slurm\n/m)
      expect(stderr.match(/needs the command sbatch, which is not here/g)).toHaveLength(1)
      expect(project.has('out')).toBe(false)
    }
  })

  test('runs it again where its process is lost', () => {
    project.write('die', '')
    const { code, stderr } = app('x=5', LOCAL)
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('its process was ended by SIGKILL; it is run again\n')
    expect(pids()).toHaveLength(2)
  })

  test('tells of one that fails, and refuses one that is wrong before anything is written', () => {
    const wrong = app('y=5', LOCAL)
    expect([wrong.code, project.has('out')]).toEqual([2, false])
    const launcher = app('x=5', LOCAL, 'hydra.launcher.slots=0')
    expect([launcher.code, project.has('out')]).toEqual([2, false])
    project.write('break', '')
    const { code, stderr } = app('x=5', LOCAL)
    expect([code, stderr]).toEqual([1, expect.stringContaining("the task of 'app' threw: it broke")])
  })

  test('of which a dry run says what is wrong', () => {
    expect(app('x=5', LOCAL, '--dry-run', 'hydra.launcher.slots=0').code).toBe(2)
    const { code, stderr } = app('x=5', 'hydra/launcher=slurm', '--dry-run', '+api_key=swordfish1')
    expect(stderr).toContain('api_key holds a secret in clear')
    expect([code, project.has('out')]).toEqual([2, false])
  })

  test("that is Hydra's own is for sweeps alone, as in Hydra", () => {
    const { code, stderr } = app('x=5', 'hydra/launcher=joblib')
    expect(code, stderr).toBe(0)
    expect(project.read('starts.txt')).toBe(`5 ${pids()[0]} \n`)
    expect(app('x=5', 'hydra/launcher=ray', 'hydra.run.dir=ray').code).toBe(0)
  })

  test('trains as this process does, bit for bit, and a directory that holds a run is left alone', () => {
    const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'seed=3']
    expect(project.polyhead(...short, 'hydra.run.dir=one').code).toBe(0)
    const { code, stdout, stderr } = project.polyhead(...short, LOCAL, 'hydra.run.dir=two', '--json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'done', output_dir: expect.stringMatching(/two$/) })
    expect(project.polyhead('diff', 'one', 'two').stdout).not.toContain('avg_acc')
    expect(project.files('two').map((file) => file.slice(4))).toEqual(project.files('one').map((file) => file.slice(4)))
    const again = project.polyhead(...short, LOCAL, 'hydra.run.dir=two')
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("'two' already holds a run")])
    expect(project.polyhead('reproduce', 'two').code).toBe(0)
  })
})
