import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/arguments/parse-arguments.js'
import { polyheadApp } from '../../src/cli/polyhead-app.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeAll(() => {
  project = new Project().write('a=1.csv', '1\n')
  for (const dir of ['lr=0.1,seed=2', '~odd', '+more', 'plain']) mkdirSync(join(project.dir, dir))
})
afterAll(() => project.remove())

const commands = await polyheadApp.commands()
const parse = (...argv: string[]) => parseArguments(argv, commands, { program: 'polyhead', cwd: project.dir })

/** What is taken, where nothing is wrong. */
function taken(...argv: string[]) {
  const { command, args, problems, unknown, stray } = parse(...argv)
  expect([problems, unknown, stray]).toEqual([[], [], []])
  return { command: command?.name, ...args }
}

/** What is said of a line that is wrong. */
const wrong = (...argv: string[]) => parse(...argv).problems.map(({ message }) => message)

describe('flags and words may be mixed', () => {
  test('a flag with a value stands before the command, between its words, or after them', () => {
    for (const argv of [
      ['--config-dir', 'x', 'check'],
      ['check', '--config-dir=x'],
      ['-cd', 'x', '-q', 'check'],
    ])
      expect(taken(...argv)).toMatchObject({ command: 'check', flags: { configDir: ['x'] } })
    expect(taken('--plugin', 'p', 'ls')).toMatchObject({ command: 'ls', flags: { plugin: ['p'] } })
    expect(taken('--in', 'again', 'reproduce', 'plain')).toMatchObject({
      command: 'reproduce',
      operands: { dir: 'plain' },
      options: { in: 'again', tolerance: 0 },
    })
  })

  test('the last of a flag counts; a repeatable one keeps all', () => {
    expect(taken('-cn', 'a', '--config-name=b', '-cd', 'x', '--config-dir', 'y').flags).toMatchObject({
      configName: 'b',
      configDir: ['x', 'y'],
    })
  })

  test('--info stands alone, or with one of its choices', () => {
    expect(taken('--info', 'seed=1')).toMatchObject({ flags: { info: 'all' }, overrides: ['seed=1'] })
    expect(taken('-i', 'defaults').flags.info).toBe('defaults')
  })

  test('what follows -- is no flag', () => {
    expect(taken('report', '--', '-odd')).toMatchObject({ operands: { dir: '-odd' } })
    expect(taken('--', 'report', 'x')).toMatchObject({ command: 'report', operands: { dir: 'x' } })
    expect(taken('-m', '--', 'seed=1,2')).toMatchObject({ command: undefined, overrides: ['seed=1,2'] })
  })
})

describe('a directory whose name looks like an override', () => {
  test.each(['lr=0.1,seed=2', '~odd', '+more'])('%s is the run where it is there', (dir) => {
    expect(taken('reproduce', dir, 'seed=3')).toMatchObject({ operands: { dir }, overrides: ['seed=3'] })
    expect(taken('reproduce', 'seed=3', dir)).toMatchObject({ operands: { dir }, overrides: ['seed=3'] })
    expect(taken('diff', dir, dir)).toMatchObject({ operands: { first: dir, second: dir } })
    expect(taken('ls', dir)).toMatchObject({ operands: { folder: dir, conditions: [] } })
  })

  test('after -- it need not be there: the message is that of the command', () => {
    expect(taken('reproduce', '--', 'lr=9', 'seed=3')).toMatchObject({
      operands: { dir: 'lr=9' },
      overrides: ['seed=3'],
    })
    expect(wrong('reproduce', 'lr=9')).toEqual(['reproduce needs a run directory'])
  })

  test('once the run is given, it is an override', () => {
    expect(taken('reproduce', 'plain', 'lr=0.1,seed=2')).toMatchObject({ overrides: ['lr=0.1,seed=2'] })
    expect(taken('resume', 'plain', 'trainer.max_epochs=9')).toMatchObject({ overrides: ['trainer.max_epochs=9'] })
  })

  test('a file is taken for a file, and not for a run', () => {
    expect(taken('predict', 'plain', 'a=1.csv')).toMatchObject({ operands: { dir: 'plain', file: 'a=1.csv' } })
    expect(wrong('reproduce', 'a=1.csv')).toEqual(['reproduce needs a run directory'])
  })
})

test('the conditions of ls are told from its folder', () => {
  expect(taken('ls', 'plain', '--where', 'acc>0.5', 'seed=2', 'lr<1')).toMatchObject({
    operands: { folder: 'plain', conditions: ['seed=2', 'lr<1'] },
    options: { where: ['acc>0.5'] },
  })
})

