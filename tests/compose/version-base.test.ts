import { describe, expect, test } from 'vitest'
import {
  ConfigError,
  compose,
  expandSweep,
  openRepository,
  parseOverride,
  printOverride,
  type VersionBase,
} from '../../src/compose/index.js'
import { writeTree } from './write-tree.js'

const override = (group: string, option: string) =>
  `# @package _global_\ndefaults:\n  - override /${group}: ${option}\n`
const files = {
  'db/mysql': 'name: mysql\n',
  'db/pg': 'name: pg\n',
  'db/sqlite': 'name: sqlite\n',
  'experiment/pg': override('db', 'pg'),
  'experiment/sqlite': override('db', 'sqlite'),
}

/** What is chosen for `db`, and the warnings, by the rules of both versions. */
function both(defaults: string, overrides: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const configDir = writeTree({ ...files, ...more, config: `defaults:\n${defaults}` })
  return (['1.3', '1.4'] as const).map((versionBase) => {
    const { choices, warnings, get } = compose({ configDir, configName: 'config', overrides, versionBase, env: {} })
    const told = warnings.filter(({ code }) => code === 'version-base')
    return { db: choices.db, version: get('hydra.runtime.version_base'), told: told.map(({ message }) => message) }
  })
}

describe('overrides of one group in several defaults lists', () => {
  const list = '  - _self_\n  - db: mysql\n  - override db: sqlite\n'

  test('an experiment that is added loses against the primary config by 1.3, with a warning, and wins by 1.4', () => {
    const message = "group 'db' is 'sqlite', by an override in 'config': the later one in 'experiment/pg', 'pg', loses"
    expect(both(list, ['+experiment=pg'])).toEqual([
      { db: 'sqlite', version: '1.3', told: [message] },
      { db: 'pg', version: '1.4', told: [] },
    ])
  })

  test('of added experiments the last wins by 1.4', () => {
    expect(both(list, ['+experiment=[sqlite,pg]']).map(({ db }) => db)).toEqual(['sqlite', 'pg'])
    expect(both(list, ['+experiment=[pg,sqlite]'])).toEqual([
      { db: 'sqlite', version: '1.3', told: [] },
      { db: 'sqlite', version: '1.4', told: [] },
    ])
  })

  test('one that the primary config names comes before its overrides: both versions agree', () => {
    const named = '  - _self_\n  - db: mysql\n  - experiment: pg\n  - override db: sqlite\n'
    expect(both(named, []).map(({ db, told }) => [db, told])).toEqual([
      ['sqlite', []],
      ['sqlite', []],
    ])
  })

  test('the command line wins over both, without a warning', () => {
    expect(both(list, ['+experiment=pg', 'db=mysql']).map(({ db, told }) => [db, told])).toEqual([
      ['mysql', []],
      ['mysql', []],
    ])
  })

  test('of two in one list the first holds by 1.3, with a warning, and the last by 1.4', () => {
    const twice = '  - _self_\n  - db: mysql\n  - override db: sqlite\n  - override db: pg\n'
    expect(both(twice, [])).toEqual([
      {
        db: 'sqlite',
        version: '1.3',
        told: ["group 'db' is 'sqlite', by an override in 'config': the later one, 'pg', loses"],
      },
      { db: 'pg', version: '1.4', told: [] },
    ])
  })

  test("Hydra's own groups go by the same rules", () => {
    const configDir = writeTree({
      config: 'defaults:\n  - _self_\n  - override hydra/job_logging: none\n',
      'experiment/loud': override('hydra/job_logging', 'disabled'),
    })
    const chosen = (versionBase: VersionBase) =>
      compose({ configDir, configName: 'config', overrides: ['+experiment=loud'], versionBase }).choices[
        'hydra/job_logging'
      ]
    expect([chosen('1.3'), chosen('1.4')]).toEqual(['none', 'disabled'])
  })
})

