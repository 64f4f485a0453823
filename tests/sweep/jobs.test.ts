import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href

const APP = `
import { writeFileSync } from 'node:fs'
import { main } from ${JSON.stringify(library)}
await main(
  async (config, { outputDir, signal }) => {
    writeFileSync(outputDir + '/name.txt', String(config.get('name')))
    console.error('running ' + config.get('name'))
    if (config.get('edit')) writeFileSync('conf/config.yaml', 'name: n\\nlr: 9\\nedit: true\\n')
    while (config.get('wait') && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10))
    console.log('lr ' + config.get('lr'))
    if (config.get('name') === 'bad') throw new Error('it broke')
  },
  { configDir: 'conf', configName: 'config' },
)
`

let app: Project
beforeEach(() => {
  app = new Project().write('app.mjs', APP).write('conf/config.yaml', 'name: n\nlr: 1\nedit: false\nwait: false\n')
})
afterEach(() => app.remove())

const sweep = (...args: string[]) => app.node(['app.mjs', '-m', ...args])
const names = () => app.files().filter((file) => file.endsWith('name.txt'))

describe('directories of jobs', () => {
  test('follow a sweep.dir that depends on the job, as in Hydra', () => {
    expect(sweep('name=a,b', 'hydra.sweep.dir=runs/${name}').code).toBe(0)
    expect(names()).toEqual(['runs/a/0/name.txt', 'runs/b/1/name.txt'])
    expect(app.has('runs/n/multirun.yaml')).toBe(true)
  })

  test('are never shared, though the names that the config gives are the same', () => {
    expect(sweep('name=a,b,c', 'hydra.sweep.dir=mr', 'hydra.sweep.subdir=all').code).toBe(0)
    expect(names().map((file) => [file, app.read(file)])).toEqual([
      ['mr/all-2/name.txt', 'b'],
      ['mr/all-3/name.txt', 'c'],
      ['mr/all/name.txt', 'a'],
    ])
  })

  test('are new ones where something else lies in their place', () => {
    app.write('mr/0/name.txt', 'mine')
    expect(sweep('name=b', 'hydra.sweep.dir=mr').code).toBe(0)
    expect(names().map((file) => [file, app.read(file)])).toEqual([
      ['mr/0-2/name.txt', 'b'],
      ['mr/0/name.txt', 'mine'],
    ])
  })

  test('hold a log that is named as the job, whatever its name is made of', () => {
    expect(sweep('name=a,b', 'hydra.job.name=job-${name}', 'hydra.sweep.dir=mr').code).toBe(0)
    expect(app.files('mr').filter((file) => file.endsWith('.log'))).toEqual(['mr/0/job-a.log', 'mr/1/job-b.log'])
  })

  test.each(['results.csv', 'optuna.journal', '.jobs', 'ledger.jsonl/${hydra.job.num}'])(
    'a job is refused the name of what the sweep writes: %s',
    (subdir) => {
      const { code, stderr } = sweep('name=a,b', `hydra.sweep.subdir=${subdir}`, 'hydra.sweep.dir=mr')
      expect(code).toBe(2)
      expect(stderr).toContain(
        `hydra.sweep.subdir: '${subdir.split('/')[0]}' is a name of what the sweep itself writes`,
      )
      expect(app.has('mr')).toBe(false)
    },
  )

  test("a job that would lie in the sweep's own directory has one in it", () => {
    expect(sweep('name=a,b', 'hydra.sweep.subdir=.', 'hydra.sweep.dir=mr').code).toBe(0)
    expect(names()).toEqual(['mr/0/name.txt', 'mr/1/name.txt'])
  })

  test('a sweep.dir that only the jobs know is refused, with where it belongs', () => {
    app.write('conf/config.yaml', 'name: ???\nlr: 1\nedit: false\nwait: false\n')
    const { code, stderr } = sweep('name=a,b', 'hydra.sweep.dir=runs/${name}')
    expect(code).toBe(2)
    expect(stderr).toContain('what differs from job to job belongs into hydra.sweep.subdir')
  })
})

