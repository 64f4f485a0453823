import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { searchApp } from './search-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href

let app: Project
beforeEach(() => {
  app = new Project()
    .write('app.mjs', searchApp(library))
    .write('conf/config.yaml', 'x: 0\nstart: 1\n')
    .write('conf/hydra/sweeper/descent.yaml', '_target_: mine.Descent\nstart: ${start}\n')
    .write('conf/hydra/sweeper/in_turn.yaml', '_target_: mine.InTurn\n')
    .write('conf/hydra/launcher/pair.yaml', '_target_: mine.Pair\n')
})
afterEach(() => app.remove())

const sweep = (...args: string[]) => app.node(['app.mjs', '-m', 'hydra.sweep.dir=mr', ...args])
const events = () => app.read('events.txt').trim().split('\n')

describe('a sweeper of an app', () => {
  test('is told what each job came to, and asked for the next', () => {
    const { code, stdout, stderr } = sweep('hydra/sweeper=descent')
    expect(code, stderr).toBe(0)
    expect(events().filter((line) => !line.startsWith('run'))).toEqual([
      'plan ',
      'tell 0 done 4',
      'tell 1 done 36',
      'tell 2 done 0',
      'tell 3 done 4',
    ])
    expect(stdout).toContain('4 jobs in mr\n#0: x=5  ')
    expect(stderr).toContain('best 0 at x=3\n')
  })

  test('need not hand on what was typed with one value: each job has it', () => {
    const { code, stderr } = sweep('hydra/sweeper=descent', '+z=5', '+hydra.sweeper.trials=2', 'x=100')
    expect(code, stderr).toBe(0)
    expect(app.read('mr/0/.hydra/overrides.yaml')).toBe('- +z=5\n- x=5\n')
    expect(app.read('mr/results.csv')).toMatch(/^job,status,.*z.*\n0,done,/)
    const again = app.node(['app.mjs', 'resume', 'mr'])
    expect([again.code, again.stdout], again.stderr).toEqual([0, expect.stringContaining('nothing is left to do')])
  })

  test('is told of where it makes nothing of what is swept', () => {
    const args = ['hydra/sweeper=descent', '+hydra.sweeper.trials=2', 'x=100,200', '+z=1,2']
    for (const also of [['--dry-run'], ['+p=zip(x=choice(1),q=choice(2))']]) {
      const { code, stderr } = sweep(...args, ...also)
      expect(code, stderr).toBe(0)
      expect(stderr.match(/'.*' is not swept/g)).toEqual(["'+z=1,2' is not swept"])
      expect(stderr).toContain('  | +z=1,2\n')
    }
  })

  test('hears of a job that failed, and goes on', () => {
    const { code } = sweep('hydra/sweeper=descent', 'hydra.sweeper.start=-5', '+hydra.sweeper.trials=2')
    expect(code).toBe(1)
    expect(events().filter((line) => line.startsWith('tell'))).toEqual([
      'tell 0 failed undefined',
      'tell 1 failed undefined',
    ])
  })

  test('is checked by its own schema', () => {
    const { code, stderr } = sweep('hydra/sweeper=descent', '+hydra.sweeper.trails=2')
    expect(code).toBe(2)
    expect(stderr).toContain("hydra.sweeper.trails is not a key of hydra/sweeper 'descent'")
    expect(stderr).toContain("did you mean 'trials'?")
    expect(app.has('mr')).toBe(false)
  })

  test('has what it wants validated before it starts', () => {
    app.write('conf/config.yaml', 'start: 1\n')
    const { code, stderr } = sweep('hydra/sweeper=descent')
    expect(code).toBe(2)
    expect(stderr).toContain("hydra.sweeper  there is no key 'x'")
    expect(app.has('mr')).toBe(false)
  })
})

