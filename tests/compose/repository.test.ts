import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compose, openRepository, searchPathText } from '../../src/compose/index.js'
import { freezeRepository } from '../../src/compose/repository.js'
import { toPlain } from '../../src/config/index.js'
import { addFiles, writeTree } from './write-tree.js'

describe('openRepository', () => {
  test('a file is parsed once, and again when it changes', () => {
    const folder = writeTree({ 'db/mysql': 'port: 1\n' })
    const repository = openRepository(folder)
    const first = repository.load('db/mysql')
    expect(repository.load('db/mysql')).toBe(first)
    writeFileSync(join(folder, 'db/mysql.yaml'), 'port: 22\n')
    expect(repository.load('db/mysql')?.content).not.toBe(first?.content)
    const second = repository.load('db/mysql')
    utimesSync(join(folder, 'db/mysql.yaml'), 1, 1)
    expect(repository.load('db/mysql')).not.toBe(second)
  })

  test('lists options and groups, the hydra ones included', () => {
    const repository = openRepository(writeTree({ 'db/mysql': '', 'db/sqlite': '', 'db/engine/x': '', other: '' }))
    expect(repository.options('db')).toEqual(['mysql', 'sqlite'])
    expect(repository.options('')).toContain('other')
    expect(repository.groups('')).toEqual(['db', 'hydra'])
    expect(repository.groups('db')).toEqual(['engine'])
    expect(repository.options('hydra/job_logging')).toEqual(['colorlog', 'default', 'disabled', 'none', 'stdout'])
    expect(repository.options('nowhere')).toEqual([])
  })

  test('the first folder that has a file wins, and fallbacks are asked last', () => {
    const own = writeTree({ 'db/mysql': 'from: own\n' })
    const builtIn = writeTree({ 'db/mysql': 'from: built-in\n', 'db/sqlite': 'from: built-in\n' })
    const extra = writeTree({ 'db/mysql': 'from: extra\n', 'db/sqlite': 'from: extra\n' })
    const repository = openRepository([own, { dir: builtIn, fallback: true }]).with([{ dir: extra }])
    const config = compose({ repository, overrides: ['+db@a=mysql', '+db@b=sqlite'], env: {} })
    expect(config.toObject()).toEqual({ a: { from: 'own' }, b: { from: 'extra' } })
  })

  test('a folder can be mounted as a group', () => {
    const experiments = writeTree({ fast: '# @package _global_\nseed: 7\n', 'deep/slow': 'seed: 8\n' })
    const repository = openRepository([
      writeTree({ config: 'seed: 1\n' }),
      { dir: experiments, mount: 'experiment', provider: 'experiments' },
    ])
    expect(repository.groups('')).toContain('experiment')
    expect(repository.options('experiment')).toEqual(['fast'])
    expect(repository.groups('experiment')).toEqual(['deep'])
    expect(repository.isConfig('fast')).toBe(false)
    const config = compose({ repository, configName: 'config', overrides: ['+experiment=fast'], env: {} })
    expect(config.toObject()).toEqual({ seed: 7 })
  })

  test('nothing is read until it is asked for', () => {
    expect(() => openRepository('/nowhere/at/all')).not.toThrow()
    expect(openRepository('/nowhere/at/all').isConfig('x')).toBe(false)
  })

  test.each([
    ['a byte of Latin-1', Buffer.from('name: "caf\xe9"\n', 'latin1'), [1, 11]],
    ['one behind characters of several bytes', Buffer.concat([Buffer.from('a: 1\nü€😀: '), Buffer.of(0xff)]), [2, 7]],
    ['a character that is cut short', Buffer.concat([Buffer.from('a: '), Buffer.of(0xe2, 0x82)]), [1, 4]],
    ['UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le'), [1, 1]],
  ])('a file that is not UTF-8 is refused, with the place: %s', (_, bytes, [line, column]) => {
    const folder = writeTree({})
    writeFileSync(join(folder, 'bad.yaml'), bytes)
    let found: unknown
    try {
      openRepository(folder).load('bad')
    } catch (error) {
      found = error
    }
    expect(found).toMatchObject({
      diagnostics: [{ code: 'encoding', source: { kind: 'file', line, column }, hint: 'save the file as UTF-8' }],
    })
  })
})

