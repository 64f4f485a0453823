import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'
import { SlurmCluster } from '../helpers/slurm.js'
import { jobApp } from './job-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href

/** A sweep of a test that fails would run on beside the next. */
function endedWith(child: ChildProcess): void {
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
}

describe.skipIf(!SlurmCluster.isThere() && !required('slurm'))('hydra/launcher=slurm', () => {
  let cluster: SlurmCluster
  let app: Project
  beforeAll(async () => {
    cluster = await SlurmCluster.start()
  })
  afterAll(() => cluster.remove())
  beforeEach(() => {
    app = new Project().write('app.mjs', jobApp(library)).write('conf/config.yaml', 'x: 0\nsteps: 1\ntwo: false\n')
    expect(app.node(['app.mjs', '-m', 'x=range(4)', 'hydra.sweep.dir=basic'], { STARTS: 'basic.txt' }).code).toBe(0)
  })
  afterEach(() => app.remove())

  const SLURM = ['-m', 'hydra/launcher=slurm', 'hydra.launcher.poll=0.2', 'hydra.sweep.dir=mr', 'x=range(4)']
  const sweep = (...args: string[]) => app.node(['app.mjs', ...SLURM, ...args], cluster.env)

  test('gives the results of jobs in one process, from tasks of one array', () => {
    const before = cluster.tasks().length
    const { code, stderr } = sweep()
    expect(code, stderr).toBe(0)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
    expect(app.read('mr/3/.hydra/config.yaml')).toBe(app.read('basic/3/.hydra/config.yaml'))
    expect(cluster.tasks().length - before).toBe(4)
    const ids = new Set(app.read('mr/ledger.jsonl').match(/slurm-\d+/g))
    expect(ids.size).toBe(1)
  })

  test('has each job in its own directory and environment, where the config says so', () => {
    const { code, stderr } = sweep('x=1,2', 'hydra.job.chdir=true', '+hydra.job.env_set.STARTS="own-${x}.txt"')
    expect(code, stderr).toBe(0)
    expect(app.files('mr').filter((file) => file.includes('own'))).toEqual(['mr/0/own-1.txt', 'mr/1/own-2.txt'])
  })

  test('tells of a job that failed, and goes by the keys of submitit', () => {
    app.write('break', '')
    const keys = ['hydra/launcher=submitit_slurm', 'hydra.launcher.timeout_min=5', 'hydra.launcher.array_parallelism=4']
    const { code, stderr } = app.node(['app.mjs', '-m', ...keys, 'hydra.sweep.dir=mr', 'x=1'], cluster.env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/app\.mjs:\d+:\d+ {2}the task of 'app' threw: it broke\n/)
  })

  test('does a single run', () => {
    const args = ['hydra/launcher=slurm', 'hydra.launcher.poll=0.2', 'hydra.run.dir=out', 'x=3']
    const { code, stdout, stderr } = app.node(['app.mjs', ...args], cluster.env)
    expect(code, stderr).toBe(0)
    expect(stdout).toBe('')
    expect(app.read('out/.hydra/config.yaml')).toContain('x: 3\n')
  })

  test('says what sbatch has against the job', () => {
    const { code, stderr } = sweep('hydra.launcher.partition=none')
    expect(code).toBe(1)
    expect(stderr).toMatch(/sbatch refuses the job: (?!sbatch:).*; /)
    expect(stderr).not.toMatch(/\\n|error: /)
    expect(stderr).toContain('invalid partition specified: none')
    const [, ...way] = /with the cluster's own partition by 'node (app\.mjs) (.*)'$/m.exec(stderr) ?? []
    expect(way.join(' ')).toBe('app.mjs resume --add hydra.launcher.partition=null mr')
    const again = app.node(way.join(' ').split(' '), cluster.env)
    expect(again.code, again.stderr).toBe(0)
  })

  test('hands no further job to a cluster that refuses them, and none has failed by that', () => {
    const { code, stderr } = sweep('++hydra.launcher.options.constraint=fast', 'hydra.launcher.slots=1')
    expect(code).toBe(1)
    expect(stderr.match(/sbatch refuses the job/g)).toHaveLength(1)
    expect(stderr).toContain('the sweep ended after 0 of 4 jobs\n')
    expect(app.read('mr/ledger.jsonl')).not.toContain('failed')
    const [, way = ''] = /with any node by 'node (.*)'$/m.exec(stderr) ?? []
    expect(way).toBe('app.mjs resume --add ++hydra.launcher.options.constraint=false mr')
    const again = app.node(way.split(' '), cluster.env)
    expect(again.code, again.stderr).toBe(0)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
  })

  test('says with what a task has ended before the program began, and where its log is', () => {
    const { code, stderr } = sweep('x=1', 'hydra.launcher.setup=["echo no such module","exit 3"]')
    expect(code).toBe(1)
    const told = /task \d+_0 of Slurm ended before its job began: FAILED, exit code 3; its log: (mr\/\S+?\.log)/gm
    const logs = new Set(Array.from(stderr.matchAll(told), ([, log = '']) => log))
    // Another node may have had what the first one lacked.
    expect(logs.size).toBe(2)
    for (const log of logs) expect(app.read(log)).toBe('no such module\n')
    expect(stderr).toContain('the lines of hydra.launcher.setup run before it: echo no such module; exit 3\n')
  })

  test('says why no task begins where the cluster has not what each needs', async () => {
    const args = ['app.mjs', ...SLURM, 'x=1,2', 'hydra.launcher.cpus=64']
    const env = { ...process.env, ...cluster.env }
    const child = spawn(process.execPath, args, { cwd: app.dir, env, stdio: ['ignore', 'ignore', 'pipe'] })
    endedWith(child)
    const gone = once(child, 'close')
    let told = ''
    child.stderr.on('data', (data) => {
      told += data
    })
    await vi.waitFor(() => expect(told).toMatch(/^Slurm keeps task \d+_0 waiting: \w+\n/m), { timeout: 60_000 })
    child.kill('SIGINT')
    expect(await gone).toEqual([130, null])
    expect(told.match(/waiting: /g)).toHaveLength(1)
  })

  test('a task that somebody else has told to end goes on in another one, which is no retry', async () => {
    app.write('wait', '')
    const env = { ...process.env, ...cluster.env }
    const args = ['app.mjs', ...SLURM, 'x=1', 'hydra.launcher.retries=0']
    const child = spawn(process.execPath, args, { cwd: app.dir, env, stdio: ['ignore', 'ignore', 'pipe'] })
    endedWith(child)
    const gone = once(child, 'close')
    let told = ''
    child.stderr.on('data', (data) => {
      told += data
    })
    await vi.waitFor(() => expect(app.read('starts.txt')).toContain('1 '), { timeout: 60_000 })
    await vi.waitFor(() => expect(app.read('mr/ledger.jsonl')).toContain('slurm-'), { timeout: 60_000 })
    const [, task = ''] = /slurm-(\d+_0)/.exec(app.read('mr/ledger.jsonl')) ?? []
    spawnSync('scancel', ['--batch', '--signal=TERM', task], { env })
    await vi.waitFor(() => expect(told).toContain(`#0: task ${task} of Slurm was told to end; it is run again\n`), {
      timeout: 60_000,
    })
    app.node(['-e', 'fs.rmSync("wait")'])
    expect(await gone, told).toEqual([0, null])
  })

  test('says why the cluster keeps tasks waiting, once, and goes on when it does', async () => {
    cluster.drain()
    const child = spawn(process.execPath, ['app.mjs', ...SLURM], {
      ...{ cwd: app.dir, env: { ...process.env, ...cluster.env }, stdio: ['ignore', 'ignore', 'pipe'] as const },
    })
    endedWith(child)
    const gone = once(child, 'exit')
    let told = ''
    child.stderr?.on('data', (data) => {
      told += data
    })
    while (!told.includes('waiting: ')) await setTimeout(50)
    cluster.restore()
    expect(await gone).toEqual([0, null])
    expect(told.match(/Slurm keeps task \d+_\d waiting: .*DRAINED/g)).toHaveLength(1)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
  })

  test('a task that Ctrl-C took out of the queue was never begun, and is not called interrupted', async () => {
    cluster.drain()
    const env = { ...process.env, ...cluster.env }
    const child = spawn(process.execPath, ['app.mjs', ...SLURM], { cwd: app.dir, env, stdio: 'pipe' })
    const gone = once(child, 'close')
    let told = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (told += data))
    while (!told.includes('waiting: ')) await setTimeout(50)
    child.kill('SIGINT')
    expect(await gone, told).toEqual([130, null])
    cluster.restore()
    expect(told).toContain("interrupted after 0 of 4 jobs, 4 left; go on with it by 'node app.mjs resume mr'")
    expect(told).not.toMatch(/4 interrupted|#\d.* {2}interrupted|was cancelled/)
    expect(app.read('mr/ledger.jsonl')).not.toContain('interrupted')
    const { code, stderr } = app.node(['app.mjs', 'resume', 'mr'], cluster.env)
    expect(code, stderr).toBe(0)
  })

  test('a task that somebody else has cancelled has failed, and is not started again by itself', async () => {
    app.write('wait', '')
    const env = { ...process.env, ...cluster.env }
    const args = ['app.mjs', ...SLURM, 'x=1,2']
    const child = spawn(process.execPath, args, { cwd: app.dir, env, stdio: ['ignore', 'ignore', 'pipe'] })
    endedWith(child)
    const gone = once(child, 'close')
    let told = ''
    child.stderr.on('data', (data) => {
      told += data
    })
    while (!app.has('starts.txt') || app.read('starts.txt').split('\n').length < 3) await setTimeout(50)
    while ((app.read('mr/ledger.jsonl').match(/slurm-\d+/g) ?? []).length < 2) await setTimeout(50)
    const [array] = app.read('mr/ledger.jsonl').match(/(?<=slurm-)\d+/) as RegExpMatchArray
    spawnSync('scancel', [`${array}_0`], { env })
    await vi.waitFor(() => expect(told).toContain(`task ${array}_0 of Slurm was cancelled\n`), { timeout: 60_000 })
    app.node(['-e', 'fs.rmSync("wait")'])
    expect(await gone, told).toEqual([1, null])
    expect(app.read('starts.txt').trim().split('\n')).toHaveLength(2)
    const { code, stderr } = app.node(['app.mjs', 'resume', 'mr'], cluster.env)
    expect(code, stderr).toBe(0)
  })

  describe('at the second signal', () => {
    /** Two tasks run, and the sweep gets both signals before it has looked at the first. @returns how it has ended */
    const endedTwice = async (meanwhile = async () => {}) => {
      app.write('wait', '')
      const args = ['app.mjs', ...SLURM, 'hydra.launcher.poll=2', 'x=1,2']
      const env = { ...process.env, ...cluster.env }
      const child = spawn(process.execPath, args, { cwd: app.dir, env, stdio: ['ignore', 'ignore', 'pipe'] })
      endedWith(child)
      const gone = once(child, 'close')
      let told = ''
      child.stderr.on('data', (data) => {
        told += data
      })
      while (!app.has('starts.txt') || app.read('starts.txt').split('\n').length < 3) await setTimeout(50)
      while ((app.read('mr/ledger.jsonl').match(/slurm-\d+/g) ?? []).length < 2) await setTimeout(50)
      await meanwhile()
      child.kill('SIGINT')
      child.kill('SIGTERM')
      const [code] = await gone
      expect(code, told).toBe(130)
      const [array] = app.read('mr/ledger.jsonl').match(/(?<=slurm-)\d+/) as RegExpMatchArray
      return { told, array }
    }
    const states = (array: string) =>
      cluster.tasks().flatMap((line) => (line.startsWith(`${array}_`) ? [line.split(' ')[1]] : []))

    test('ends the tasks, too', async () => {
      const { array } = await endedTwice()
      await vi.waitFor(() => expect(states(array)).toEqual(['CANCELLED', 'CANCELLED']), { timeout: 60_000 })
      app.node(['-e', 'fs.rmSync("wait")'])
      const { code, stderr } = app.node(['app.mjs', 'resume', 'mr'], cluster.env)
      expect(code, stderr).toBe(0)
    })

    test('tells what ends the tasks where the cluster does not answer', async () => {
      const { told, array } = await endedTwice(async () => {
        await cluster.saved()
        await cluster.killController()
      })
      await cluster.up()
      expect(states(array)).toEqual(['RUNNING', 'RUNNING'])
      const [, command = ''] = /^2 tasks of Slurm may run on; to end them: (scancel .*)$/m.exec(told) ?? []
      spawnSync('sh', ['-c', command], { env: { ...process.env, ...cluster.env } })
      await vi.waitFor(() => expect(states(array)).toEqual(['CANCELLED', 'CANCELLED']), { timeout: 60_000 })
    })
  })

  test('runs no job twice where the sweep and the controller of the cluster are killed', async () => {
    app.write('wait', '')
    const child = spawn(process.execPath, ['app.mjs', ...SLURM], {
      ...{ cwd: app.dir, env: { ...process.env, ...cluster.env }, stdio: 'ignore' },
    })
    endedWith(child)
    const gone = once(child, 'exit')
    while (!app.has('starts.txt')) await setTimeout(50)
    child.kill('SIGKILL')
    await gone
    await cluster.saved()
    await cluster.killController()
    await cluster.up()
    app.node(['-e', 'fs.rmSync("wait")'])
    const { code, stderr } = app.node(['app.mjs', 'resume', 'mr'], cluster.env)
    expect(code, stderr).toBe(0)
    expect(app.read('mr/ledger.jsonl')).not.toContain('"attempt":2')
    expect(stderr).not.toContain('(attempt 2)')
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
    expect(
      app
        .read('starts.txt')
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(['0', '1', '2', '3'])
  })
})
