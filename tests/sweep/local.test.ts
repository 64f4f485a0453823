import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { JobDocument } from '../../src/sweep/job-document.js'
import type { LaunchHost } from '../../src/sweep/launchers/launcher.js'
import { LocalLauncher } from '../../src/sweep/launchers/local-launcher.js'
import { WORKER_WORDS } from '../../src/sweep/launchers/worker-words.js'
import { Project } from '../helpers/project.js'
import { jobApp } from './job-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href

let app: Project
beforeEach(() => {
  app = new Project().write('app.mjs', jobApp(library)).write('conf/config.yaml', 'x: 0\nsteps: 1\ntwo: false\n')
})
afterEach(() => app.remove())

const LOCAL = ['-m', 'hydra/launcher=local', 'hydra.launcher.slots=2', 'hydra.sweep.dir=mr']
const sweep = (...args: string[]) => app.node(['app.mjs', ...LOCAL, ...args])
const starts = () =>
  app
    .read('starts.txt')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
const remove = (file: string) => app.node(['-e', `fs.rmSync(${JSON.stringify(file)})`])

describe('hydra/launcher=local', () => {
  test('gives the results of jobs in one process, from two that stay warm', () => {
    const local = sweep('x=range(8)')
    expect(local.code, local.stderr).toBe(0)
    expect(app.node(['app.mjs', '-m', 'x=range(8)', 'hydra.sweep.dir=basic']).code).toBe(0)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
    const files = (dir: string) => app.files(dir).map((file) => file.slice(dir.length))
    expect(files('mr')).toEqual(files('basic'))
    expect(app.read('mr/3/.hydra/config.yaml')).toBe(app.read('basic/3/.hydra/config.yaml'))
    const processes = new Set(
      starts()
        .slice(0, 8)
        .map(([, pid]) => pid),
    )
    expect(processes.size).toBe(2)
    expect(local.stdout).toContain('x is 7\n')
  })

  test('ends those jobs early that one process would', () => {
    const search = ['hydra/sweeper=asha', 'hydra.sweeper.n_trials=6', 'hydra.sweeper.metric=loss', 'steps=9']
    const own = [...search, 'x=interval(-8,8)']
    expect(sweep(...own, 'hydra.launcher.slots=1').code).toBe(0)
    expect(app.node(['app.mjs', '-m', ...own, 'hydra.sweep.dir=basic']).code).toBe(0)
    expect(app.read('mr/results.csv')).toContain(',pruned,')
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
  })

  test('gives each slot a GPU', () => {
    expect(sweep('x=range(6)', 'hydra.launcher.gpus=[4,5]').code).toBe(0)
    expect(new Set(starts().map(([, , gpu]) => gpu))).toEqual(new Set(['4', '5']))
  })

  test.each([
    ['its share of the cores', undefined, [], String(Math.max(1, Math.floor(availableParallelism() / 2)))],
    ['what the environment says', '3', [], '3'],
    ['what the config says', '3', ['hydra.launcher.threads=5'], '5'],
  ])('gives each slot threads: %s', (_, OMP_NUM_THREADS, keys, threads) => {
    // The tests themselves have one thread each, which must not be what is seen here.
    app.write('app.mjs', jobApp(library).replace('CUDA_VISIBLE_DEVICES', 'OMP_NUM_THREADS'))
    expect(app.node(['app.mjs', ...LOCAL, ...keys, 'x=1,2'], { OMP_NUM_THREADS }).code).toBe(0)
    expect(starts().map(([, , count]) => count)).toEqual([threads, threads])
  })

  test('has each job in its own directory and environment, where the config says so', () => {
    expect(sweep('x=1,2', 'hydra.job.chdir=true', '+hydra.job.env_set.STARTS="own-${x}.txt"').code).toBe(0)
    expect(app.files('mr').filter((file) => file.includes('own'))).toEqual(['mr/0/own-1.txt', 'mr/1/own-2.txt'])
  })

  test('runs a job again whose process was killed, and tells when that does not help', () => {
    app.write('die', '')
    const again = sweep('x=1,2')
    expect(again.code).toBe(0)
    expect(app.read('mr/ledger.jsonl')).toContain('"event":"lost"')
    expect(starts()).toHaveLength(3)
    const told = /^#(\d): its process was ended by SIGKILL; it is run again\n(?:.*\n)*#\1: x=\d \(attempt 2\)$/m
    expect(again.stderr).toMatch(told)
    app.write('die', '')
    const { code, stderr } = sweep('x=1', 'hydra.sweep.dir=other', 'hydra.launcher.retries=0')
    expect(code).toBe(1)
    expect(stderr).toContain('its process was ended by SIGKILL')
  })

  test('says what came of a job once, where both streams lead to the same place', () => {
    const script = `child_process.spawnSync(process.execPath, ${JSON.stringify(['app.mjs', ...LOCAL, 'x=1,2'])}, { stdio: [0, 1, 1] })`
    const shown = app.node(['-e', script])
    expect(shown.code, shown.stderr).toBe(0)
    expect(shown.stdout.match(/value 4/g)).toHaveLength(1)
    expect(shown.stdout).toMatch(/\n2 jobs in mr: 2 done\n$/)
    expect(sweep('x=1,2', 'hydra.sweep.dir=apart').stdout).toMatch(/2 jobs in apart\n#0: x=1 {2}apart\/0\n#1: x=2 {2}/)
  })

  test('numbers the reports of a job that is run again from the first', () => {
    const dies = "if (takes('die')) process.kill(process.pid, 'SIGKILL')"
    const reports = "=== 'prune') return"
    app.write('app.mjs', app.read('app.mjs').replace(dies, '').replace(reports, `${reports}\n${dies}`))
    app.write('die', '')
    expect(sweep('x=1', 'steps=3').code).toBe(0)
    const events = app.read('mr/ledger.jsonl').matchAll(/"event":"(lost)|"step":(\d)/g)
    expect(Array.from(events, ([, lost, step]) => lost ?? step)).toEqual(['0', 'lost', '0', '1', '2'])
  })

  test('ends a job that takes too long, or too much memory', () => {
    app.write('wait', '')
    const late = sweep('x=1', 'hydra.launcher.timeout=0.5')
    expect(late.code).toBe(1)
    expect(late.stderr).toContain('it took longer than hydra.launcher.timeout allows: 0.5 s')
    const longer = 'node app.mjs resume --add hydra.launcher.timeout=60 mr'
    expect(late.stderr).toContain(`run it again by 'node app.mjs resume mr'; with a higher limit by '${longer}'\n`)
    const large = sweep('x=1', 'hydra.sweep.dir=other', 'hydra.launcher.memory=1')
    expect(large.code).toBe(1)
    expect(large.stderr).toMatch(/it held \d+ MB, more than hydra\.launcher\.memory allows: 1 MB/)
    expect(large.stderr).toContain(
      "with a higher limit by 'node app.mjs resume --add hydra.launcher.memory=1024 other'",
    )
  })

  test('stops its processes by Ctrl-C, and goes on', async () => {
    app.write('wait', '')
    const { code, stderr } = await app.interruptNode('running', 'SIGINT', 'app.mjs', ...LOCAL, 'x=1,2,3')
    expect(code).toBe(130)
    expect(stderr).toContain("3 left; go on with it by 'node app.mjs resume mr'")
    remove('wait')
    expect(app.node(['app.mjs', 'resume', 'mr']).code).toBe(0)
    expect(app.read('mr/results.csv')).toBe('job,status,x,value,dir\n0,done,1,4,0\n1,done,2,1,1\n2,done,3,0,2\n')
  })

  test('leaves no process behind where the sweep itself is killed, and what was done is not done again', async () => {
    app.write('wait', '')
    await app.interruptNode('running', 'SIGKILL', 'app.mjs', ...LOCAL, 'x=1,2')
    remove('wait')
    const before = starts().length
    expect(app.node(['app.mjs', 'resume', 'mr']).code).toBe(0)
    // Who has inherited them may take a moment to notice that they have ended.
    for (const [, pid] of starts().slice(0, before))
      await vi.waitFor(() => expect(() => process.kill(Number(pid), 0)).toThrow(), { timeout: 60_000 })
    expect(app.read('mr/results.csv')).toBe('job,status,x,value,dir\n0,done,1,4,0\n1,done,2,1,1\n')
  })

  test('tells what is wrong with a job as the job itself would', () => {
    app.write('break', '')
    const { code, stderr } = sweep('x=1')
    expect(code).toBe(1)
    expect(stderr).toMatch(/app\.mjs:\d+:\d+ {2}the task of 'app' threw: it broke\n/)
    expect(stderr).not.toContain('This should not happen')
  })

  test('goes by the keys of Hydra’s joblib launcher, too', () => {
    const joblib = ['-m', 'hydra/launcher=joblib', 'hydra.launcher.n_jobs=2', 'hydra.sweep.dir=mr', 'x=1,2']
    expect(app.node(['app.mjs', ...joblib]).code).toBe(0)
    const wrong = app.node(['app.mjs', ...joblib, 'hydra.launcher.slots=2'])
    expect(wrong.code).toBe(2)
  })

  test('trains as one process does, bit for bit', () => {
    const project = new Project('resume-project')
    try {
      const args = ['-m', 'seed=1,2', 'trainer.max_epochs=1']
      expect(project.polyhead(...args, 'hydra.sweep.dir=one').code).toBe(0)
      const local = ['hydra/launcher=local', 'hydra.launcher.slots=2', 'hydra.sweep.dir=two']
      const { code, stderr, stdout } = project.polyhead(...args, ...local)
      expect(code, stderr).toBe(0)
      expect(stdout).toMatch(/#1: seed=2 {2}average test accuracy 0\.\d{4} {2}two\/1\n/)
      for (const file of ['results.csv', '0/metrics.csv', '1/checkpoints/final/model.safetensors']) {
        expect(project.read(`two/${file}`)).toBe(project.read(`one/${file}`))
      }
    } finally {
      project.remove()
    }
  })

  test('shows all that a job wrote, up to its end', () => {
    const many =
      "for (let i = 0; i < 500; i++) console.log(i + ' of ' + x + ' '.repeat(99)); process.stdout.write('end ' + x)"
    app.write('app.mjs', jobApp(library).replace("log.info('a line of the log')", many))
    const { code, stdout } = sweep('x=range(6)')
    expect(code).toBe(0)
    expect(stdout.match(/^.*\d+ of \d /gm)).toHaveLength(3000)
    expect(stdout.match(/end \d\n/g)).toHaveLength(6)
    expect(stdout).not.toContain('end of job')
  })

  test('a job that reports no numbers fails alone, here and in a process of its own', () => {
    const report = 'await report({ loss: (x - 3) ** 2 + 1 / (step + 1) })'
    app.write('app.mjs', jobApp(library).replace(report, `await report(x > 1 ? undefined : { loss: x })`))
    for (const launcher of ['basic', 'local']) {
      const parts = [`hydra/launcher=${launcher}`, `hydra.sweep.dir=${launcher}`, 'hydra.sweeper.max_failures=5']
      const { code, stderr } = app.node(['app.mjs', '-m', ...parts, 'x=1,2,1'])
      expect(code).toBe(1)
      expect(stderr).toContain('report takes an object of numbers, such as report({ loss: 0.1 })')
      expect(app.read(`${launcher}/results.csv`).match(/,done,/g)).toHaveLength(2)
    }
  })

  test('starts its processes while its jobs are validated: what they say then is shown', () => {
    const told = "appendFileSync('loaded.txt', process.pid + '\\n')\nconsole.log('loaded')\n"
    app.write(
      'app.mjs',
      app.read('app.mjs').replace(/^(?:import .*\n)+/m, (imports) => imports + told),
    )
    const { code, stdout } = sweep('x=range(3)')
    expect(code).toBe(0)
    expect(app.read('loaded.txt').trim().split('\n')).toHaveLength(3)
    expect(stdout.match(/^loaded$/gm)).toHaveLength(3)
  })

  describe('whose program would not end by itself', () => {
    beforeEach(() => {
      const holds = "if (process.argv[2] === 'job') setInterval(() => {}, 1000)\n"
      app.write(
        'app.mjs',
        app.read('app.mjs').replace(/^(?:import .*\n)+/m, (imports) => imports + holds),
      )
    })
    /** Ends what hangs, as no test could tell otherwise. */
    const ends = (...[file, ...args]: [string, ...string[]]) =>
      spawnSync(file, args, { cwd: app.dir, encoding: 'utf8', timeout: 60_000 })

    test('ends with a sweep that is refused after its processes were started', () => {
      const args = ['app.mjs', ...LOCAL, 'x=1,"../a"', 'hydra.sweep.subdir=${x}']
      const { status, stderr } = ends(process.execPath, ...args)
      expect(status, stderr).toBe(2)
      expect(app.files('mr')).toEqual([])
    })

    test('ends with a sweep that cannot be written', () => {
      const command = ['bash', '-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, 'app.mjs'] as const
      const { status, stderr } = ends(...command, ...LOCAL, 'x=range(0,300)')
      expect(status, stderr).toBe(1)
      expect(stderr).toContain("the sweep in 'mr' cannot be written\n")
    })

    test('ends where the sweep went while it was loaded', async () => {
      const late =
        'await new Promise((resolve) => process.connected ? process.once("disconnect", resolve) : resolve())\n'
      app.write(
        'app.mjs',
        app.read('app.mjs').replace(/^\/\/ Of two jobs/m, (text) => late + text),
      )
      const worker = fork(join(app.dir, 'app.mjs'), WORKER_WORDS, { cwd: app.dir })
      const exit = once(worker, 'exit')
      worker.disconnect()
      try {
        expect(await Promise.race([exit, setTimeout(60_000, 'runs still', { ref: false })])).toEqual([0, null])
      } finally {
        worker.kill('SIGKILL')
      }
    })
  })

  test('ends the processes that never had a job, whatever they are busy with', async () => {
    const busy = "require('fs').appendFileSync('pids.txt', process.pid + '\\n'); setInterval(() => {}, 1000)"
    const launcher = new LocalLauncher({ slots: 3 })
    launcher.warmUp({ command: [process.execPath, '-e', busy], cwd: app.dir }, 2)
    const pids = () => (app.has('pids.txt') ? app.read('pids.txt').trim().split('\n') : [])
    await vi.waitFor(() => expect(pids()).toHaveLength(2), { timeout: 60_000 })
    launcher.close()
    for (const pid of pids())
      await vi.waitFor(() => expect(() => process.kill(Number(pid), 0)).toThrow(), { timeout: 60_000 })
    expect(pids()).toHaveLength(2)
  })

  test('a sweeper that throws at a report ends that job, and its process', async () => {
    const answers = "process.on('message', ({ type }) => {"
    const worker = `${answers}
      if (type === 'job') process.send({ type: 'report', metrics: {} })
      if (type === 'answer') console.log('\\0end of job\\0')
      if (type === 'answer') console.error('\\0end of job\\0')
      if (type === 'answer') process.send({ type: 'done', outcome: { outputDir: '', summary: '', value: process.pid } })
    })`
    app.write('worker.mjs', worker)
    const launcher = new LocalLauncher({ slots: 1 })
    let calls = 0
    const host = {
      signal: new AbortController().signal,
      program: { command: [process.execPath, `${app.dir}/worker.mjs`], project: { cwd: app.dir } },
      startedBy: () => {},
      show: () => {},
      report: () => {
        if (calls++ === 0) throw new Error('no such metric')
        return 'continue'
      },
    } as unknown as LaunchHost
    const job = {} as JobDocument
    await expect(launcher.launch(job, host)).rejects.toThrow('no such metric')
    expect((await launcher.launch(job, host)).value).toEqual(expect.any(Number))
    launcher.close()
  })
})