describe('parameters of the sweeper', () => {
  test('may be interpolations', () => {
    app.write(
      'conf/config.yaml',
      'name: n\nlr: 1\nedit: false\nwait: false\nnames: a,b\nhydra:\n  sweeper:\n    params:\n      name: ${names}\n',
    )
    expect(sweep('hydra.sweep.dir=mr').stdout).toMatch(/2 jobs in mr\n#0: name=a .*\n#1: name=b /)
    const wrong = sweep('hydra.sweep.dir=mr', 'hydra.sweeper.params.name=${hydra.searchpath}')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain("'hydra.sweeper.params.name' must be a string, not a list")
  })

  test('may be lists, each of which is one choice', () => {
    const list = 'lr: [1, "a b", [true, 2.5]]'
    app.write('conf/config.yaml', `name: n\nlr: 1\nedit: false\nwait: false\nhydra: {sweeper: {params: {${list}}}}\n`)
    const { code, stderr } = sweep('hydra.sweep.dir=mr', 'name=a,b')
    expect(code, stderr).toBe(0)
    expect(app.files('mr').filter((file) => file.endsWith('name.txt'))).toHaveLength(2)
    expect(app.read('mr/1/.hydra/config.yaml')).toContain('lr:\n- 1\n- a b\n- - true\n  - 2.5\n')
  })

  test('are named where one of them is wrong, not the command line', () => {
    app.write('conf/config.yaml', 'name: n\nhydra:\n  sweeper:\n    params:\n      nam: a,b\n')
    const { code, stderr } = sweep()
    expect(code).toBe(2)
    expect(stderr).toContain("hydra.sweeper.params in conf/config.yaml:5:12  there is no key 'nam'")
    expect(stderr).toContain("did you mean 'name'?")
  })
})

test('a batch with a job that failed is the last one, and it is said', () => {
  const { code, stdout, stderr } = sweep('name=a,bad,c,d', 'hydra.sweeper.max_batch_size=2', 'hydra.sweep.dir=mr')
  expect(code).toBe(1)
  expect(stdout).toMatch(/2 jobs in mr\n#0: name=a .*\n#1: name=bad {2}failed\n$/)
  expect(stderr).toContain('hydra.sweeper.max_batch_size: 2 jobs not started after a batch with a job that failed')
})

test('all jobs are composed from the configs as they were when the sweep began', () => {
  const { code, stdout } = sweep('name=a,b', 'edit=true', 'hydra.sweep.dir=mr')
  expect(code).toBe(0)
  expect(stdout.match(/^lr \d/gm)).toEqual(['lr 1', 'lr 1'])
})

test.each([
  ['hydra.sweeper.filtr=lr', "did you mean 'hydra.sweeper.filter'?"],
  ['hydra.sweeper.n_trials=3', 'known keys: _target_, max_batch_size, max_failures, filter, params'],
  ['hydra.sweeper.file=points.csv', 'hydra/sweeper=list has it'],
  ['hydra.sweeper.n_trials=2', 'hydra/sweeper=asha, median, nsga2, optuna, random, sobol or tpe has it'],
  ['hydra.launcher.slots=2', 'hydra/launcher=local, redis or slurm has it'],
])('a key that the sweeper or the launcher does not take is not offered to be added: %s', (override, hint) => {
  const { code, stderr } = sweep('name=a,b', override)
  expect(code).toBe(2)
  expect(stderr).toContain(`there is no key '${override.split('=')[0]}'`)
  expect(stderr).toContain(hint)
  expect(stderr).not.toContain('to add it')
})

test('a file of points is named where a cell of it is several values, or none', () => {
  app.write('points.csv', 'lr,name\n1,a\n2,"b,c"\n')
  const of = () => sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv')
  expect(of().stderr).toMatch(/^points\.csv:3:3 {2}hydra\.sweeper\.file: 'name=b,c' gives several values/)
  app.write('points.csv', 'lr,name\n[1,a\n')
  expect(of().stderr).toMatch(/^points\.csv:2:1 {2}unexpected end/)
})

test('a point is named by its own line, also after empty lines', () => {
  for (const size of ['small', 'large']) app.write(`conf/size/${size}.yaml`, size === 'large' ? 'wide: 0\n' : '{}\n')
  app.write('points.csv', '+size,size.wide,name\n\nlarge,1,a\n\nsmall,1,c\n')
  const of = () => sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', 'hydra.sweep.dir=mr')
  // The line before has the same override, and is right.
  expect(of().stderr).toMatch(/^points\.csv:1:7 {2}there is no key 'size\.wide'/m)
  expect(of().stderr).toContain('for the point of line 5')
  app.write('points.csv', 'lr,name\n1,a\n\n2,"b,c"\n')
  expect(of().stderr).toMatch(/^points\.csv:4:3 {2}hydra\.sweeper\.file: 'name=b,c'/)
  expect(app.has('mr')).toBe(false)
})

test.each([
  ['lr,name\n1,[a,b]\n', '2:1', 'the line has 3 cells, and the header names 2 keys', 'stands in quotes: "[a,b]"'],
  ['lr,name\n1\n', '2:1', 'the line has 1 cell, and the header names 2 keys', '  2 | 1\n'],
  ['lr,lr\n1,2\n', '1:4', "the header names 'lr' twice, in the columns 1 and 2", 'delete one of them'],
  ['lr,name,+lr\n1,a,2\n', '1:9', "the header names 'lr' twice, in the columns 1 and 3", 'delete one of them'],
  [',lr\n0,1\n1,2\n', '1:1', 'the header of column 1 is empty', 'name its key, or delete the column'],
  ['lr;name\n1;a\n', '1:1', "unexpected ';'", "cells are separated by commas, not by ';'"],
  ['lr,nam\n1,a\n2,b\n', '1:4', "there is no key 'nam'", "did you mean 'name'?\nto add it, call it '+nam'"],
])('a table of points is told where it is wrong, once: %j', (table, place, message, hint) => {
  app.write('points.csv', table)
  const { code, stderr } = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv')
  expect(code).toBe(2)
  expect(stderr.match(/^points\.csv:[\d:]+/gm)).toEqual([`points.csv:${place}`])
  expect(stderr).toContain(message)
  expect(stderr).toContain(hint)
})

test.each(['lr=3,4', 'a=zip(lr=choice(3,4),name=choice(a,b))'])(
  'a key that is swept beside points that have it is refused: %s',
  (override) => {
    app.write('points.csv', 'wait,lr\nfalse,1\nfalse,2\n')
    const of = (...more: string[]) =>
      sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', 'hydra.sweep.dir=mr', ...more)
    const { code, stderr } = of(override)
    expect([code, app.has('mr')], stderr).toEqual([2, false])
    expect(stderr).toContain(
      `command line  '${override}' is swept, and the points of 'points.csv' have a 'lr' of their`,
    )
    expect(stderr).toMatch(/leave one of them out\n\s*it is named in points\.csv:1:6\n/)
    expect(of('name=a,b', '--dry-run').stdout).toContain('4 jobs valid')
    app.write('conf/config.yaml', 'name: n\nlr: 1\nedit: false\nwait: false\nhydra: {sweeper: {params: {lr: "3,4"}}}\n')
    expect(of('--dry-run').stderr).toContain("hydra.sweeper.params  'lr=3,4' is swept, and the points of 'points.csv'")
    // One value for all is what was typed last.
    expect(of('lr=5', '--dry-run').stdout).toContain('2 jobs valid')
  },
)

test('a list in quotes is one cell, and a key that is added is one of the header', () => {
  app.write('points.csv', 'lr,+nam\n1,"[a,b]"\n')
  const { stdout, stderr } = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', '--dry-run')
  expect(stdout, stderr).toBe('#0: lr=1 +nam=[a,b]\n1 job valid: nothing was run\n')
})

test('a wrong value of a list of points in YAML has its own place', () => {
  app.write('points.yaml', '- name: a\n  lr: 1\n- name: b\n  lrr: 2\n')
  const { code, stderr } = sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.yaml')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^points\.yaml:4:3 {2}there is no key 'lrr'/)
})

test('each of several grids has the sweeps of the config, too', () => {
  app.write('conf/config.yaml', 'name: n\nlr: 1\nedit: false\nwait: false\nhydra: {sweeper: {params: {lr: "1,2"}}}\n')
  const grids = 'hydra.sweeper.grids=[{name:a},{name:b,lr:"3"}]'
  const { stdout } = sweep('hydra/sweeper=concat', grids, '--dry-run')
  expect(stdout).toBe('#0: lr=1 name=a\n#1: lr=2 name=a\n#2: lr=3 name=b\n3 jobs valid: nothing was run\n')
})

test.each([
  ['{name: 1,2}', 'name: 1,2', "a key of 'hydra.sweeper.params' must be a string, not 2"],
  ['{lr: 0, name: a,b,c}', 'name: a,b,c', "'hydra.sweeper.params.b' must be a string, not null"],
])('a sweep in braces without quotes has its place, and how it is written: %s', (params, slip, message) => {
  const config = (map: string) =>
    app.write('conf/config.yaml', `name: n\nlr: 1\nhydra:\n  sweeper:\n    params: ${map}\n`)
  config(params)
  const { code, stderr } = sweep('--dry-run')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^conf\/config\.yaml:5:\d+ {2}/)
  expect(stderr).toContain(message)
  const quoted = slip.replace(/: (.*)$/, ": '$1'")
  expect(stderr).toContain(`a value with a comma stands in quotes: ${quoted}\n`)
  config(params.replace(slip, quoted))
  expect(sweep('--dry-run').stdout).toMatch(/[23] jobs valid/)
})

test.each(['{lr: 0, name: null}', '{lr: 0, name: }', '\n      lr: 0\n      name:'])(
  'a sweep that has no values is not taken for more of the one before it: %j',
  (params) => {
    app.write('conf/config.yaml', `name: n\nlr: 1\nhydra:\n  sweeper:\n    params: ${params}\n`)
    const { code, stderr } = sweep('--dry-run')
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("'hydra.sweeper.params.name' must be a string, not null"),
    ])
    expect(stderr).not.toContain('stands in quotes')
  },
)