describe('a group that is added after an override of it', () => {
  const list = '  - _self_\n  - override db: pg\n'

  test('is discarded by 1.3, with a warning, and refused by 1.4', () => {
    const configDir = writeTree({ ...files, config: `defaults:\n${list}` })
    const composed = (versionBase: VersionBase) =>
      compose({ configDir, configName: 'config', overrides: ['+db=mysql'], versionBase })
    expect(composed('1.3').get('db.name')).toBe('pg')
    expect(composed('1.3').warnings.map(({ message }) => message)).toEqual([
      "'mysql' is discarded: group 'db' stays 'pg', by an override in 'config', which comes before it",
    ])
    expect(() => composed('1.4')).toThrow("'config' overrides 'db', which comes after it: 'mysql'")
  })

  test('is the override’s where an experiment after it says so, by both', () => {
    const configDir = writeTree({ ...files, config: 'a: 1\n' })
    const name = (versionBase: VersionBase) =>
      compose({ configDir, configName: 'config', overrides: ['+db=mysql', '+experiment=pg'], versionBase }).get(
        'db.name',
      )
    expect([name('1.3'), name('1.4')]).toEqual(['pg', 'pg'])
  })

  test('in a config that an interpolation chooses, it is overridden by what comes after it, by both', () => {
    const configDir = writeTree({
      ...files,
      'kind/x': 'defaults:\n  - /db@_global_.db: mysql\n',
      'mode/x': '',
      config: 'defaults:\n  - _self_\n  - mode: x\n  - kind: ${mode}\n  - override db: pg\n',
    })
    for (const versionBase of ['1.3', '1.4'] as const) {
      expect(compose({ configDir, configName: 'config', versionBase }).get('db.name')).toBe('pg')
    }
  })
})

describe('sort(range(…))', () => {
  /** The values, and whether a warning is given by 1.3. */
  const values = (text: string, versionBase: VersionBase) => {
    const told: string[] = []
    const repository = {
      options: () => [],
      versionBase,
      warn: ({ message }: { message: string }) => told.push(message),
    }
    const jobs = expandSweep({ overrides: [`a=${text}`], repository })
    return { values: jobs.map(([job]) => job?.slice(2)).join(' '), told: told.length }
  }

  test.each([
    ['sort(range(5,0,-2))', '2 4 6', '1 3 5', 1],
    ['sort(range(0,5,2),reverse=true)', '3 1 -1', '4 2 0', 1],
    ['sort(range(0,7,3),reverse=true)', '4 1 -2', '6 3 0', 1],
    ['sort(range(5,0,-7))', '7', '5', 1],
    ['float(sort(range(5,0,-2)))', '2.0 4.0 6.0', '1.0 3.0 5.0', 1],
    ['sort(float(range(5,0,-2)))', '2.0 4.0 6.0', '1.0 3.0 5.0', 1],
    ['tag(a,sort(range(5,0,-2)))', '2 4 6', '1 3 5', 1],
    ['sort(range(1,0,-0.3))', '0.3 0.6 0.8999999999999999 1.2', '0.1 0.4 0.7 1.0', 1],
    ['sort(range(0,5,2))', '0 2 4', '0 2 4', 0],
    ['sort(range(0,6,2),reverse=true)', '4 2 0', '4 2 0', 0],
    ['sort(range(5,0,-5))', '5', '5', 0],
    ['sort(range(0,1,0.25),reverse=true)', '0.75 0.5 0.25 0.0', '0.75 0.5 0.25 0.0', 0],
    ['sort(range(0,5,-1))', '', '', 0],
    ['range(0.6,0.9,0.1)', '0.6 0.7 0.7999999999999999 0.9', '0.6 0.7 0.8', 0],
  ])('%s is %s by 1.3, %s by 1.4', (text, old, mended, warnings) => {
    expect(values(text, '1.3')).toEqual({ values: old, told: warnings })
    expect(values(text, '1.4')).toEqual({ values: mended, told: 0 })
  })

  test('of what is shuffled it is sorted by 1.4 alone', () => {
    expect(values('sort(shuffle(3,1,2))', '1.4')).toEqual({ values: '1 2 3', told: 0 })
    expect(values('sort(shuffle(range(3,0,-1)))', '1.4')).toEqual({ values: '1 2 3', told: 0 })
    expect(values('sort(shuffle(3,1,2))', '1.3').told).toBe(1)
  })
})