describe('hydra.searchpath', () => {
  const extra = writeTree({ 'db/sqlite': 'file: x\n' })

  test('adds folders, from the primary config or the command line', () => {
    const configDir = writeTree({
      config: `hydra:\n  searchpath: ['file://\${oc.env:EXTRA}']\n`,
      plain: 'a: 1\n',
    })
    const env = { EXTRA: extra }
    const options = { configDir, env, overrides: ['+db=sqlite'] }
    expect(compose({ ...options, configName: 'config' }).get('db.file')).toBe('x')
    expect(compose({ ...options, configName: 'plain' }).get('db')).toBe('sqlite')
    const given = [`hydra.searchpath=['${extra}']`, '+db=sqlite']
    const config = compose({ ...options, configName: 'plain', overrides: given })
    expect(config.get('db.file')).toBe('x')
    expect(searchPathText(config)).toContain('hydra.searchpath in command-line')
  })

  test('a folder that does not exist is a warning', () => {
    const configDir = writeTree({ config: 'hydra:\n  searchpath: [/nowhere/at/all]\n' })
    const { warnings } = compose({ configDir, configName: 'config', env: {} })
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['searchpath', "the folder '/nowhere/at/all' of the search path does not exist"],
    ])
  })

  test.each(['hydra.searchpath=5', 'hydra.searchpath=[1]', 'hydra.searchpath=[s3://bucket]'])(
    '%s is refused',
    (override) => {
      const configDir = writeTree({ config: 'a: 1\n' })
      expect(() => compose({ configDir, configName: 'config', overrides: [override], env: {} })).toThrow(/searchpath/)
    },
  )

  test('the primary config itself is not looked for there, as in Hydra', () => {
    const folder = writeTree({})
    addFiles(extra, { main: 'a: 1\n' })
    const overrides = [`hydra.searchpath=['${extra}']`]
    expect(() => compose({ configDir: folder, configName: 'main', overrides, env: {} })).toThrow(/no config 'main'/)
  })
})

test('many compositions from configs that do not change come to the same as each by itself', () => {
  const files = {
    config: 'defaults: [db: mysql, extra: null]\nseed: 1\nurl: ${db.host}/${seed}\n',
    'db/mysql': 'host: a\nports: [1, 2]\n',
    'db/sqlite': 'host: b\n',
    'extra/one': '# @package _global_\ndefaults: [override /db: sqlite]\nseed: 7\n',
  }
  const folder = writeTree(files)
  const { repository } = freezeRepository(openRepository(folder))
  const jobs = [
    ...[['seed=2'], ['seed=3'], ['db=sqlite'], ['db=sqlite', 'seed=4'], ['extra=one'], ['extra=one', 'seed=5']],
    ...[['db.host=c'], ['~db'], ['db=mysql', '+db@second=sqlite'], ['hydra.job.name=x'], ['++db={host: z}'], []],
  ]
  const view = (overrides: string[], from: Parameters<typeof compose>[0]) => {
    const config = compose({ ...from, configName: 'config', overrides, env: {} })
    const { hydra, choices, warnings } = config
    return { full: toPlain(config.root), hydra: toPlain(hydra), choices, warnings }
  }
  for (const overrides of [...jobs, ...jobs.toReversed()]) {
    expect(view(overrides, { repository }), overrides.join(' ')).toEqual(view(overrides, { configDir: folder }))
  }
  for (let i = 0; i < 2; i++)
    expect(() => view(['db=nothing'], { repository })).toThrow("'nothing' is not an option of the group 'db'")
})
