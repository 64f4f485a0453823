import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tagOf } from '../../src/rundir/process-owner.js'
import { hasReached } from '../helpers/checkpoints.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const library = new URL('../../dist/index.js', import.meta.url).href

/** Notes each start in a file; waits where it is told to; fails where a file says so. */
const APP = `
import { appendFileSync, existsSync } from 'node:fs'
import { main } from ${JSON.stringify(library)}
await main(
  async (config, { signal, report }) => {
    const x = config.get('x')
    appendFileSync('starts.txt', x + '\\n')
    console.error('running ' + x)
    report({ half: x / 2 })
    while (existsSync('wait') && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5))
    if (signal.aborted) throw new (await import(${JSON.stringify(library)})).Interrupted('stopped at ' + x)
    if (existsSync('break') && x === 2) throw new Error('it broke')
    return x * config.get('factor')
  },
  { configDir: 'conf', configName: 'config' },
)
`

const canMount = (() => {
  const { dir } = new Project()
  const { status } = spawnSync('mount', ['--bind', dir, dir])
  if (status === 0) spawnSync('umount', [dir])
  rmSync(dir, { recursive: true, force: true })
  return status === 0
})()

let app: Project
beforeEach(() => {
  app = new Project().write('app.mjs', APP).write('conf/config.yaml', 'x: 0\nfactor: 10\n')
})
afterEach(() => app.remove())