describe('casts of ranges', () => {
  /** The values, or what is wrong, and the hints of warnings. */
  const values = (text: string, versionBase: VersionBase) => {
    const told: (string | undefined)[] = []
    const repository = { options: () => [], versionBase, warn: ({ hint }: { hint?: string }) => told.push(hint) }
    try {
      const jobs = expandSweep({ overrides: [`a=${text}`], repository, seed: 1 })
      return { values: jobs.map(([job]) => job?.slice(2)).join(' '), told }
    } catch (error) {
      return { values: (error as Error).message, told }
    }
  }

  // As Hydra 1.3.8 and 1.4.0rc3 enumerate them.
  test.each([
    ['int(range(1,4))', '1 2 3', '1 2 3'],
    ['float(range(1,4))', '1.0 2.0 3.0', '1.0 2.0 3.0'],
    ['float(range(3,1,-1))', '3.0 2.0', '3.0 2.0'],
    ['int(float(range(1,4)))', '1 2 3', '1 2 3'],
    ['float(int(range(1.5,4.5)))', '1.0 2.0 3.0', '1.0 2.0 3.0'],
    ['int(sort(range(3,1,-1)))', '2 3', '2 3'],
    ['sort(int(range(3.5,1.5,-1)),reverse=true)', '3 2', '3 2'],
    ['int(range(1e20,3e20,1e20))', '100000000000000000000 200000000000000000000', null],
    ['int(range(1,10,2.5))', '1 3 5 7 9', '1 3 6 8'],
    ['int(range(-0.5,2.5))', '0 1', '0 0 1'],
    ['int(range(0.5,3.5,0.7))', 'the step of a range cannot be 0', '0 1 1 2 3'],
    ['int(range(0,1,0.5))', 'the step of a range cannot be 0', '0 0'],
    ['float(range(1,2,0.3))', '1.0 1.3 1.6 1.9', '1.0 1.3 1.6 1.9'],
    ['str(range(1,4))', 'str: a range can only be cast to int or float', null],
    ['bool(range(0,2))', 'bool: a range can only be cast to int or float', null],
  ])('%s is %s by 1.3, %s by 1.4', (text, old, mended) => {
    const [by13, by14] = [values(text, '1.3'), values(text, '1.4')]
    expect([by13.values, by14.values]).toEqual([old, mended ?? old])
    expect(by14.told).toEqual([])
    const apart = mended !== null && old !== mended && !text.startsWith('float')
    expect(by13.told).toEqual(apart ? [expect.stringContaining(`gives ${mended.replaceAll(' ', ',')}`)] : [])
  })

  test('what 1.3 gives instead is told of ranges of any size, by what is shown of them', () => {
    const told = (text: string) => {
      const messages: string[] = []
      parseOverride(`a=${text}`, {
        versionBase: '1.3',
        warn: ({ message, hint }) => messages.push(`${message}; ${hint}`),
      })
      return messages.map((message) => message.replace(/^.*values: |: set it.*$/g, ''))
    }
    const gives = (is: string, wanted: string) => [`${is}; version_base '1.4' gives ${wanted}`]
    expect(told('int(range(1,1900000,1.9))')).toEqual(gives('gives 1,2,3,4,5,…', '1,2,4,6,8,…'))
    expect(told('int(range(0.5,1e300,1.9))')).toEqual(gives('gives 0,1,2,3,4,…', '0,2,4,6,8,…'))
    expect(told('int(range(0.5,1e300,0.5))')).toEqual(gives('its step is then 0', '0,1,1,2,2,…'))
    expect(told('int(range(0,2,0.5))')).toEqual(gives('its step is then 0', '0,0,1,1'))
    expect(told('int(range(0,1e300,2))')).toEqual([])
    expect(told('float(range(0,9007199254740993))')).toEqual([])
  })

  test('a tag and the order that shuffle asks for are kept by 1.4', () => {
    const parsed = (text: string, versionBase: VersionBase) => parseOverride(`a=${text}`, { versionBase })
    expect(parsed('int(tag(log,range(1,9,2.5)))', '1.4').element).toMatchObject({ tags: ['log'] })
    expect(parsed('int(shuffle(range(1,9,2.5)))', '1.4').element).toMatchObject({ shuffle: true })
    expect(parsed('int(shuffle(tag(log,range(1,9,2.5))))', '1.3').element).toMatchObject({ tags: [], shuffle: false })
    const text = printOverride(parsed('int(shuffle(tag(log,range(1,9,2.5))))', '1.4'))
    expect(printOverride(parsed(text.slice(2), '1.4'))).toBe(text)
  })
})