test('a sweeper that lacks a parameter is refused by its name, with what to type', () => {
  const { code, stderr } = sweep('name=a,b', 'hydra/sweeper=list')
  expect(code).toBe(2)
  expect(stderr).toContain('hydra.sweeper.file is mandatory')
  expect(stderr).toContain('give it one: hydra.sweeper.file=…')
})

describe('a sweep without jobs', () => {
  test.each([
    ["'size=glob(x*)' matches none of the options of size: large, small", 'size=glob(x*)'],
    ["'sise=glob(*)' finds nothing: there is no group 'sise'", 'sise=glob(*)'],
    ["'size.lr=glob(*)' finds nothing: there is no group 'size.lr'", 'size.lr=glob(*)', "such as 'size=glob(*)'"],
    ["'lr=range(3,1)' has no values: it counts up, from 3 to 1", 'lr=range(3,1)', "to count down: 'lr=range(3,1,-1)'"],
    ["'lr=range(1,1)' has no values: a range ends before its end", 'lr=range(1,1)', "for that value alone: 'lr=1'"],
  ])('is refused: %s', (message, override, hint = '') => {
    for (const size of ['small', 'large']) app.write(`conf/size/${size}.yaml`, '{}\n')
    const { code, stderr } = sweep('name=a,b', override)
    expect(code).toBe(2)
    expect(stderr).toContain(`command line  ${message}\n`)
    expect(stderr).toContain(hint)
  })

  test('is refused where a file has no points, or what each is run with no values', () => {
    app.write('points.csv', 'name\n')
    const of = (...more: string[]) => sweep('hydra/sweeper=list', 'hydra.sweeper.file=points.csv', ...more)
    expect([of().code, of().stderr]).toEqual([2, expect.stringContaining("'points.csv' has no points")])
    app.write('points.csv', 'name\na\n')
    expect(of('lr=range(3,1)').stderr).toContain("'lr=range(3,1)' has no values")
    expect(of('lr=range(3,1,-1)', '--dry-run').stdout).toContain('2 jobs valid')
  })
})