const sweep = (...args: string[]) => app.node(['app.mjs', '-m', 'hydra.sweep.dir=mr', ...args])
const resume = (...args: string[]) => app.node(['app.mjs', 'resume', 'mr', ...args])
const starts = () => app.read('starts.txt').trim().split('\n')
const ledger = () =>
  app
    .read('mr/ledger.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const events = () => ledger().map(({ event, num }) => (num === undefined ? event : `${event} ${num}`))

describe('a disk that takes no more', () => {
  test('ends a sweep with what was done, and says how it goes on', () => {
    const all = 'x=range(0,40)'
    const limited = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, 'app.mjs', '-m', 'hydra.sweep.dir=mr', all]
    const { status, stderr } = spawnSync('bash', limited, { cwd: app.dir, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^the sweep ended after \d+ of 40 jobs\n/m)
    const fault = "a file is larger than the limit allows: the sweep in 'mr' cannot be written\n"
    expect(stderr).toContain(`${fault}raise the limit (ulimit -f), then go on: node app.mjs resume mr\n`)
    expect(resume().code).toBe(0)
    expect(app.read('mr/results.csv').match(/,done,/g)).toHaveLength(40)
  })

  test.runIf(canMount)('refuses to go on, and shows what is left', () => {
    app.write('break', '')
    expect(sweep('x=1,2').code).toBe(1)
    const dir = join(app.dir, 'mr')
    spawnSync('mount', ['--bind', dir, dir])
    spawnSync('mount', ['-o', 'remount,bind,ro', dir])
    try {
      const { code, stderr } = resume()
      expect(stderr).toMatch(
        /^the file system is read-only \(.*\): the sweep in 'mr' cannot be written\nmake it writable/,
      )
      expect(code).toBe(1)
      // Nothing is written where jobs are only shown.
      expect(resume('--dry-run').stdout).toBe('#1: x=2\n1 job left: nothing was run\n')
    } finally {
      spawnSync('umount', [dir])
    }
  })
})

describe('the directory of a sweep', () => {
  test('holds its definition, its configs, what happened, and a table of results', () => {
    expect(sweep('x=1,2').code).toBe(0)
    expect(app.files('mr').filter((file) => !file.includes('/.hydra/') && !file.endsWith('.log'))).toEqual([
      'mr/ledger.jsonl',
      'mr/multirun.yaml',
      'mr/optuna.journal',
      'mr/results.csv',
      'mr/sweep.yaml',
    ])
    expect(events()).toEqual([
      ...['defined', 'proposed 0', 'proposed 1'],
      ...['started 0', 'reported 0', 'done 0', 'started 1', 'reported 1', 'done 1'],
    ])
    const [, , , started] = ledger()
    expect(started).toMatchObject({ attempt: 1, host: expect.any(String), pid: expect.any(Number) })
    expect(Date.parse(started.time)).toBeGreaterThan(0)
    expect(app.read('mr/results.csv')).toBe('job,status,x,value,dir\n0,done,1,10,0\n1,done,2,20,1\n')
    expect(app.read('mr/sweep.yaml')).toContain('config.yaml: |\n        x: 0\n        factor: 10\n')
  })

  test('holds one sweep: a second one is told how the first goes on', () => {
    expect(sweep('x=1,2').code).toBe(0)
    const { code, stderr } = sweep('x=3')
    expect(code).toBe(2)
    expect(stderr).toContain("'mr' already holds a sweep")
    const into = sweep('x=3', 'hydra.sweep.dir=mr/0')
    expect([into.code, into.stderr]).toEqual([2, expect.stringContaining("'mr/0' already holds a run")])
    expect(stderr).toContain("go on with it by 'node app.mjs resume mr'")
    expect(starts()).toEqual(['1', '2'])
  })

  test('is not made by --dry-run, which shows the jobs', () => {
    const { code, stdout } = sweep('x=1,2', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toBe('#0: x=1\n#1: x=2\n2 jobs valid: nothing was run\n')
    expect(app.has('mr')).toBe(false)
  })

  test('keeps no secret: what names one refers to the environment', () => {
    const env = { MY_TOKEN: 'abcdefgh' }
    app.write('conf/config.yaml', 'x: 0\nfactor: 10\ntoken: none\n')
    expect(app.node(['app.mjs', '-m', 'x=1,2', 'token=abcdefgh', 'hydra.sweep.dir=mr'], env).code).toBe(0)
    for (const file of app.files('mr')) expect(app.read(file), file).not.toContain('abcdefgh')
    expect(app.read('mr/sweep.yaml')).toContain('token=${oc.env:MY_TOKEN}')
  })
})

describe('a sweep that goes on', () => {
  test('runs what failed, and nothing that was done', () => {
    app.write('break', '')
    const { code, stderr } = sweep('x=1,2,3')
    expect(code).toBe(1)
    expect(stderr).toMatch(/it broke\n#1: x=2 failed; its log: mr\/1\/app\.log\n/)
    expect(stderr).toContain("run it again by 'node app.mjs resume mr'\n")
    expect(app.read('mr/results.csv')).toContain('1,failed,2,,1\n')
    app.node(['-e', 'fs.rmSync("break")'])
    expect(resume().code).toBe(0)
    expect(starts()).toEqual(['1', '2', '3', '2'])
    expect(app.read('mr/results.csv')).toContain('1,done,2,20,1\n')
    const { code: again, stdout } = resume()
    expect([again, stdout]).toEqual([0, "the sweep in 'mr' is done: nothing is left to do\n"])
    expect(starts()).toHaveLength(4)
  })

  test('after a kill runs the job that was running again, in its own directory', async () => {
    app.write('wait', '')
    await app.interruptNode('running 2', 'SIGKILL', 'app.mjs', '-m', 'x=2,3', 'hydra.sweep.dir=mr')
    app.node(['-e', 'fs.rmSync("wait")'])
    expect(resume().code).toBe(0)
    expect(starts()).toEqual(['2', '2', '3'])
    expect(app.read('mr/results.csv')).toBe('job,status,x,value,dir\n0,done,2,20,0\n1,done,3,30,1\n')
    expect(app.files('mr').filter((file) => file.endsWith('.log'))).toEqual(['mr/0/app.log', 'mr/1/app.log'])
    expect(ledger().filter(({ event, num }) => event === 'started' && num === 0)).toMatchObject([
      { attempt: 1 },
      { attempt: 2 },
    ])
  })

  test('of training runs: Ctrl-C says once how to go on, and which job stopped where', async () => {
    const args = ['-m', 'trainer.max_epochs=500', 'seed=1,2', 'hydra.sweep.dir=mr']
    const { code, stderr } = await app.interrupt('#0: ', 'SIGINT', 'experiment=permuted_digits', ...args)
    expect(code).toBe(130)
    expect(stderr.match(/go on with it/g)).toHaveLength(1)
    expect(stderr).toMatch(/^#0: .*seed=1 {2}interrupted after step \d+\ninterrupted after 0 of 2 jobs, 2 left; go on/m)
    const { stderr: again } = await app.interrupt('#0: ', 'SIGINT', 'resume', 'mr')
    expect(again.match(/go on with it/g)).toHaveLength(1)
  })

  test('ends no process that the ledger names and that does no jobs, whoever wrote that', async () => {
    app.write('wait', '')
    await app.interruptNode('running 2', 'SIGKILL', 'app.mjs', '-m', 'x=2,3', 'hydra.sweep.dir=mr')
    app.node(['-e', 'fs.rmSync("wait")'])
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    try {
      await once(bystander, 'spawn')
      const lines = ledger().map((line) => ({
        ...line,
        ...(line.worker && { worker: tagOf(bystander.pid as number) }),
      }))
      app.write('mr/ledger.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      expect(resume().code).toBe(0)
      await setTimeout(50)
      expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null])
    } finally {
      bystander.kill('SIGKILL')
    }
  })

  test('after Ctrl-C, which says what is left and how to go on', async () => {
    app.write('wait', '')
    const args = ['app.mjs', '-m', 'x=1,2,3', 'hydra.sweep.dir=mr']
    const { code, stderr } = await app.interruptNode('running 1', 'SIGINT', ...args)
    expect(code).toBe(130)
    expect(stderr).toContain("interrupted after 0 of 3 jobs, 3 left; go on with it by 'node app.mjs resume mr'\n")
    app.node(['-e', 'fs.rmSync("wait")'])
    expect(resume().code).toBe(0)
    expect(starts()).toEqual(['1', '1', '2', '3'])
  })

  test('is refused where a job lies elsewhere, whoever wrote the ledger, and nothing there is touched', () => {
    expect(sweep('x=1,2').code).toBe(0)
    const lines = app.read('mr/ledger.jsonl').split('\n').slice(0, -2)
    app.write('mine/run.json', '{}').write('mine/precious/text', 'mine')
    const elsewhere = join(app.dir, 'mine')
    const given = ['../mine', elsewhere, '.']
    for (const dir of given) {
      app.write('mr/ledger.jsonl', `${lines.join('\n').replace('"dir":"1"', `"dir":${JSON.stringify(dir)}`)}\n`)
      const { code, stderr } = resume()
      expect(code).toBe(2)
      expect(stderr).toContain("a job of the sweep in 'mr' lies elsewhere, in '")
      expect(stderr).toContain('only where it was started does it write elsewhere')
    }
    app.node(['-e', `fs.symlinkSync(${JSON.stringify(elsewhere)}, 'mr/link')`])
    app.write('mr/ledger.jsonl', `${lines.join('\n').replace('"dir":"1"', '"dir":"link/precious"')}\n`)
    expect(resume().code).toBe(2)
    expect(app.files('mine')).toEqual(['mine/precious/text', 'mine/run.json'])
    expect(starts()).toEqual(['1', '2'])
  })

  test('with a line of the ledger that is half written', () => {
    expect(sweep('x=1,2').code).toBe(0)
    const text = app.read('mr/ledger.jsonl')
    app.write('mr/ledger.jsonl', text.slice(0, -20))
    expect(resume().code).toBe(0)
    expect(starts()).toEqual(['1', '2', '2'])
    expect(ledger().at(-1)).toMatchObject({ event: 'done', num: 1 })
  })

  test('by --dry-run counts what a process has left as done, and leaves it there', () => {
    expect(sweep('x=1,2').code).toBe(0)
    const lines = app.read('mr/ledger.jsonl').trimEnd().split('\n').slice(0, -1)
    const outcome = { outputDir: join(app.dir, 'mr/1'), summary: '', metrics: {} }
    app.write('mr/ledger.jsonl', `${lines.join('\n')}\n`)
    expect(resume('--dry-run').stdout).toBe('#1: x=2\n1 job left: nothing was run\n')
    app.write('mr/.jobs/1.json', JSON.stringify({ status: 'done', outcome }))
    expect(resume('--dry-run').stdout).toContain('nothing is left to do')
    expect([app.has('mr/.jobs/1.json'), ledger()]).toEqual([true, expect.objectContaining({ length: lines.length })])
  })

  test('is refused where a file of it was emptied, or is gone, and begins nothing anew', () => {
    expect(sweep('x=1,2').code).toBe(0)
    const [ledger, definition] = [app.read('mr/ledger.jsonl'), app.read('mr/sweep.yaml')]
    const refusal = () => resume().stderr.split('\n')[0]
    rmSync(join(app.dir, 'mr/results.csv'))
    app.write('mr/ledger.jsonl', '')
    expect(refusal()).toBe("'mr/ledger.jsonl' is empty")
    // Jobs lie as deep as `hydra.sweep.subdir` says.
    for (const num of [0, 1])
      app.write(`mr/a/${num}.txt`, '').node(['-e', `fs.rmSync('mr/${num}', { recursive: true })`])
    expect(refusal()).toBe("'mr/ledger.jsonl' is empty")
    rmSync(join(app.dir, 'mr/ledger.jsonl'))
    expect(refusal()).toBe("'mr/ledger.jsonl' is gone")
    // Nobody is sent to what refuses.
    expect(sweep('x=1,2').stderr).toContain('choose another hydra.sweep.dir')
    expect(sweep('x=1,2').stderr).not.toContain('go on with it')
    app.write('mr/sweep.yaml', '\n')
    expect(refusal()).toBe("'mr/sweep.yaml' is empty")
    app.write('mr/ledger.jsonl', ledger).write('mr/sweep.yaml', definition)
    expect(resume().stdout).toContain('nothing is left to do')
    expect(starts()).toEqual(['1', '2'])
  })

  test('uses the configs as they were, and says which have changed', () => {
    app.write('break', '')
    expect(sweep('x=1,2').code).toBe(1)
    app.write('conf/config.yaml', 'x: 0\nfactor: 100\n').node(['-e', 'fs.rmSync("break")'])
    const { code, stderr } = resume()
    expect(code).toBe(0)
    expect(stderr).toContain('changed since the sweep began, and not used: conf/config.yaml\n')
    expect(app.read('mr/results.csv')).toContain('1,done,2,20,1\n')
  })

  test('is refused where its definition was changed, and the change is shown', () => {
    app.write('break', '')
    expect(sweep('x=1,2').code).toBe(1)
    app.write('mr/sweep.yaml', app.read('mr/sweep.yaml').replace('x=1,2', 'x=1,2,3'))
    const { code, stderr } = resume()
    expect(code).toBe(2)
    expect(stderr).toContain('overrides: hydra.sweep.dir=mr x=1,2 → hydra.sweep.dir=mr x=1,2,3')
    app.write('mr/sweep.yaml', app.read('mr/sweep.yaml').replace('x=1,2,3', 'x=1,2').replace('factor: 10', 'factor: 1'))
    expect(resume().stderr).toContain('conf/config.yaml: changed')
    expect(starts()).toEqual(['1', '2'])
  })

  test('with more jobs by --add, each once', () => {
    expect(sweep('x=1,2', 'factor=1').code).toBe(0)
    expect(resume('--add', 'x=range(2,5)').code).toBe(0)
    expect(starts()).toEqual(['1', '2', '3', '4'])
    expect(resume('--add', 'factor=2,1').code).toBe(0)
    expect(app.read('mr/results.csv')).toBe(
      [
        ...['job,status,x,factor,value,dir', '0,done,1,1,1,0', '1,done,2,1,2,1', '2,done,3,1,3,2', '3,done,4,1,4,3'],
        // What was added before counts as well.
        ...['4,done,1,2,2,4', '5,done,2,2,4,5', '6,done,3,2,6,6', '7,done,4,2,8,7', ''],
      ].join('\n'),
    )
    expect(resume().stdout).toContain('nothing is left to do')
  })

  test('of an app is no matter of ls and reproduce, which say where its results are, and how it goes on', () => {
    expect(sweep('x=1,2').code).toBe(0)
    const polyhead = (...args: string[]) => app.node([bin, ...args])
    const is = "'mr' is a sweep of the app 'app', whose jobs are no runs of polyhead's\n"
    const listed = polyhead('ls', 'mr')
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining(is)])
    expect(listed.stdout).toContain("it goes on by 'node app.mjs resume mr'\n")
    const again = polyhead('reproduce', 'mr')
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(`^${is} .*results.csv.* report mr'.*\n$`)])
    expect(polyhead('ls', 'mr', '--json').stdout).toBe('[]\n')
    expect(polyhead('report', 'mr').code).toBe(0)
    app.node(['-e', "fs.renameSync('app.mjs', 'gone.mjs')"])
    expect(polyhead('ls', 'mr').stdout).toContain("it goes on by 'resume mr' of the app\n")
    // An app may train.
    app.write('mr/0/run.json', JSON.stringify(runRecord()))
    expect(polyhead('ls', 'mr').stdout).toMatch(/^run .*\n.*0 /)
    app.write('mr/ledger.jsonl', '')
    const emptied = polyhead('report', 'mr')
    expect([emptied.code, emptied.stderr]).toEqual([2, expect.stringContaining("'mr/ledger.jsonl' is empty\n")])
  })

  test('elsewhere by --add is refused, and how jobs are run is said of no jobs that --add gives', () => {
    expect(sweep('x=1').code).toBe(0)
    const { code, stderr } = resume('--add', 'hydra.sweep.dir=other', '--add', 'x=2,3')
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^--add {2}hydra\.sweep\.dir is where the sweep began/)])
    expect([stderr.match(/where the sweep began/g), app.has('other')]).toEqual([['where the sweep began'], false])
    expect(resume('--add', 'hydra.sweeper.max_failures=null', '--add', 'x=2').code).toBe(0)
    expect(resume('--add', 'x=3').stderr).toContain('--add gives 1 new job: x=3\n')
    const rest = resume('--add', 'x=4', '--dry-run', '--json')
    expect(JSON.parse(rest.stdout)).toEqual({ status: 'left', total: 1, jobs: [{ job: 3, overrides: ['x=4'] }] })
  })

  test('is not warned by --add of what a part before that was warned of', () => {
    const own = [
      'hydra/sweeper=median',
      'hydra.sweeper.n_trials=2',
      'hydra.sweeper.n_warmup_trials=3',
      'x=interval(0,1)',
    ]
    expect(sweep(...own).stderr).toContain('2 are wanted: none will be\n')
    const { code, stderr } = resume('--add', 'hydra.sweeper.n_trials=5', '--dry-run')
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('none will be')])
  })

  test('with a filter by --add is typed as by -m, without quotes', () => {
    expect(sweep('x=range(2)', 'hydra.sweeper.filter=x > 0').code).toBe(0)
    const { code, stderr } = resume('--add', 'x=range(6)', '--add', 'hydra.sweeper.filter=x > 3')
    expect([code, stderr]).toEqual([0, expect.stringContaining('--add gives 2 new jobs: ')])
    expect(starts()).toEqual(['1', '4', '5'])
    expect(resume().stdout).toContain('nothing is left to do')
  })

  test('with a search by --add that what the jobs gave means nothing to is refused, and nothing is written', () => {
    app.write('app.mjs', APP.replace("return x * config.get('factor')", 'return { loss: x, half: x / 2 }'))
    expect(sweep('x=1,2').code).toBe(0)
    const before = app.read('mr/ledger.jsonl')
    const search = ['--add', 'hydra/sweeper=tpe', '--add', 'hydra.sweeper.n_trials=4']
    for (const way of [['--dry-run', ...search], search]) {
      const { code, stderr } = resume(...way)
      expect([code, stderr]).toEqual([2, expect.stringContaining('job #0 gave no single number: it gave loss, half')])
      expect(app.read('mr/ledger.jsonl')).toBe(before)
    }
    expect(resume().stdout).toContain('nothing is left to do')
    const named = resume(...search, '--add', 'hydra.sweeper.metric=loss')
    expect(named.code, named.stderr).toBe(0)
    expect(ledger().filter(({ event }) => event === 'done')).toHaveLength(4)
  })

  test('with more jobs by --add first asks each launcher that has jobs left, and writes nothing', () => {
    expect(sweep('x=1').code).toBe(0)
    const nowhere = ['hydra/launcher=redis', 'hydra.launcher.url=redis://127.0.0.1:9', 'x=3']
    const about = { time: new Date().toISOString(), host: 'here', pid: 1 }
    const ledger = `${app.read('mr/ledger.jsonl')}${JSON.stringify({ ...about, event: 'added', overrides: nowhere })}\n`
    app.write('mr/ledger.jsonl', ledger)
    const { code, stderr } = resume('--add', 'hydra/launcher=basic', '--add', 'x=4')
    expect(stderr).toContain('there is no Redis at redis://127.0.0.1:9')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^command line .*\n {2}\| hydra\.launcher\.url=redis/m)
    expect(app.read('mr/ledger.jsonl')).toBe(ledger)
  })

  test('with more jobs by another launcher, without what the sweep has set of its own', () => {
    expect(sweep('hydra/launcher=local', 'hydra.launcher.slots=1', 'x=1').code).toBe(0)
    const { code, stderr } = resume('--add', 'hydra/launcher=basic', '--add', 'x=2')
    expect(code, stderr).toBe(0)
    expect(starts()).toEqual(['1', '2'])
    const same = resume('--add', 'x=2', '--add', 'hydra/launcher=basic')
    expect([same.code, same.stderr]).toEqual([
      0,
      expect.stringContaining('--add gives no new job: the sweep has them all'),
    ])
  })

  test('with more jobs by the launcher that it has already, with what was set of it', () => {
    app.write('conf/config.yaml', 'defaults: [{override hydra/launcher: local}, _self_]\nx: 0\nfactor: 10\n')
    expect(sweep('hydra.launcher.slots=1', 'x=1').code).toBe(0)
    const { code, stderr } = resume('--add', 'hydra/launcher=local', '--add', 'x=2')
    expect(code, stderr).toBe(0)
    expect(app.read('mr/1/.hydra/hydra.yaml')).toMatch(/^ +slots: 1$/m)
  })

  test('with more jobs twice, by the launcher and with the settings that were said last', () => {
    expect(sweep('x=1').code).toBe(0)
    const slots = (num: number) => /^ +slots: (\d+)$/m.exec(app.read(`mr/${num}/.hydra/hydra.yaml`))?.[1]
    const add = (...texts: string[]) => {
      const { code, stderr } = resume(...texts.flatMap((text) => ['--add', text]))
      expect(code, stderr).toBe(0)
    }
    add('hydra/launcher=local', 'hydra.launcher.slots=3', 'x=2')
    add('x=3')
    add('hydra/launcher=local', 'x=4')
    expect([1, 2, 3].map(slots)).toEqual(['3', '3', '3'])
    add('hydra/launcher=basic', 'x=5')
    add('x=6')
    add('hydra/launcher=local', 'hydra.launcher.slots=2', 'x=7')
    expect([4, 5, 6].map(slots)).toEqual([undefined, undefined, '2'])
    expect(starts()).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  })

  test('of a search that was interrupted counts the trials that were asked for', async () => {
    app.write('wait', '')
    const args = ['app.mjs', '-m', 'hydra/sweeper=tpe', 'hydra.sweeper.n_trials=4', 'x=interval(0,1)']
    for (const sweeper of [args, [...args, 'hydra/sweeper=optuna', 'hydra.sweep.dir=other']]) {
      const { stderr } = await app.interruptNode('running 0', 'SIGINT', ...sweeper)
      expect(stderr).toContain('interrupted after 0 of 4 jobs, 4 left; go on')
    }
  })

  test('of a search that has had its trials is told what gives it more', () => {
    expect(sweep('hydra/sweeper=tpe', 'hydra.sweeper.n_trials=2', 'x=interval(0,1)').code).toBe(0)
    const { code, stdout, stderr } = resume('--add', 'x=interval(0,2)')
    expect([code, stdout], stderr).toEqual([0, expect.stringContaining('nothing is left to do')])
    const way = /--add gives no new job: the search has had its 2 trials; --add (\S+) gives it as many again\n/.exec(
      stderr,
    )?.[1]
    expect(way, stderr).toBe('hydra.sweeper.n_trials=4')
    expect(resume('--add', way as string).code).toBe(0)
    expect(starts()).toHaveLength(4)
  })

  test('of a search that is given fewer trials than it has jobs is told what gives it more, and what it keeps', () => {
    expect(sweep('hydra/sweeper=tpe', 'hydra.sweeper.n_trials=3', 'x=interval(0,1)').code).toBe(0)
    const { code, stderr } = resume('--add', 'hydra.sweeper.n_trials=2')
    expect(code, stderr).toBe(0)
    const had = 'the search has had its 2 trials, and the sweep has 3 jobs'
    expect(stderr).toContain(`--add gives no new job: ${had}; --add hydra.sweeper.n_trials=6 gives it more\n`)
    expect(stderr).toContain('the sweep goes on by what was added: hydra.sweeper.n_trials=2\n')
    expect(resume('--add', 'hydra.sweeper.n_trials=6').code).toBe(0)
    expect(starts()).toHaveLength(6)
  })

  test('of a search at random says what is added, which is drawn as was said last alone', () => {
    const random = ['hydra/sweeper=random', 'hydra.sweeper.n_trials=2', 'x=interval(0,1)']
    expect(sweep(...random).code).toBe(0)
    const range = 'x=interval(5,6)'
    const first = resume('--add', range)
    expect(first.stderr).toContain(`--add gives 2 new jobs: ${range}\n`)
    expect(first.stderr.indexOf('--add gives')).toBeLessThan(first.stderr.indexOf('running 5'))
    const more = ['--add', range, '--add', 'hydra.sweeper.n_trials=3']
    expect(resume(...more).stderr).toContain(`--add gives 1 new job: ${range} hydra.sweeper.n_trials=3\n`)
    const seeded = resume('--add', 'hydra.sweeper.seed=5')
    const said = `${range} hydra.sweeper.n_trials=3 hydra.sweeper.seed=5`
    expect(seeded.stderr).toContain(`--add gives 3 new jobs: ${said}\n`)
    expect(starts().map((x) => Number(x) > 5)).toEqual([false, false, ...Array(6).fill(true)])
    expect(resume('--add', 'hydra/launcher=local').stderr).not.toContain('running')
    expect(resume().stdout).toContain('nothing is left to do')
  })

  test('with more jobs of several parts says how many each has; --dry-run shows them and writes nothing', () => {
    expect(sweep('x=1,2', 'factor=1').code).toBe(0)
    app.write('break', '')
    expect(resume('--add', 'x=2,3', '--add', 'factor=2').code).toBe(1)
    rmSync(join(app.dir, 'break'))
    const before = app.read('mr/ledger.jsonl')
    const dry = resume('--dry-run', '--add', 'factor=3')
    expect(dry.stderr).toContain('--add gives 3 new jobs: 2 by factor=3, 1 by x=2,3 factor=3\n')
    expect(dry.stdout.split('\n')).toEqual([
      ...['#2: x=2 factor=2', '#4: x=1 factor=3', '#5: x=2 factor=3', '#6: x=3 factor=3'],
      ...['4 jobs left: nothing was run', ''],
    ])
    expect([dry.code, app.read('mr/ledger.jsonl'), starts()]).toEqual([0, before, ['1', '2', '2', '3']])
  })

  test('of a search by --dry-run says how many it draws', () => {
    expect(sweep('hydra/sweeper=tpe', 'hydra.sweeper.n_trials=2', 'x=interval(0,1)').code).toBe(0)
    const dry = resume('--dry-run', '--add', 'hydra.sweeper.n_trials=5')
    expect(dry.stderr).toContain('--add gives 3 new jobs: hydra.sweeper.n_trials=5\n3 jobs of the search to be drawn\n')
    expect([dry.code, dry.stdout, starts().length]).toEqual([0, 'nothing was run\n', 2])
    const none = resume('--dry-run')
    expect([none.code, none.stdout]).toEqual([0, expect.stringContaining('nothing is left to do')])
  })

  test('with another metric is refused without its direction, where one was said of the metric before', () => {
    const direction = 'hydra.sweeper.direction=maximize'
    const metric = 'hydra.sweeper.metric=value'
    expect(sweep('hydra/sweeper=tpe', 'hydra.sweeper.n_trials=2', 'x=interval(0,1)', direction, metric).code).toBe(0)
    const before = app.read('mr/ledger.jsonl')
    const other = ['--add', 'hydra.sweeper.metric=half', '--add', 'hydra.sweeper.n_trials=3']
    const { code, stderr } = resume(...other)
    expect([code, app.read('mr/ledger.jsonl')], stderr).toEqual([2, before])
    expect(stderr).toContain("hydra.sweeper.metric is now 'half', and hydra.sweeper.direction=maximize was said of")
    const [, way] = /say which it is: (--add \S+)/.exec(stderr) as unknown as [string, string]
    expect(resume(...other, ...way.split(' ')).stderr).toMatch(/best #\d: x=[\d.]+ {2}half /)
    expect(starts()).toHaveLength(3)
  })

  test('is told apart from what is none', () => {
    const { code, stderr } = app.node(['app.mjs', 'resume', 'conf'])
    expect(code).toBe(2)
    expect(stderr).toContain("'conf' is not a sweep's directory: it has no sweep.yaml")
  })
})