describe('a launcher of an app', () => {
  test('gets documents, has the jobs run in this process one after the other, and is closed', () => {
    const { code, stderr } = sweep('hydra/launcher=pair', 'x=1,2,3')
    expect(code, stderr).toBe(0)
    // The third is launched when the first is done, whether or not the second has begun by then.
    expect(events().filter((event) => event.startsWith('launch'))).toEqual([
      'launch {"num":0,"overrides":["x=1"]}',
      'launch {"num":1,"overrides":["x=2"]}',
      'launch {"num":2,"overrides":["x=3"]}',
    ])
    expect(events().filter((event) => !event.startsWith('launch'))).toEqual([
      'warm 2 true true',
      'run x=1 id=pair-0',
      'run x=2 id=pair-1',
      'run x=3 id=pair-2',
      'close',
    ])
    const again = app.node(['app.mjs', 'resume', 'mr'])
    expect([again.code, events().slice(-2)], again.stderr).toEqual([0, ['close', 'close']])
  })

  test('starts its processes where a sweep goes on, too: for what is left, or added', () => {
    const warm = () => events().filter((event) => event.startsWith('warm'))
    expect(sweep('hydra/launcher=pair', 'x=-1,2,3').code).toBe(1)
    expect(warm()).toEqual(['warm 2 true true'])
    expect(app.node(['app.mjs', 'resume', 'mr']).code).toBe(1)
    expect(warm().slice(1)).toEqual(['warm 1 true true'])
    expect(app.node(['app.mjs', 'resume', 'mr', '--add', 'x=2,3,4,5']).code).toBe(1)
    expect(warm().slice(2)).toEqual(['warm 1 true true'])
    const refused = app.node(['app.mjs', 'resume', 'mr', '--add', 'x=6,7', '--add', 'hydra.sweep.subdir=../${x}'])
    expect([refused.code, warm().slice(3), events().at(-1)], refused.stderr).toEqual([2, ['warm 1 true true'], 'close'])
  })

  test('starts no more than ever run at the same time', () => {
    expect(sweep('hydra/launcher=pair', 'hydra/sweeper=in_turn').code).toBe(0)
    expect(events().filter((event) => event.startsWith('warm'))).toEqual(['warm 1 true true'])
  })

  test.each([
    ['starts nothing where no job is valid', ['x=1,2', 'hydra.sweep.subdir=../${x}'], 2, ['close']],
    ['where another job is not', ['x=1,"../a",3', 'hydra.sweep.subdir=${x}'], 2, ['warm 2 true true', 'close']],
    ['where none is to run', ['x=1,2', '--dry-run'], 0, ['close']],
  ])('is closed: %s', (_, args, exit, expected) => {
    const { code, stderr } = sweep('hydra/launcher=pair', ...args)
    expect([code, events()], stderr).toEqual([exit, expected])
    expect(app.has('mr')).toBe(false)
  })
})

describe('what is no sweeper or launcher here', () => {
  test.each([
    ['hydra.sweeper._target_=polyhead.sweepers.BasicSweper', "did you mean 'polyhead.sweepers.BasicSweeper'?"],
    ['hydra.launcher._target_=mine.Pear', "did you mean 'mine.Pair'?"],
    ['hydra.launcher._target_=mine.Descent', "must be a launcher, but 'mine.Descent' is hydra/sweeper 'descent'"],
    ['+hydra.launcher.n_jobs=2', "hydra.launcher.n_jobs is not a key of hydra/launcher 'basic'"],
    ['hydra.sweeper.max_batch_size=0', 'must be an integer ≥ 1 or null, but is 0'],
    ['~hydra/sweeper', 'hydra.sweeper names no component, and a sweep needs one'],
  ])('%s is refused', (override, message) => {
    const { code, stderr } = sweep('x=1,2', override)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(app.files().some((file) => file.startsWith('mr'))).toBe(false)
  })

  test.each(['basic', 'local', 'pair'])('a key of another launcher in a file is refused: by %s', (name) => {
    const config = `defaults: [{override hydra/launcher: ${name}}, _self_]\nx: 0\nstart: 1\n`
    app.write('conf/config.yaml', `${config}hydra: {launcher: {url: 'redis://127.0.0.1:1'}}\n`)
    const { code, stderr } = sweep('x=1,2')
    expect(stderr).toMatch(/^conf\/config.yaml:4:20 {2}hydra\.launcher\.url.* (has no key 'url'|is not a key of )/m)
    expect(code).toBe(2)
    expect(app.has('mr')).toBe(false)
  })

  test.each(['hydra._internal.core_plugins.basic_sweeper.BasicSweeper', 'polyhead.sweepers.BasicSweeper'])(
    '%s is the basic one',
    (name) => expect(sweep('x=1,2', `hydra.sweeper._target_=${name}`).code).toBe(0),
  )

  test('is not looked at in a single run, as in Hydra', () => {
    expect(app.node(['app.mjs', 'hydra.sweeper._target_=other.Sweeper', 'hydra.run.dir=out']).code).toBe(0)
  })
})
