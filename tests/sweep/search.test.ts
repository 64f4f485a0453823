import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { jobApp } from './job-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href

let app: Project
beforeEach(() => {
  app = new Project()
    .write('app.mjs', jobApp(library))
    .write('conf/config.yaml', 'x: 0\ny: 2\nname: n\nsteps: 1\ntwo: false\n')
})
afterEach(() => app.remove())

const sweep = (...args: string[]) => app.node(['app.mjs', '-m', 'hydra.sweep.dir=mr', ...args])
const OTHERS = ['+sizes=[256]', 'name=plain']
const rows = (dir = 'mr') =>
  app
    .read(`${dir}/results.csv`)
    .trim()
    .split('\n')
    .map((line) => line.split(','))
const column = (name: string, dir?: string) => {
  const [header = [], ...cells] = rows(dir)
  return cells.map((row) => row[header.indexOf(name)])
}

describe('a search', () => {
  test.each(['random', 'sobol', 'tpe', 'median', 'asha'])(
    'by %s finds a good point, and the same one again',
    (name) => {
      const args = [`hydra/sweeper=${name}`, 'hydra.sweeper.n_trials=16', 'x=interval(-8,8)']
      const { code, stderr } = sweep(...args)
      expect(code, stderr).toBe(0)
      const values = column('value')
        .filter((text) => text !== '')
        .map(Number)
      expect(Math.min(...values)).toBeLessThan(4)
      expect(stderr).toMatch(/best #\d+: x=[-\d.]+ {2}value [\d.e-]+\n/)
      expect(sweep(...args, 'hydra.sweep.dir=again').code).toBe(0)
      expect(rows('again')).toEqual(rows('mr'))
      expect(sweep(...args, 'hydra.sweep.dir=other', 'hydra.sweeper.seed=1').code).toBe(0)
      expect(rows('other')).not.toEqual(rows('mr'))
    },
  )

  test('keeps to the kinds of its keys', () => {
    const space = ['x=range(0,8,2)', '+lr=tag(log,interval(0.001,1))', '+n=int(interval(1,4))', 'y=choice(1,5,7)']
    expect(sweep('hydra/sweeper=tpe', 'hydra.sweeper.n_trials=20', ...space).code).toBe(0)
    expect(new Set(column('x').map(Number))).toEqual(new Set([0, 2, 4, 6]))
    expect(new Set(column('y'))).toEqual(new Set(['1', '5', '7']))
    expect(column('n').every((text) => ['1', '2', '3', '4'].includes(text as string))).toBe(true)
    const rates = column('lr').map(Number)
    expect(rates.every((rate) => rate >= 0.001 && rate <= 1)).toBe(true)
    expect(rates.filter((rate) => rate < 0.03).length).toBeGreaterThan(4)
  })

  test('ends jobs early that are not worth their time', () => {
    const { code } = sweep(
      'hydra/sweeper=asha',
      'hydra.sweeper.n_trials=20',
      'hydra.sweeper.metric=loss',
      'x=interval(-8,8)',
      'steps=9',
    )
    expect(code).toBe(0)
    expect(column('status').filter((status) => status === 'pruned').length).toBeGreaterThan(5)
    expect(column('status')).toContain('done')
    const reports = app.read('mr/ledger.jsonl').match(/"event":"reported"/g)?.length
    expect(reports).toBeLessThan(120)
  })

  test('goes on where it was killed, as one that never was', async () => {
    const args = ['app.mjs', '-m', 'hydra/sweeper=tpe', 'hydra.sweeper.n_trials=20', 'x=interval(-8,8)', '+z=1,2']
    expect(app.node([...args, 'hydra.sweep.dir=whole']).code).toBe(0)
    const kill = app
      .read('app.mjs')
      .replace(
        'if (config.get',
        "if (existsSync('kill') && Math.random() < 0.15) process.kill(process.pid, 'SIGKILL')\n    if (config.get",
      )
    app.write('app.mjs', kill).write('kill', '')
    app.node([...args, 'hydra.sweep.dir=cut'])
    app.node(['app.mjs', 'resume', 'cut'])
    app.node(['-e', 'fs.rmSync("kill")'])
    expect(app.node(['app.mjs', 'resume', 'cut']).code).toBe(0)
    expect(rows('cut')).toEqual(rows('whole'))
  })

  test('is given more trials by --add', () => {
    expect(sweep('hydra/sweeper=sobol', 'hydra.sweeper.n_trials=4', 'x=interval(-8,8)').code).toBe(0)
    expect(app.node(['app.mjs', 'resume', 'mr', '--add', 'hydra.sweeper.n_trials=8']).code).toBe(0)
    expect(
      sweep('hydra/sweeper=sobol', 'hydra.sweeper.n_trials=8', 'x=interval(-8,8)', 'hydra.sweep.dir=whole').code,
    ).toBe(0)
    expect(rows('mr')).toEqual(rows('whole'))
  })

  test('that is given up says what is left, and how it goes on', () => {
    app.write('break', '')
    const some = ['hydra/sweeper=tpe', 'hydra.sweeper.n_trials=4', 'hydra.sweeper.max_failures=1', 'x=interval(-8,8)']
    const { code, stderr } = sweep(...some)
    expect(code).toBe(1)
    const [, again, past] =
      /^4 jobs left after too many had failed; go on with it by 'node (.*)', past those that fail again by 'node (.*)'$/m.exec(
        stderr,
      ) ?? []
    expect(again, stderr).toBe('app.mjs resume mr')
    const stillBroken = app.node((past as string).split(' '))
    expect([stillBroken.code, column('status')]).toEqual([1, ['failed', 'failed', 'failed', 'failed']])
    expect(stillBroken.stderr).not.toContain('too many')
    app.node(['-e', 'fs.rmSync("break")'])
    expect(app.node((again as string).split(' ')).code).toBe(0)
    expect(column('status')).toEqual(['done', 'done', 'done', 'done'])
  })

  test('of several metrics gives a Pareto front', () => {
    const args = ['hydra/sweeper=nsga2', 'hydra.sweeper.n_trials=24', 'hydra.sweeper.population_size=8']
    const { code, stderr } = sweep(
      ...args,
      'hydra.sweeper.direction=[minimize,minimize]',
      'x=interval(-8,8)',
      'two=true',
    )
    expect(code, stderr).toBe(0)
    const front = stderr.slice(stderr.indexOf('Pareto front')).match(/^#\d+: x=(\S+)/gm) ?? []
    expect(front.length).toBeGreaterThan(3)
    for (const line of front) expect(Math.abs(Number(/x=([-\d.e]+)/.exec(line)?.[1]))).toBeLessThan(4.5)
  })

  test.each([
    [['x=1'], 'the sweep has nothing to search'],
    [['x=tag(log,interval(0,1))'], 'a logarithmic scale begins above 0, not at 0'],
    [['x=tag(log,interval(0,1))'], "such as 'x=tag(log,interval(0.001,1))'"],
    [['x=interval(1,0.001)'], "such as 'x=interval(0.001,1)'"],
    [['x=interval(0,1)', 'hydra.sweeper.n_trials=0'], 'hydra.sweeper.n_trials must be an integer ≥ 1'],
    [['x=interval(0,1)', 'hydra.sweeper.direction=up'], 'hydra.sweeper.direction'],
    [
      ['x=interval(0,1)', 'hydra.sweeper.metric=[a,b]'],
      'hydra.sweeper.direction has 1 value, and hydra.sweeper.metric names 2',
    ],
    [
      ['x=interval(0,1)', 'hydra.sweeper.metric=[a,b]'],
      'give each metric its direction, such as hydra.sweeper.direction=[minimize,minimize]',
    ],
    [
      ['x=interval(0,1)', 'hydra.sweeper.metric=a', 'hydra.sweeper.direction=[maximize,minimize]'],
      'command line  hydra.sweeper.direction has 2 values, and hydra.sweeper.metric names 1\n',
    ],
    [
      ['x=interval(0,1)', 'hydra.sweeper.metric=a', 'hydra.sweeper.direction=[maximize,minimize]'],
      'such as hydra.sweeper.direction=maximize\n',
    ],
  ])('with %s is refused', (args, message) => {
    const { code, stderr } = sweep('hydra/sweeper=tpe', ...args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(app.has('mr')).toBe(false)
  })

  test.each([
    ['tpe', [], ' hydra.sweeper.metric=avg_acc hydra.sweeper.direction=maximize\n'],
    ['optuna', ['hydra.sweeper.direction=maximize'], ' hydra.sweeper.metric=avg_acc\n'],
    ['nsga2', ['hydra.sweeper.direction=[maximize,minimize]'], ' hydra.sweeper.metric=[avg_acc,avg_loss_cls]\n'],
  ])('over training runs needs a metric before the first one starts: %s', (name, args, hint) => {
    for (const also of [[], ['--dry-run']]) {
      const { code, stderr } = app.polyhead('-m', `hydra/sweeper=${name}`, 'optimizer.lr=0.1,0.2', ...args, ...also)
      expect(stderr).toContain('hydra.sweeper.metric is not given, and each job gives avg_acc, avg_loss_cls\n')
      expect(stderr).toContain(hint)
      expect(code).toBe(2)
      expect(app.has('multirun')).toBe(false)
    }
  })

  test.each([
    ['avg_accc', "did you mean 'avg_acc'?"],
    ['task_1/val/acc', "did you mean 'task/val/acc_1'?"],
    ['[avg_acc,loss]', "did you mean 'avg_loss_cls'?"],
  ])('over training runs refuses a metric that no job gives before the first one starts: %s', (metric, hint) => {
    const direction = metric.startsWith('[') ? '[maximize,minimize]' : 'maximize'
    const own = ['hydra/sweeper=tpe', 'optimizer.lr=interval(0.1,0.2)', `hydra.sweeper.metric=${metric}`]
    // What its direction is, is asked of a metric that is there.
    for (const more of metric.startsWith('avg')
      ? [[`hydra.sweeper.direction=${direction}`], []]
      : [[`hydra.sweeper.direction=${direction}`]]) {
      const { code, stderr } = app.polyhead('-m', ...own, ...more)
      expect(stderr).toContain('hydra.sweeper.metric: nothing that is configured logs')
      expect(stderr).toContain(hint)
      expect(code).toBe(2)
      expect(app.has('multirun')).toBe(false)
    }
  })

  test('over training runs that ends jobs early names one that they report', () => {
    const own = ['-m', '--dry-run', 'hydra/sweeper=median', 'optimizer.lr=interval(0.1,0.2)']
    for (const [more, metric] of [
      [['hydra.sweeper.direction=maximize'], 'learning_curve/val/acc'],
      [[], 'learning_curve/val/loss_cls'],
    ] as const) {
      const { code, stderr } = app.polyhead(...own, ...more)
      expect([code, stderr]).toEqual([2, expect.stringContaining(`such as hydra.sweeper.metric=${metric}\n`)])
      const on = app.polyhead(...own, ...more, `hydra.sweeper.metric=${metric}`)
      expect([on.code, on.stderr]).toEqual([0, ''])
    }
    const late = app.polyhead(...own, 'hydra.sweeper.metric=avg_loss_cls')
    expect([late.code, late.stderr]).toEqual([0, expect.stringContaining('=learning_curve/val/loss_cls\n')])
  })

  test('over training runs warns of a metric that only a component may log which does not tell', () => {
    const quiet = `{ target: 'mine.Quiet', aliases: [], group: 'callbacks', option: 'quiet', schema: { type: 'object' } }`
    app.write('quiet.mjs', `export const manifests = [{ ...${quiet}, load: async () => class {} }]\n`)
    const { code, stderr } = app.polyhead(
      ...['-m', '--dry-run', 'hydra/sweeper=tpe', 'optimizer.lr=interval(0.1,0.2)', '--plugin', './quiet.mjs'],
      ...['hydra.sweeper.metric=avg_losss', '+callbacks.quiet={_target_: mine.Quiet}'],
    )
    expect(code, stderr).toBe(0)
    expect(stderr).toContain("nothing that tells what it logs logs 'avg_losss'")
    expect(stderr).toContain('callbacks.quiet does not tell what it logs')
  })

  test.each(['random', 'sobol'])('whose points do not depend on results needs none: %s', (name) => {
    const training = ['-m', '--dry-run', `hydra/sweeper=${name}`, 'optimizer.lr=interval(0.1,0.2)']
    expect(app.polyhead(...training).code).toBe(0)
    // Who names a direction means a metric.
    expect(app.polyhead(...training, 'hydra.sweeper.direction=maximize').stderr).toContain('metric is not given')
    app.write(
      'silent.mjs',
      `import { main } from ${JSON.stringify(library)}\nawait main(() => {}, { configDir: 'conf', configName: 'config' })\n`,
    )
    const own = [`hydra/sweeper=${name}`, 'hydra.sweeper.n_trials=3', 'x=interval(0,1)', 'hydra.sweep.dir=mr']
    const { code, stdout, stderr } = app.node(['silent.mjs', '-m', ...own])
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('3 jobs in mr\n')
    expect(stdout + stderr).not.toContain('best')
  })

  test.each(['random', 'sobol', 'asha'])('whose points are known has all validated first, and shown: %s', (name) => {
    const own = [`hydra/sweeper=${name}`, 'hydra.sweeper.n_trials=8', 'hydra.sweeper.metric=loss']
    const shown = sweep(...own, 'x=interval(0,1)', '--dry-run')
    expect(shown.stdout.match(/^#\d: x=0\.\d+$/gm)).toHaveLength(8)
    expect(shown.stdout).toContain('8 jobs valid: nothing was run\n')
    // One of two values has no config: the first job does not start.
    const wrong = sweep(...own, '+no=choice("${x}","${nothing}")', '+hydra.job.env_set.NO="${no}"')
    expect([wrong.code, app.has('mr')], wrong.stderr).toEqual([2, false])
  })

  test('whose points repeat is given more of them', () => {
    expect(sweep('hydra/sweeper=random', 'hydra.sweeper.n_trials=4', 'x=choice(1,2)').code).toBe(0)
    const { code, stderr } = app.node(['app.mjs', 'resume', '--add', 'hydra.sweeper.n_trials=7', 'mr'])
    expect(code, stderr).toBe(0)
    expect(column('job')).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(app.read('starts.txt').trim().split('\n')).toHaveLength(7)
  })

  test('of a metric that is better the greater it is needs its direction, and a dry run speaks of the first job', () => {
    const args = ['-m', 'hydra/sweeper=tpe', 'optimizer.lr=interval(0.1,0.2)', '--dry-run']
    const refused = app.polyhead(...args, 'hydra.sweeper.metric=avg_acc')
    expect(refused.stderr).toContain("hydra.sweeper.direction is not given, and 'avg_acc' would be minimized")
    expect(refused.stderr).toContain('add hydra.sweeper.direction=maximize')
    expect(refused.code).toBe(2)
    for (const own of [['avg_acc', 'hydra.sweeper.direction=maximize'], ['avg_loss_cls']]) {
      const { code, stdout, stderr } = app.polyhead(...args, `hydra.sweeper.metric=${own[0]}`, ...own.slice(1))
      expect(code, stderr).toBe(0)
      expect(stdout).toContain('the first job of the search valid: nothing was run\n')
    }
  })

  test('says which numbers a job gave where its metric is none of them', () => {
    const { code, stderr } = sweep('hydra/sweeper=tpe', 'x=interval(0,1)', 'hydra.sweeper.metric=valu')
    expect(code).toBe(2)
    expect(stderr).toContain("job #0 has no 'valu': it gave value")
    expect(stderr).toContain("did you mean 'value'?")
  })

  test('in which nothing counts has no Optuna journal, where every job would have failed', () => {
    app.write('app.mjs', app.read('app.mjs').replace('return (x - 3) ** 2\n', 'return\n'))
    const { code, stderr } = sweep('hydra/sweeper=random', 'hydra.sweeper.n_trials=2', 'x=interval(0,1)')
    expect(code, stderr).toBe(0)
    expect(column('status')).toEqual(['done', 'done'])
    expect(app.polyhead('report', 'mr')).toMatchObject({ code: 0 })
    expect(app.has('mr/optuna.journal')).toBe(false)
  })

  test('by the keys of the Optuna plugin', () => {
    const params = 'hydra:\n  sweeper:\n    params:\n      x: interval(-8,8)\n      y: choice(1,2)\n'
    app.write('conf/config.yaml', `x: 0\ny: 2\nsteps: 1\ntwo: false\n${params}`)
    const { code, stderr } = sweep(
      'hydra/sweeper=optuna',
      'hydra/sweeper/sampler=random',
      'hydra.sweeper.sampler.seed=3',
      'hydra.sweeper.n_trials=5',
    )
    expect(code, stderr).toBe(0)
    expect(column('x')).toHaveLength(5)
    expect(sweep('hydra/sweeper=optuna', 'hydra.sweep.dir=tpe', 'hydra.sweeper.n_trials=12').code).toBe(0)
    const space = 'hydra.sweeper.search_space={x:{type:float,low:1e-3,high:1,log:true},y:{type:int,low:1,high:3}}'
    expect(sweep('hydra/sweeper=optuna', 'hydra.sweep.dir=old', 'hydra.sweeper.n_trials=4', space).code).toBe(0)
    expect(column('y', 'old').every((text) => /^[123]$/.test(text as string))).toBe(true)
  })

  test('by the keys of the Optuna plugin, whose texts stay texts, and floats floats', () => {
    const choices = '["1","a,b","true","",2.5,null,yes,1.0,2]'
    const space = `hydra.sweeper.search_space={name:{type:categorical,choices:${choices}}}`
    const args = ['hydra/sweeper=optuna', 'hydra/sweeper/sampler=grid', space]
    const { code, stderr } = sweep(...args)
    expect(code, stderr).toBe(0)
    const given = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(
      (num) => /^name: .*$/m.exec(app.read(`mr/${num}/.hydra/config.yaml`))?.[0],
    )
    const values = [`'1'`, 'a,b', `'true'`, `''`, '2.5', 'null', "'yes'", '1.0', '2']
    expect(given).toEqual(values.map((value) => `name: ${value}`))
  })

  test('by the keys of the Optuna plugin says which do nothing, and runs no more jobs at once than n_jobs', () => {
    const own = ['hydra.sweeper.storage=sqlite:///a.db', 'hydra.sweeper.study_name=s', '+hydra.sweeper.sampler.gamma=x']
    const slots = ['hydra/launcher=local', 'hydra.launcher.slots=4', 'hydra.sweeper.n_jobs=1']
    const { code, stderr } = sweep(
      'hydra/sweeper=optuna',
      'hydra.sweeper.n_trials=3',
      'x=interval(0,1)',
      ...own,
      ...slots,
    )
    expect(code, stderr).toBe(0)
    for (const key of ['storage', 'study_name', 'sampler.gamma'])
      expect(stderr).toContain(`hydra.sweeper.${key} has no effect: `)
    expect(stderr).not.toContain('hydra.sweeper.n_jobs has no effect')
    const events = [...app.read('mr/ledger.jsonl').matchAll(/"event":"(started|done)"/g)].map(([, event]) => event)
    expect(events).toEqual(['started', 'done', 'started', 'done', 'started', 'done'])
  })

  test.each([['tpe'], ['optuna']])('by %s of several metrics goes by all of them', (name) => {
    const args = [`hydra/sweeper=${name}`, 'hydra.sweeper.n_trials=30', 'hydra.sweeper.direction=[minimize,minimize]']
    const { code, stderr } = sweep(...args, 'x=interval(-8,8)', 'two=true')
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('Pareto front')
    const late = column('x').slice(15).map(Number)
    expect(late.filter((x) => Math.abs(x) < 4.5).length).toBeGreaterThan(9)
  })

  test('that ends jobs early is refused for several metrics', () => {
    const { code, stderr } = sweep(
      'hydra/sweeper=median',
      'hydra.sweeper.direction=[minimize,minimize]',
      'x=interval(0,1)',
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining('a sweeper that ends jobs early goes by one metric')])
  })

  test.each(['random', 'tpe', 'asha', 'nsga2'])('by %s has params of its own, of any type', (name) => {
    const params = `hydra:\n  sweeper:\n    params:\n      y: 5\n      name: [a, b]\n`
    app.write(
      'conf/config.yaml',
      `defaults:\n  - override hydra/sweeper: ${name}\nx: 0\ny: 2\nname: n\nsteps: 1\ntwo: false\n${params}`,
    )
    const { code, stderr } = sweep('+hydra.sweeper.params.x="interval(0,1)"', 'hydra.sweeper.n_trials=2')
    expect(code, stderr).toBe(0)
    const bare = sweep('+hydra.sweeper.params.x=interval(0,1)')
    expect(bare.stderr).toContain(`as the text that a sweeper reads: '+hydra.sweeper.params.x="interval(0,1)"'`)
    expect(column('y')).toEqual(['5', '5'])
    expect(column('x').every((text) => Number(text) >= 0 && Number(text) <= 1)).toBe(true)
  })

  test('has whole numbers where int(…) says so, and only there', () => {
    app.write('conf/config.yaml', 'x: 0\ny: 2\nname: n\nsteps: 1\ntwo: false\nint(: 0\n')
    expect(
      sweep('hydra/sweeper=random', 'hydra.sweeper.n_trials=4', 'x=interval(0,1)', '+point=interval(1,4)').code,
    ).toBe(0)
    expect(column('point').some((text) => !/^\d+$/.test(text as string))).toBe(true)
  })

  test('by the keys of the Optuna plugin, with a metric and a filter that a config file names', () => {
    const own = 'hydra:\n  sweeper:\n    metric: value\n    filter: x < 0.5\n    n_trials: 3\n'
    app.write(
      'conf/config.yaml',
      `defaults:\n  - override hydra/sweeper: optuna\nx: 0\ny: 2\nsteps: 1\ntwo: false\n${own}`,
    )
    const { code, stderr } = sweep('x=interval(0,1)')
    expect(code, stderr).toBe(0)
    expect(column('x').every((text) => Number(text) < 0.5)).toBe(true)
  })
})

describe('points that are known', () => {
  test('come from a CSV or YAML file', () => {
    app.write('points.csv', 'x,y\n1,2\n3,4\n').write('points.yaml', '- {x: 1, name: two}\n- {x: 3, name: a b}\n')
    expect(sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', 'steps=1,2').stdout).toMatch(
      /#0: x=1 y=2 steps=1 .*\n#1: x=1 y=2 steps=2 .*\n#2: x=3 y=4 steps=1 .*\n#3: x=3 y=4 steps=2 /,
    )
    const yaml = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.yaml', 'hydra.sweep.dir=yaml')
    expect(yaml.code, yaml.stderr).toBe(0)
    expect(app.read('yaml/1/.hydra/config.yaml')).toContain('name: a b\n')
    const missing = sweep('hydra/sweeper=list', 'hydra.sweeper.file=point.csv', 'hydra.sweep.dir=none')
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("there is no file 'point.csv'")])
    app.write('points.csv', 'x,y\n1\n')
    const short = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', 'hydra.sweep.dir=none')
    expect(short.stderr).toContain('points.csv:2:1')
    expect(short.stderr).toContain('the line has 1 cell, and the header names 2 keys')
    app.write('points.csv', 'x,z\n1,2\n').write('keys.yaml', '- {x: 1}\n\n- {z: 2}\n')
    const wrong = sweep('hydra/sweeper=list', 'hydra.sweeper.file=keys.yaml', 'hydra.sweep.dir=none')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^keys\.yaml:3:4 {2}there is no key 'z'/)])
    const csv = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', 'hydra.sweep.dir=none')
    expect([csv.code, csv.stderr]).toEqual([2, expect.stringMatching(/^points\.csv:1:3 {2}there is no key 'z'/)])
  })

  test('have the values that they have in a YAML file, and are found wherever the sweep goes on from', () => {
    const values = 'name: 1.0\n  y: {a b: .inf, c: null}\n'
    app.write('points.yaml', `- x: 1\n  ${values}- x: 2\n  ${values}`)
    const first = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.yaml')
    expect(first.code, first.stderr).toBe(0)
    expect(app.read('mr/0/.hydra/config.yaml')).toContain('name: 1.0\n')
    expect(app.read('mr/0/.hydra/config.yaml')).toContain('  a b: .inf\n  c: null\n')
    const lines = app.read('mr/ledger.jsonl').trimEnd().split('\n')
    app.write('mr/ledger.jsonl', `${lines.slice(0, -1).join('\n')}\n`).write('elsewhere/.keep', '')
    const command = `[...process.argv.slice(1)], { cwd: 'elsewhere', stdio: 'inherit' }`
    const script = `process.exitCode = require('node:child_process').spawnSync(process.execPath, ${command}).status`
    const again = app.node(['-e', script, '../app.mjs', 'resume', '../mr'])
    expect(again.code, again.stderr).toBe(0)
    expect(again.stdout).toContain('#1: x=2')
  })

  test('come from what a sweep has had, whatever came out of it, and as it was edited', () => {
    const given = ['x=1,2', '+z="a,b"', '~name', 'y=3', '+api_key=abcdefgh12345']
    const { code, stderr } = app.node(['app.mjs', '-m', 'hydra.sweep.dir=first', ...given])
    expect(code, stderr).toBe(0)
    const results = app.read('first/results.csv')
    expect(results).toContain('***')
    app.write('first/results.csv', results.replace(/^1,done,2,/m, '1,done,7,'))
    const again = sweep('hydra/sweeper=list', 'hydra.sweeper.file=first/results.csv', 'y=4')
    expect(again.code, again.stderr).toBe(0)
    const overrides = (num: number) => app.read(`mr/${num}/.hydra/overrides.yaml`)
    expect(overrides(0)).toBe('- x=1\n- +z="a,b"\n- ~name=null\n- y=3\n- +api_key=abcdefgh12345\n- y=4\n')
    expect(overrides(1)).toContain('- x=7\n')
    app.write('first/results.csv', results.replace(/^1,done,2,/m, '1,done,[,'))
    const wrong = sweep('hydra/sweeper=list', 'hydra.sweeper.file=first/results.csv', 'hydra.sweep.dir=wrong')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^first\/results\.csv:3:8 {2}/)])
  })

  test('come from what a sweep has had with the keys that were added to it', () => {
    app.write('points.yaml', '- {x: 1}\n- {+z: 2, x: 2}\n')
    expect(sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.yaml').code).toBe(0)
    const results = app.read('mr/results.csv')
    expect(results).toMatch(/^job,status,x,z,value,dir\n0,done,1,,\d+,0\n1,done,2,2,/)
    const [header, first, second] = results.trimEnd().split('\n') as [string, string, string]
    const again = (...rows: string[]) => {
      app.write('mr/results.csv', `${header},y\n${rows.join('\n')}\n`)
      return sweep('hydra/sweeper=list', 'hydra.sweeper.file=mr/results.csv', 'hydra.sweep.dir=again')
    }
    for (const wrong of ['', '7', 'x']) {
      const { code, stderr } = again(`${first},5`, `${second.replace('1', wrong)},`)
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^mr\/results\.csv:3:1 {2}/)])
      expect(stderr).toContain(`the sweep has no job '${wrong}'`)
    }
    const { code, stderr } = again(
      `${first.replace(',1,,', ',1,3,')},5`,
      `${second},`,
      `${second.replace(',2,2,', ',8,2,')},`,
    )
    expect(code, stderr).toBe(0)
    const overrides = (num: number) => app.read(`again/${num}/.hydra/overrides.yaml`)
    expect([0, 1, 2].map(overrides)).toEqual(['- x=1\n- +z=3\n- y=5\n', '- +z=2\n- x=2\n', '- +z=2\n- x=8\n'])
  })

  test('with a header that no run has are told what works', () => {
    const of = (header: string) => {
      app.write('points.csv', `optimizer.lr,${header}\n0.1,1\n`)
      return app.polyhead('-m', '--dry-run', 'hydra/sweeper=list', 'hydra.sweeper.file=points.csv')
    }
    const { code, stderr } = of('avg_acc')
    expect([code, stderr]).toEqual([2, expect.stringContaining("leave it out of the file, or call it '+vars.avg_acc'")])
    expect(of('+vars.avg_acc').code).toBe(0)
    const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'trainer.limit_test_batches=1']
    expect(app.polyhead('-m', 'optimizer.lr=0.1', 'hydra.sweep.dir=runs', ...short).code).toBe(0)
    app.write('points.csv', 'optimizer.lr,avg_acc\n0.1,1\n')
    const added = ['hydra/sweeper=list', 'hydra.sweeper.file=points.csv'].flatMap((text) => ['--add', text])
    const more = app.polyhead('resume', 'runs', '--dry-run', ...added)
    expect([more.code, more.stderr]).toEqual([2, expect.stringContaining("or call it '+vars.avg_acc'")])
    expect(more.stderr).not.toContain("'+avg_acc'")
  })

  test('are several grids, one after the other', () => {
    const { stdout } = sweep('hydra/sweeper=concat', 'hydra.sweeper.grids=[{x:"1,2"},{y:"3,4"}]', 'steps=1')
    expect(stdout).toMatch(/#0: x=1 {2}.*\n#1: x=2 {2}.*\n#2: y=3 {2}.*\n#3: y=4 {2}/)
  })

  test('are those that a filter keeps', () => {
    const { code, stdout } = sweep('x=1,2,3', 'y=1,2,3', 'hydra.sweeper.filter=x*y<4 and x!=y')
    expect(code).toBe(0)
    expect(stdout.match(/^#\d+: \S+ \S+/gm)).toEqual(['#0: x=1 y=2', '#1: x=1 y=3', '#2: x=2 y=1', '#3: x=3 y=1'])
  })

  test('are told from what a filter refers to, which no job has', () => {
    const { code, stderr } = sweep('x=1,2', 'hydra.sweeper.filter="${x}<2"')
    expect([code, app.has('mr')], stderr).toEqual([2, false])
    expect(stderr).toContain("write 'x<2'")
    expect(sweep('x=1,2', 'hydra.sweeper.filter="x<2"').code).toBe(0)
  })

  test.each([
    ['basic', 'x=1,2', 'none of 2 jobs'],
    ['random', 'x=interval(0,1)', 'none of 1000 drawn points'],
    ['tpe', 'x=1,2', 'none of 1000 drawn points'],
    ['list', 'y=1', 'none of 2 jobs'],
    ['optuna', 'x=interval(0,1)', 'none of 1000 drawn points'],
  ])('are refused where a filter keeps none, by %s', (name, space, message) => {
    app.write('points.csv', 'x\n1\n2\n')
    const own = [`hydra/sweeper=${name}`, ...(name === 'list' ? ['hydra.sweeper.file=points.csv'] : [])]
    const { code, stderr } = sweep(...own, space, '++hydra.sweeper.filter="x>5"')
    expect([code, app.has('mr')], stderr).toEqual([2, false])
    expect(stderr).toContain(`hydra.sweeper.filter keeps ${message}`)
    expect(stderr).toMatch(/^command line .*\n {2}\| \+\+hydra\.sweeper\.filter="x>5"\n/m)
  })

  test.each(['asha', 'median'])('end none early where nothing is reported, and %s says so once', (name) => {
    const soon = name === 'median' ? ['hydra.sweeper.n_warmup_trials=1'] : []
    const own = [`hydra/sweeper=${name}`, 'hydra.sweeper.n_trials=3', 'x=interval(-8,8)', 'steps=0', ...soon]
    const { code, stderr } = sweep(...own)
    expect(code, stderr).toBe(0)
    expect(stderr.match(/no job was ended early: none reported 'value' before its end/g)).toHaveLength(1)
    const reported = sweep(...own, 'steps=2', 'hydra.sweeper.metric=loss', 'hydra.sweep.dir=reported')
    expect(reported.code, reported.stderr).toBe(0)
    expect(reported.stderr).not.toContain('ended early')
    const training = app.polyhead(
      '-m',
      '--dry-run',
      own[0] as string,
      'optimizer.lr=0.1,0.2',
      'hydra.sweeper.metric=avg_acc',
      'hydra.sweeper.direction=maximize',
    )
    expect(training.code, training.stderr).toBe(0)
    expect(training.stderr).toMatch(
      /^command line {2}warning: hydra\.sweeper\.metric: no job is ended early: 'avg_acc' is given at the end of a job alone\n {2}\| hydra\.sweeper\.metric=avg_acc/m,
    )
  })

  test.each([
    ['asha', 'min_resource=2', 'min_resource=3', 3],
    ['median', 'n_warmup_steps=1', 'n_warmup_steps=2', 3],
  ])('by %s with %s may end early, and with more a line says that none will', (name, fits, more, report) => {
    const of = (key: string) => {
      const metric = ['hydra.sweeper.metric=learning_curve/val/acc', 'hydra.sweeper.direction=maximize']
      const own = [`hydra/sweeper=${name}`, ...metric, `hydra.sweeper.${key}`, 'trainer.max_epochs=2']
      return app.polyhead('-m', '--dry-run', ...own, 'optimizer.lr=interval(0.1,0.2)').stderr
    }
    expect(of(fits)).not.toContain('may be ended early')
    expect(of(more)).toContain(
      `a job may be ended early from its report ${report} on, and the first one reports 2 times`,
    )
  })

  test('by median that waits for more jobs than there are a line says that none is ended early', () => {
    const of = (trials: number) => {
      const own = ['hydra/sweeper=median', 'hydra.sweeper.n_trials=6', `hydra.sweeper.n_warmup_trials=${trials}`]
      return sweep(...own, 'hydra.sweeper.metric=value', 'x=interval(0,1)', '--dry-run').stderr
    }
    expect(of(5)).not.toContain('warning')
    expect(of(6)).toContain('a job may be ended early once 6 jobs have ended, and 6 are wanted: none will be\n')
  })

  test.each([
    ['random', ['x=1,2', 'y=range(0,2)'], 5, '4 points can be drawn, and 5 jobs are wanted'],
    ['tpe', ['x=tag(int,interval(1,3))'], 4, '3 points can be drawn, and 4 jobs are wanted'],
    ['sobol', ['x=1,2', 'y=range(0,2)'], 4, undefined],
    ['random', ['x=interval(0,1)', 'y=1,2'], 50, undefined],
  ])('by %s over %j in %i jobs is told where they must be the same', (name, keys, trials, words) => {
    const of = (count: string) =>
      sweep(`hydra/sweeper=${name}`, `hydra.sweeper.n_trials=${count}`, ...keys, '--dry-run')
    const { code, stderr } = of(String(trials))
    const told =
      /(\d+ points? can be drawn, and \d+ jobs are wanted)[\s\S]*as there are points: hydra\.sweeper\.n_trials=(\d+)$/m.exec(
        stderr,
      )
    expect([code, told?.[1]], stderr).toEqual([0, words])
    if (told)
      expect(of(told[2] as string)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('are wanted') })
  })

  test('say where a wrong one was drawn from', () => {
    app.write(
      'schema.mjs',
      app
        .read('app.mjs')
        .replace(
          "configName: 'config'",
          "configName: 'config', schema: { type: 'object', properties: { x: { type: 'number', maximum: 0 } } }",
        ),
    )
    const run = (...args: string[]) => app.node(['schema.mjs', '-m', 'hydra.sweep.dir=mr', ...args])
    const typed = run('hydra/sweeper=random', 'x=interval(1,2)')
    expect([typed.code, app.has('mr')], typed.stderr).toEqual([2, false])
    expect(typed.stderr).toMatch(
      /^drawn from x=interval\(1,2\) {2}x must be a number ≤ 0, but is 1\.\d+\n {2}\| x=1\.\d+\n/m,
    )
    const space =
      'hydra:\n  sweeper:\n    search_space:\n      x: {type: float, low: 1, high: 2}\n      nam: {type: categorical, choices: [a]}\n'
    app.write(
      'conf/config.yaml',
      `defaults: [{override hydra/sweeper: optuna}]\nx: 0\ny: 2\nname: n\nsteps: 1\ntwo: false\n${space}`,
    )
    const misspelt = run()
    expect(misspelt.code).toBe(2)
    expect(misspelt.stderr).toMatch(
      /^hydra\.sweeper\.search_space in conf\/config\.yaml:11:12 {2}there is no key 'nam'/m,
    )
    expect(misspelt.stderr).toContain("did you mean 'name'?")
    app.write('conf/config.yaml', app.read('conf/config.yaml').replace(/ +nam: .*\n/, ''))
    expect(run().stderr).toMatch(/^hydra\.sweeper\.search_space in conf\/config\.yaml:10:10 {2}x must be a number ≤ 0/m)
  })

  test('by the Optuna plugin are told of its samplers by its own names', () => {
    const own = ['hydra/sweeper=optuna', 'x=interval(0,1)']
    const cmaes = sweep(...own, 'hydra/sweeper/sampler=cmaes')
    expect([cmaes.code, cmaes.stderr]).toEqual([
      2,
      expect.stringContaining('choose one of hydra/sweeper/sampler=tpe, '),
    ])
    const grid = sweep(...own, 'hydra/sweeper/sampler=grid')
    expect([grid.code, grid.stderr]).toEqual([2, expect.stringContaining('such as hydra/sweeper/sampler=random')])
    for (const name of ['tpe', 'motpe', 'random', 'nsgaii']) {
      expect(sweep(...own, `hydra/sweeper/sampler=${name}`, '--dry-run').code, name).toBe(0)
    }
  })

  test.each([
    ['x<', 'hydra.sweeper.filter ends where a value is missing'],
    ['z<4', "hydra.sweeper.filter names 'z', and the config has no such key"],
    ['x and y', 'hydra.sweeper.filter cannot be computed for x=1'],
    ['x', 'hydra.sweeper.filter is no condition: for x=1 +sizes=[256] name=plain it is 1, neither true nor false'],
    ['sizes > 3', 'a number is needed, and [256] is none'],
    ['max(sizes) > 3', 'a number is needed, and [256] is none'],
    ['len(x) > 3', 'a list or a text has a length, and 1 is none'],
    ['x / (y - y) > 1', 'hydra.sweeper.filter cannot be computed for x=1 +sizes=[256] name=plain: 1 is divided by 0'],
    ['x mod (y - y) == 0', 'cannot be computed for x=1 +sizes=[256] name=plain: 1 is divided by 0'],
    ['hydra.sweeper', 'name=plain it is {"_target_":"polyhead.sweepers.BasicSwe…, neither true nor false'],
    ['name < 3', "a number is needed, and the text 'plain' is none"],
  ])('by the filter %s are an error with its place', (filter, message) => {
    const { code, stderr } = sweep('x=1,2', ...OTHERS, `hydra.sweeper.filter='${filter}'`)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain('hydra.sweeper.filter=')
    expect(app.has('mr')).toBe(false)
  })

  test.each([
    ['x = 1', "has '=' where it cannot stand", 2, "write '==' for it"],
    ['x < 2 && y < 2', "has '&&' where it cannot stand", 6, "write 'and' for it"],
    ['x * x * x * x * x * x * x < 2 y', "has 'y' where it cannot stand", 30, 'such as'],
    ['(x < 2', 'ends where a value is missing, or a bracket', 6, 'such as'],
    ["name == 'a%?' or x % 2 == 1", "has '%' where it cannot stand", 19, "write 'mod' for it"],
    ['x > 1 ? true : false', "has '?' where it cannot stand", 6, "write 'if … then … else …' for it"],
    ['sizes == [1]', "has '[' where it cannot stand", 9, "write '(…)' for it"],
    ['sizes[0] == 1', "has '[' where it cannot stand", 5, "write 'sizes.0' for it"],
    ['[x > 1, y > 1]', "has '[' where it cannot stand", 0, "write 'x > 1 and y > 1' for it"],
    [
      'y >= 0 and name == foo',
      "names 'foo', and the config has no such key",
      19,
      'a text stands in double quotes: "foo"',
      '^^',
    ],
    ['x in (1, foo)', "names 'foo', and the config has no such key", 9, 'a text stands in double quotes: "foo"', '^^'],
    ['count(x) < 2', "has 'count(…)', and there is no such function", 0, 'functions are abs, ', '^^^^'],
    ['y >= 0 and x_ > 1', "names 'x_', and the config has no such key", 11, "did you mean 'x'?", '^'],
  ])('by the filter %s are told where it goes wrong', (filter, message, place, hint, carets = '') => {
    const { code, stderr } = sweep('x=1,2', `hydra.sweeper.filter=${filter}`)
    expect([code, stderr]).toEqual([2, expect.stringContaining(`hydra.sweeper.filter ${message}`)])
    expect(stderr).toContain(`  | ${' '.repeat('hydra.sweeper.filter="'.length + place)}${carets}^ ${hint}`)
    expect(app.has('mr')).toBe(false)
  })

  test.each([
    ['opt == "adam" and x == 2', "compares 'opt', which is a map", 'hydra.runtime.choices.opt == "adam"'],
    ['"adam" != opt', "compares 'opt', which is a map", 'hydra.runtime.choices.opt != "adam"'],
    ['opt in ("adam", "no")', "compares 'opt', which is a map", 'hydra.runtime.choices.opt in ("adam", "no")'],
    ['deep.opt == "a"', "compares 'deep.opt', which is a map", '\'hydra.runtime.choices.deep/opt\' == "a"'],
    ['own == 3', "compares 'own', which is a map", 'own.a == 3'],
    ['sizes == 256', "compares 'sizes', which is a list, with 256", '256 in sizes'],
    ['sizes != 256', "compares 'sizes', which is a list, with 256", 'not (256 in sizes)'],
    ['x == "1"', 'compares the number 1 with the text "1": they are never equal', ''],
    ['sizes == ("256", "1")', 'compares the number 256 with the text "256": they are never equal', ''],
  ])('by the filter %s, which is never true, are told what was meant', (filter, message, way) => {
    app
      .write('conf/opt/adam.yaml', 'lr: 1\n')
      .write('conf/opt/sgd.yaml', 'lr: 2\n')
      .write('conf/deep/opt/a.yaml', 'b: 1\n')
    app.write(
      'conf/config.yaml',
      'defaults: [opt: sgd, deep/opt: a, _self_]\nx: 0\nsizes: [256, 1]\nown: {m: {}, a: 3}\n',
    )
    const of = (condition: string) => sweep('opt=sgd,adam', 'x=1,2', `hydra.sweeper.filter='${condition}'`, '--dry-run')
    const typed = (condition: string) => condition.replaceAll("'", "\\'")
    const { code, stderr } = of(typed(filter))
    expect([code, stderr]).toEqual([2, expect.stringContaining(`hydra.sweeper.filter ${message}`)])
    expect(stderr).toContain(way.replace(' in ("adam", "no")', ' in (…)') || 'a number is written without quotes')
    const kept = of(typed(`x == 1 or ${way || 'x == 1'}`))
    expect([kept.code, kept.stdout], kept.stderr).toEqual([0, expect.stringMatching(/[234] jobs valid/)])
  })

  test.each([
    ['sizes == (1, 2)', '[1,2]'],
    ['sizes != (1, 2) and len(sizes) == 2', '[2,1]'],
    ['len(sizes) == 1', '[7]'],
    ['max(len(sizes), 2) == 2 and sizes == other', '[2,1]'],
    ['true and sizes != (1, 2) and 1 in sizes', '[2,1]'],
  ])('by the filter %s lists are compared, and counted', (filter, sizes) => {
    app.write('conf/config.yaml', 'x: 0\nsizes: []\nother: [2, 1]\n')
    const { code, stdout, stderr } = sweep('sizes=[1,2],[2,1],[7]', `hydra.sweeper.filter='${filter}'`, '--dry-run')
    expect([code, stdout], stderr).toEqual([0, `#0: sizes=${sizes}\n1 job valid: nothing was run\n`])
  })

  test.each([
    ['x == null', 'null'],
    ['x != null and sizes.1 == 2', '1'],
  ])('by the filter %s a null, and an item of a list, are compared', (filter, x) => {
    app.write('conf/config.yaml', 'x: 0\nsizes: [1, 2]\n')
    const { code, stdout, stderr } = sweep('x=1,null', `hydra.sweeper.filter='${filter}'`, '--dry-run')
    expect([code, stdout], stderr).toEqual([0, `#0: x=${x}\n1 job valid: nothing was run\n`])
  })

  test('by a filter that is true, as an override has it, all are kept', () => {
    const { code, stdout } = sweep('x=1,2', 'hydra.sweeper.filter=true', '--dry-run')
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 jobs valid')])
  })

  test('by a filter that compares what is a number in some jobs with a text are taken', () => {
    const { code, stdout } = sweep('x=1,auto', 'hydra.sweeper.filter=\'x == "auto"\'', '--dry-run')
    expect([code, stdout]).toEqual([0, '#0: x=auto\n1 job valid: nothing was run\n'])
  })

  test('by a filter of several lines are told where it goes wrong, and taken where it does not', () => {
    const filtered = (condition: string) => {
      const sweeper = `hydra:\n  sweeper:\n    filter: |-\n      x < 2 and\n      ${condition}\n`
      app.write('conf/config.yaml', `x: 0\ny: 2\nname: n\nsteps: 1\ntwo: false\n${sweeper}`)
      return sweep('x=1,2', 'hydra.sweep.dir=mr')
    }
    const wrong = filtered('y = 2')
    expect([wrong.code, app.has('mr')], wrong.stderr).toEqual([2, false])
    expect(wrong.stderr).toContain("hydra.sweeper.filter has '=' where it cannot stand")
    expect(wrong.stderr).toContain("write '==' for it")
    const { code, stdout, stderr } = filtered('y == 2')
    expect([code, stdout.match(/^#\d+: x=\d/gm)], stderr).toEqual([0, ['#0: x=1']])
  })

  test('by a filter that compares whole lists and texts are taken', () => {
    const filter = `hydra.sweeper.filter='256 in sizes and name == "plain" and x < 2'`
    const { code, stdout } = sweep('x=1,2', ...OTHERS, filter)
    expect([code, stdout.match(/^#\d+: x=\d/gm)]).toEqual([0, ['#0: x=1']])
  })
})