describe('Ctrl-C', () => {
  test('once says what is left, ends the job, and reports what was done', async () => {
    const args = ['app.mjs', '-m', 'name=a,b,c,d', 'wait=true', 'hydra.sweep.dir=mr']
    const { code, stdout, stderr } = await app.interruptNode('running a', 'SIGINT', ...args)
    expect(code).toBe(130)
    expect(stderr).toContain('3 jobs of 4 will not be run: #1 to #3\n')
    expect(stderr).toContain('interrupted after 1 of 4 jobs')
    expect(stdout).toContain('1 job in mr\n#0: name=a ')
    expect(names()).toEqual(['mr/0/name.txt'])
  })

  test('ends a sweep that is still being validated, which tells how far it is', async () => {
    const args = ['app.mjs', '-m', 'lr=range(1000000)', 'hydra.sweep.dir=mr']
    const { code, stderr } = await app.interruptNode('jobs validated', 'SIGINT', ...args)
    expect(code).toBe(130)
    expect(stderr).toMatch(/[\d,]+ of 1,000,000 jobs validated/)
    expect(stderr).toMatch(/interrupted: \d+ of 1000000 jobs were valid, none was run/)
    expect(stderr).not.toMatch(/stopping|will not be run/)
    expect(app.has('mr')).toBe(false)
  })
})

test('one mistake of many jobs is told once', () => {
  const { code, stderr } = sweep('lrr=range(100)')
  expect(code).toBe(2)
  expect(stderr.match(/there is no key/g)).toHaveLength(1)
})