describe('a value is checked by the type that is declared', () => {
  const tolerance = ['x', 'nan', 'NaN', 'inf', '-inf', 'Infinity', '-1', '1e400', '0x10', '1_000', '1,5', ' 1', '1 2']
  test.each(tolerance)('--tolerance %j', (value) => {
    const message = `--tolerance takes a number ≥ 0, not '${value}'`
    expect(wrong('reproduce', 'plain', '--tolerance', value)).toEqual([message])
    expect(wrong('reproduce', 'plain', `--tolerance=${value}`)).toEqual([message])
  })

  test.each([
    ['0', 0],
    ['1e-3', 0.001],
    ['.5', 0.5],
    ['+2.', 2],
  ])('--tolerance %s is a number', (value, number) => {
    expect(taken('reproduce', 'plain', '--tolerance', value).options).toMatchObject({ tolerance: number })
  })

  test.each(['0', '-1', '1.5', 'two', '9007199254740993'])('--task %s', (value) => {
    expect(wrong('export', 'plain', '--task', value)).toEqual([`--task takes a whole number ≥ 1, not '${value}'`])
  })

  test('choices, with the nearest', () => {
    expect(parse('eval', 'plain', '--weights', 'bst').problems).toMatchObject([
      { message: "--weights takes best or final, not 'bst'", hint: "did you mean 'best'?" },
    ])
    expect(wrong('ls', '--format', 'html')).toEqual(["--format takes table, markdown, csv or latex, not 'html'"])
    expect(wrong('worker', '--redis', 'here')).toEqual(["--redis takes what looks like redis://HOST:PORT, not 'here'"])
    expect(wrong('worker', '--queue', 'a:b')).toEqual(["--queue takes what looks like jobs-1, not 'a:b'"])
    expect(wrong('--cfg', 'jobs')).toEqual(["--cfg takes job, hydra or all, not 'jobs'"])
  })

  test('the caret is under the value, also where the same word stands elsewhere', () => {
    expect(parse('reproduce', 'x', '--tolerance', 'x').problems).toMatchObject([
      { source: { text: '--tolerance x', range: [12, 13] } },
    ])
  })

  test.each([
    [['--cfg'], '--cfg needs a value: job, hydra, all'],
    [['--cfg', '--resolve'], '--cfg needs a value: job, hydra, all'],
    [['-cn='], '-cn needs a value, NAME: the primary config'],
    [['reproduce', 'plain', '--in', '--', 'x'], '--in needs a value, DIR: the directory of the new run'],
    [['reproduce', 'plain', '--in', 'a', '--in'], '--in needs a value, DIR: the directory of the new run'],
    [['--quiet=nope'], '--quiet takes no value'],
  ])('%j', (argv, message) => {
    expect(wrong(...argv)).toContain(message)
  })
})

describe('nothing is accepted and ignored', () => {
  test.each([
    [['ls', '--cfg', 'job'], "--cfg belongs to a run, not to 'ls'"],
    [['eval', 'plain', '-m'], "--multirun belongs to a run, not to 'eval'"],
    [['check', '--in', 'x'], "--in belongs to reproduce, eval, not to 'check'"],
    [['--weights', 'best', 'seed=1'], '--weights belongs to eval, predict, export, not to a run'],
    [['check', 'seed=1'], "check takes no overrides, such as 'seed=1'"],
    [['export', 'plain', 'seed=1'], "export takes no overrides, such as 'seed=1'"],
    [['diff', 'plain', 'plain', 'more'], "diff takes a run directory and another one, not 'more' too"],
    [['diff'], 'diff needs a run directory and another one'],
    [['completion'], 'completion needs a shell: bash, zsh, fish'],
    [['--resolve'], '--resolve goes with --cfg or --help only'],
    [['--run', '-m'], '--run goes with none of --multirun, --cfg and --info'],
    [['--cfg', 'job', '-m'], 'only one of --multirun, --cfg and --info can be given'],
  ])('%j', (argv, message) => {
    expect(wrong(...argv)).toEqual([message])
  })
})

test('options of one name take a value in all commands, or in none: they may stand before the command', () => {
  const kinds = new Map<string, boolean>()
  for (const { name: command, options } of commands.values())
    for (const [name, { type }] of Object.entries(options)) {
      const isSwitch = type === 'boolean'
      expect(kinds.get(name) ?? isSwitch, `--${name} of ${command}`).toBe(isSwitch)
      kinds.set(name, isSwitch)
    }
})
