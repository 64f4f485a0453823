import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { getEventListeners, once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { JobDocument } from '../../src/sweep/job-document.js'
import type { LaunchHost } from '../../src/sweep/launchers/launcher.js'
import { RedisLauncher } from '../../src/sweep/launchers/redis-launcher.js'
import { Interrupted } from '../../src/util/interrupted.js'
import { Project } from '../helpers/project.js'
import { RedisServer } from '../helpers/redis.js'
import { required } from '../helpers/required.js'
import { jobApp } from './job-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href

describe.skipIf(!RedisServer.isThere() && !required('redis'))('hydra/launcher=redis', () => {
  let redis: RedisServer
  let app: Project
  /** Whatever a test has started, and may not have ended. */
  let started: ChildProcess[] = []
  beforeAll(async () => {
    redis = await RedisServer.start()
  })
  afterAll(() => redis.remove())
  beforeEach(() => {
    app = new Project().write('app.mjs', jobApp(library)).write('conf/config.yaml', 'x: 0\nsteps: 1\ntwo: false\n')
    expect(app.node(['app.mjs', '-m', 'x=range(6)', 'hydra.sweep.dir=basic'], { STARTS: 'basic.txt' }).code).toBe(0)
  })
  afterEach(async () => {
    for (const child of started) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
      child.kill('SIGKILL')
      await ended
    }
    started = []
    app.remove()
  })

  const worker = (...more: string[]) => {
    const args = ['app.mjs', 'worker', '--redis', redis.url, '--slots', '2', '--quiet', ...more]
    const child = spawn(process.execPath, args, { cwd: app.dir, stdio: 'ignore' })
    started.push(child)
    return child
  }
  const sweepArgs = (...more: string[]) => [
    ...['app.mjs', '-m', 'hydra/launcher=redis', `hydra.launcher.url=${redis.url}`, 'hydra.sweep.dir=mr', 'x=range(6)'],
    ...more,
  ]
  const finish = async (args: string[]) => {
    const child = spawn(process.execPath, args, { cwd: app.dir, stdio: ['ignore', 'ignore', 'pipe'] })
    started.push(child)
    let stderr = ''
    child.stderr.on('data', (data) => {
      stderr += data
    })
    const [code] = await once(child, 'close')
    return { code, stderr }
  }

  test.each(['shared', 'upload'])('gives the results of jobs in one process; files are %s', async (results) => {
    worker()
    const { code, stderr } = await finish(sweepArgs(`hydra.launcher.results=${results}`))
    expect(code, stderr).toBe(0)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
    const files = (dir: string) => app.files(dir).map((file) => file.slice(dir.length))
    expect(files('mr')).toEqual(files('basic'))
    expect(app.read('mr/3/.hydra/config.yaml')).toBe(app.read('basic/3/.hydra/config.yaml'))
  })

  test('counts each job once where a worker, Redis and the sweep itself are killed', async () => {
    const first = worker()
    const args = sweepArgs('+pause=true')
    app.write('wait', '')
    const child = spawn(process.execPath, args, { cwd: app.dir, stdio: 'ignore' })
    started.push(child)
    const gone = once(child, 'exit')
    while (!app.has('starts.txt')) await setTimeout(20)
    first.kill('SIGKILL')
    await redis.kill()
    child.kill('SIGKILL')
    await gone
    await redis.up()
    app.node(['-e', 'fs.rmSync("wait")'])
    worker()
    const { code, stderr } = await finish(['app.mjs', 'resume', 'mr'])
    expect(code, stderr).toBe(0)
    const done = app.read('mr/ledger.jsonl').match(/"event":"done","num":\d+/g) ?? []
    expect(done.sort()).toEqual([0, 1, 2, 3, 4, 5].map((num) => `"event":"done","num":${num}`))
    expect(app.read('mr/results.csv').replaceAll(',True', '').replace(',pause', '')).toBe(app.read('basic/results.csv'))
  })

  test('takes at once what jobs came to, and reported, while the sweep itself was gone', async () => {
    app.write('wait', '')
    worker()
    const args = sweepArgs('x=range(2)', 'steps=3')
    const child = spawn(process.execPath, args, { cwd: app.dir, stdio: 'ignore' })
    started.push(child)
    const gone = once(child, 'exit')
    const lines = () => app.read('mr/ledger.jsonl').trim().split('\n')
    await vi.waitFor(() => expect(lines().filter((line) => line.includes('"started"'))).toHaveLength(2), 60_000)
    child.kill('SIGKILL')
    await gone
    app.node(['-e', 'fs.rmSync("wait")'])
    // Each job waits for the answer to its first report.
    await vi.waitFor(() => {
      const count =
        'for _, key in ipairs(redis.call("keys", "polyhead:*:reports")) do return redis.call("llen", key) end'
      expect(spawnSync('redis-cli', ['-u', redis.url, 'eval', count, '0'], { encoding: 'utf8' }).stdout).toBe('2\n')
    }, 60_000)
    const begun = performance.now()
    const { code, stderr } = await finish(['app.mjs', 'resume', 'mr'])
    expect(performance.now() - begun).toBeLessThan(20_000)
    expect([code, stderr]).toEqual([0, expect.stringContaining('#0: x=0 (goes on)\n')])
    const events = lines().map((line) => JSON.parse(line))
    const of = (event: string) => events.filter((line) => line.event === event && line.num === 1)
    expect(of('started')).toMatchObject([{ attempt: 1 }])
    expect(of('reported').map(({ step }) => step)).toEqual([0, 1, 2])
    expect(of('done')).toHaveLength(1)
  })

  test('a job that has ended when its sweep finds it not worth going on was not ended early', async () => {
    worker('--queue', 'late')
    const search = ['hydra/sweeper=asha', 'hydra.sweeper.metric=loss', 'hydra.sweeper.direction=maximize']
    // Where files are shared, what a job came to is found beside them, before anything is asked of Redis.
    const launched = ['hydra.launcher.queue=late', 'hydra.launcher.results=upload']
    const own = [...search, ...launched, 'hydra.sweeper.n_trials=1', 'x=interval(0,10)', 'steps=3']
    const args = sweepArgs().filter((arg) => !arg.startsWith('x='))
    expect((await finish([...args, ...own])).code).toBe(0)
    app.write('wait', '')
    const child = spawn(process.execPath, ['app.mjs', 'resume', 'mr', '--add', 'hydra.sweeper.n_trials=2'], {
      ...{ cwd: app.dir, stdio: 'ignore' },
    })
    started.push(child)
    const gone = once(child, 'exit')
    const events = () =>
      app
        .read('mr/ledger.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .filter(({ num }) => num === 1)
    await vi.waitFor(() => expect(events().at(-1)?.event).toBe('started'), 60_000)
    child.kill('SIGKILL')
    await gone
    app.node(['-e', 'fs.rmSync("wait")'])
    await vi.waitFor(() => {
      const ended = ['-u', redis.url, 'zcard', 'polyhead-jobs:late:completed']
      expect(spawnSync('redis-cli', ended, { encoding: 'utf8' }).stdout).toBe('2\n')
    }, 60_000)
    expect((await finish(['app.mjs', 'resume', 'mr'])).code).toBe(0)
    expect(events().map(({ event, step }) => step ?? event)).toEqual(['proposed', 'started', 0, 1, 2, 'done'])
  })

  test('ends by one Ctrl-C where Redis has gone for good, and goes on when it is back', async () => {
    app.write('wait', '')
    worker()
    const child = spawn(process.execPath, sweepArgs(), { cwd: app.dir, stdio: ['ignore', 'ignore', 'pipe'] })
    started.push(child)
    let told = ''
    child.stderr.on('data', (data) => {
      told += data
    })
    const gone = once(child, 'close')
    while (!app.has('starts.txt')) await setTimeout(20)
    await redis.kill()
    child.kill('SIGINT')
    const [code] = await gone
    await redis.up()
    expect([code, told]).toEqual([
      130,
      expect.stringMatching(/Redis is away.*\ninterrupted after 0 of 6 jobs, 6 left; go on/),
    ])
    app.node(['-e', 'fs.rmSync("wait")'])
    const { code: after, stderr } = await finish(['app.mjs', 'resume', 'mr'])
    expect(after, stderr).toBe(0)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
  })

  test('says once what starts a worker where none listens, and goes on with it', async () => {
    const child = spawn(process.execPath, sweepArgs('hydra.launcher.queue=own'), { cwd: app.dir })
    started.push(child)
    const gone = once(child, 'close')
    let told = ''
    child.stderr.on('data', (data) => {
      told += data
    })
    const missing = /^no worker listens to the queue 'own'; on any machine, start one: node (.*)$/gm
    await vi.waitFor(() => expect(told).toMatch(missing), { timeout: 60_000 })
    const [words] = Array.from(told.matchAll(missing), ([, typed]) => typed as string) as [string]
    expect(words).toBe(`app.mjs worker --redis ${redis.url} --queue own`)
    started.push(spawn(process.execPath, words.split(' '), { cwd: app.dir, stdio: 'ignore' }))
    expect(await gone, told).toEqual([0, null])
    expect(told.match(missing)).toHaveLength(1)
    expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
  })

  describe('at the first signal', () => {
    /** A worker whose words are heard. @returns what it has said and its code, once it has ended */
    const heard = (queue: string) => {
      const args = ['app.mjs', 'worker', '--redis', redis.url, '--queue', queue]
      const child = spawn(process.execPath, args, { cwd: app.dir, stdio: ['ignore', 'ignore', 'pipe'] })
      started.push(child)
      const said = { child, words: '', ended: once(child, 'close') }
      child.stderr.on('data', (data) => {
        said.words += data
      })
      return said
    }

    test('a worker ends at once where no job runs, also where Redis is away', async () => {
      const [idle, lonely] = [heard('idle'), heard('lonely')]
      await vi.waitFor(() => expect([idle.words, lonely.words].join().match(/waiting for jobs/g)).toHaveLength(2), {
        timeout: 60_000,
      })
      idle.child.kill('SIGTERM')
      expect(await idle.ended, idle.words).toEqual([0, null])
      expect(idle.words).toMatch(/waiting for jobs\nno job runs: the worker ends\n$/)
      await redis.kill()
      lonely.child.kill('SIGINT')
      const code = await lonely.ended
      await redis.up()
      expect(code, lonely.words).toEqual([0, null])
    })

    test('a worker ends once its job has, and another one goes on with that', async () => {
      app.write('wait', '')
      const busy = heard('busy')
      const args = sweepArgs('hydra.launcher.queue=busy', 'hydra.launcher.retries=0')
      const over = finish(args)
      while (!app.has('starts.txt')) await setTimeout(20)
      busy.child.kill('SIGTERM')
      expect(await busy.ended, busy.words).toEqual([0, null])
      expect(busy.words).toMatch(/^stopping 1 job after this step; once more to stop at once$/m)
      app.node(['-e', 'fs.rmSync("wait")'])
      heard('busy')
      const { code, stderr } = await over
      expect(code, stderr).toBe(0)
      expect(stderr).toContain('#0: its worker was told to end; it is run again\n')
      expect(app.read('mr/results.csv')).toBe(app.read('basic/results.csv'))
    })
  })

  describe('without a worker', () => {
    let launcher: RedisLauncher
    beforeEach(() => {
      launcher = new RedisLauncher({ url: redis.url, queue: 'none' })
    })
    afterEach(() => launcher.close())
    const document = { num: 0, output: '/nowhere', sweep: { dir: 'mr', named: 'mr' }, now: 'today', overrides: [] }
    const launch = (num: number, signal: AbortSignal) => {
      const host = { signal, program: { command: [], project: {} }, startedBy: () => {} } as unknown as LaunchHost
      return launcher.launch({ ...document, num } as unknown as JobDocument, host)
    }

    test('a Ctrl-C that comes before it is connected reaches the workers', async () => {
      await expect(launch(0, AbortSignal.abort())).rejects.toThrow(Interrupted)
      const keys = spawnSync('redis-cli', ['-u', redis.url, 'keys', 'polyhead:none:*:abort'], { encoding: 'utf8' })
      expect(keys.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^polyhead:none:\w+:abort$/)])
    })

    test.each([
      ['while it connects', 0],
      ['with a job', 1],
    ])('hears no Ctrl-C any more once it is closed, %s', async (_, heard) => {
      const { signal } = new AbortController()
      launch(0, signal).catch(() => {})
      await vi.waitFor(() => expect(getEventListeners(signal, 'abort').length).toBeGreaterThanOrEqual(heard))
      await launcher.close()
      expect(getEventListeners(signal, 'abort')).toEqual([])
    })

    test('keeps nothing of a job that has ended', async () => {
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc') as () => void
      const end = (num: number) => launch(num, AbortSignal.abort()).catch((error: object) => new WeakRef(error))
      const ended = [await end(0), await end(1)] as WeakRef<object>[]
      await vi.waitFor(
        () => {
          collect()
          expect(ended.map((outcome) => outcome.deref() === undefined)).toEqual([true, true])
        },
        { timeout: 10_000 },
      )
    })
  })

  test('does a single run', async () => {
    worker()
    const args = ['app.mjs', 'hydra/launcher=redis', `hydra.launcher.url=${redis.url}`, 'hydra.run.dir=out', 'x=5']
    const { code, stderr } = await finish(args)
    expect(code, stderr).toBe(0)
    expect(app.files('out')).toEqual([
      'out/.hydra/config.yaml',
      'out/.hydra/hydra.yaml',
      'out/.hydra/overrides.yaml',
      'out/app.log',
    ])
  })

  test('has each job in its own directory and environment, where the config says so', async () => {
    worker()
    const own = ['x=1,2', 'hydra.job.chdir=true', '+hydra.job.env_set.STARTS="own-${x}.txt"']
    const { code, stderr } = await finish(sweepArgs(...own))
    expect(code, stderr).toBe(0)
    expect(app.files('mr').filter((file) => file.includes('own'))).toEqual(['mr/0/own-1.txt', 'mr/1/own-2.txt'])
  })

  test('says once where no Redis is, before anything is written', async () => {
    const { code, stderr } = await finish(sweepArgs('hydra.launcher.url=redis://127.0.0.1:1'))
    expect([code, app.has('mr')], stderr).toEqual([2, false])
    expect(stderr.match(/there is no Redis at redis:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/g)).toHaveLength(1)
    expect(stderr).toMatch(/^command line .*\n {2}\| hydra\.launcher\.url=redis:\/\/127\.0\.0\.1:1\n/m)
    const lonely = await finish(['app.mjs', 'worker', '--redis', 'redis://127.0.0.1:1'])
    expect([lonely.code, lonely.stderr]).toEqual([2, expect.stringMatching(/^there is no Redis at /)])
    const plain = await finish(sweepArgs('hydra.launcher.url=localhost'))
    expect([plain.code, plain.stderr]).toEqual([
      2,
      expect.stringContaining("a string such as 'redis://127.0.0.1:6379'"),
    ])
  })
})