describe('extend_list', () => {
  const configDir = writeTree({ config: 'a: [1, 2]\nn: null\nm: ???\nd: {x: 1}\nb: ${a}\n' })
  const composed = (overrides: string[], versionBase: VersionBase = '1.4') =>
    compose({ configDir, configName: 'config', overrides, versionBase, env: {} })

  // As Hydra 1.4.0rc3 composes them.
  test.each([
    [['a=extend_list(3,4)'], [1, 2, 3, 4]],
    [['a=extend_list()'], [1, 2]],
    [['a=extend_list([3,4])'], [1, 2, [3, 4]]],
    [["a=extend_list('1',null,{q: 1})"], [1, 2, '1', null, { q: 1 }]],
    [
      ['a=extend_list(1)', 'a=extend_list(2)'],
      [1, 2, 1, 2],
    ],
    [['a=extend_list(int(2.5))'], [1, 2, 2]],
    [['b=extend_list(3)'], [1, 2, 3]],
  ])('%j extends the list by 1.4', (overrides, list) => {
    expect(composed(overrides).get(overrides[0]?.[0] as string)).toEqual(list)
  })

  test.each([
    ['n=extend_list(1)', "'extend_list' extends a list, but 'n' is null", 'n=append(1)'],
    ['m=extend_list(1)', "but 'm' is still to be given", 'm=append(1)'],
    ['d=extend_list(1)', "but 'd' is a map", undefined],
    ['z=extend_list(1)', "there is no key 'z'", undefined],
    ['+z=extend_list(1)', "it takes no '+'", undefined],
    ['++a=extend_list(3)', "it takes no '+'", 'a=extend_list(3)'],
    ['a=extend_list(range(1,3))', 'extend_list takes values', undefined],
  ])('%s is refused, as by Hydra', (override, message, works) => {
    expect(() => composed([override])).toThrow(message)
    if (works === undefined) return
    expect(hintOf(() => composed([override]))).toContain(works)
    expect(() => composed([works])).not.toThrow()
  })

  test('append begins a list where none is given yet', () => {
    expect(composed(['m=append(1)'], '1.3').get('m')).toEqual([1])
    expect(composed(['n=append(1)'], '1.3').get('n')).toEqual([1])
  })

  test('1.3 has no such function, and is told what has', () => {
    expect(() => composed(['a=extend_list(3)'], '1.3')).toThrow(
      "there is no function 'extend_list' by the rules of 1.3",
    )
    expect(hintOf(() => composed(['a=extend_list(3)'], '1.3'))).toBe("use 'a=append(3)'")
  })
})

function hintOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics[0]?.hint
  }
  return undefined
}

test('an open search path knows by which rules it is composed', () => {
  const repository = openRepository(writeTree({ config: '' }), { versionBase: '1.4' })
  expect(compose({ repository, configName: 'config' }).get('hydra.runtime.version_base')).toBe('1.4')
  expect(repository.with([]).versionBase).toBe('1.4')
})