describe('jobs that fail', () => {
  test('are named with --json where a launcher runs them side by side', () => {
    app.write('break', '')
    const { code, stderr } = sweep('--json', 'hydra/launcher=local', 'x=1,2')
    expect(code).toBe(1)
    expect(stderr).toMatch(/#1\b.*x=2.* failed/)
  })

  test('are in the last line of --json, with what the others gave', () => {
    const told = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    app.write('break', '')
    const { code, stdout } = sweep('--json', 'x=1,2')
    expect([code, told(stdout).at(-1)]).toEqual([
      1,
      {
        ...{ status: 'failed', output_dir: `${app.dir}/mr`, total: 2, left: 1 },
        jobs: [
          { job: 0, overrides: ['x=1'], status: 'done', metrics: { value: expect.any(Number) } },
          { job: 1, overrides: ['x=2'], status: 'failed' },
        ],
      },
    ])
  })

  test('that fail again do not keep the others from running, nor their launcher, where --add says so', () => {
    app.write('break', '')
    expect(sweep('x=2,3,4', 'hydra.sweeper.max_failures=1').code).toBe(1)
    expect(resume().code).toBe(1)
    const { stderr } = resume()
    expect(starts()).toEqual(['2', '2', '2'])
    const way = /past those that fail again by 'node app.mjs (.*)'\n/.exec(stderr)?.[1]
    expect(app.node(['app.mjs', ...(way as string).split(' ')]).code).toBe(1)
    expect(starts()).toEqual(['2', '2', '2', '2', '3', '4'])
    app.node(['-e', 'fs.rmSync("break")'])
    expect(resume('--add', 'hydra/launcher=local', '--add', 'hydra.launcher.slots=1').code).toBe(0)
    expect(app.read('mr/results.csv').match(/,done,/g)).toHaveLength(3)
    expect(app.read('mr/0/.hydra/hydra.yaml')).toMatch(/^ +slots: 1$/m)
  })

  test('end the sweep with --fail-fast, or after max_failures', () => {
    app.write('break', '')
    const fast = sweep('x=1,2,3', '--fail-fast')
    expect(fast.code).toBe(1)
    expect(fast.stderr).toContain('2 jobs left after too many had failed')
    expect(starts()).toEqual(['1', '2'])
    const most = ['app.mjs', '-m', 'x=2,3', 'hydra.sweep.dir=other', 'hydra.sweeper.max_failures=1']
    expect(app.node(most).code).toBe(1)
    expect(starts()).toEqual(['1', '2', '2'])
  })
})

describe('a sweep of training runs', () => {
  let project: Project
  beforeEach(() => {
    project = new Project('resume-project')
  })
  afterEach(() => project.remove())

  test('goes on with a run that was interrupted from its checkpoint, to the same weights', async () => {
    const args = ['-m', 'seed=1,2']
    const whole = project.polyhead(...args, 'hydra.sweep.dir=whole')
    expect(whole.code, whole.stderr).toBe(0)
    const child = spawn(process.execPath, [bin, ...args, 'hydra.sweep.dir=cut'], { cwd: project.dir })
    const ended = once(child, 'close')
    while (!hasReached(join(project.dir, 'cut/0'), 4) && child.exitCode === null) await setTimeout(5)
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(130)
    const { code, stderr } = project.polyhead('resume', 'cut')
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/^#0: going on after step \d+$/m)
    const weights = (dir: string) => readFileSync(join(project.dir, dir, 'checkpoints/final/model.safetensors'))
    for (const job of ['0', '1']) expect(weights(`cut/${job}`).equals(weights(`whole/${job}`))).toBe(true)
    expect(project.read('cut/results.csv')).toBe(project.read('whole/results.csv'))
    expect(existsSync(join(project.dir, 'cut/.jobs'))).toBe(false)
  })
})

describe('a sweep whose jobs lie elsewhere than in its directory', () => {
  const home = () => ({ XDG_CONFIG_HOME: join(app.dir, 'home') })
  const start = () => {
    app.write('break', '')
    const args = ['app.mjs', '-m', 'x=1,2', 'hydra.sweep.dir=runs/x-${x}', 'hydra.sweep.subdir=job']
    const first = app.node(args, home())
    expect(first.code, first.stderr).toBe(1)
    app.node(['-e', 'fs.rmSync("break")'])
  }

  test('goes on where it was started', () => {
    start()
    const again = app.node(['app.mjs', 'resume', 'runs/x-0'], home())
    expect(again.code, again.stderr).toBe(0)
    expect(starts()).toEqual(['1', '2', '2'])
    expect(app.files('runs').filter((file) => file.endsWith('overrides.yaml'))).toEqual([
      'runs/x-1/job/.hydra/overrides.yaml',
      'runs/x-2/job/.hydra/overrides.yaml',
    ])
  })

  test('does not where somebody else has started it', () => {
    start()
    const again = app.node(['app.mjs', 'resume', 'runs/x-0'], { XDG_CONFIG_HOME: join(app.dir, 'stranger') })
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('lies elsewhere')])
    expect(starts()).toEqual(['1', '2'])
  })
})
