import { describe, expect, test } from 'vitest'
import { compose, defaultsText, defaultsTreeText } from '../../src/compose/index.js'
import { writeTree } from './write-tree.js'

/** The final defaults list of a tree whose primary config has these entries, without the hydra node's own configs. */
function listOf(entries: string, files: Readonly<Record<string, string>>, overrides: readonly string[] = []) {
  const configDir = writeTree({ config: `defaults:\n${entries}`, ...files })
  const config = compose({ configDir, configName: 'config', overrides, env: {} })
  return config.defaults.filter(([path]) => !path.startsWith('hydra/')).map(([path, name]) => `${path} → ${name}`)
}

const db = { 'db/mysql': 'port: 3306\n', 'db/postgres': 'port: 5432\n' }

describe('the defaults list', () => {
  test('a config without _self_ comes last', () => {
    expect(listOf('  - db: mysql\n', db)).toEqual(['db/mysql → db', 'config → '])
    expect(listOf('  - _self_\n  - db: mysql\n', db)).toEqual(['config → ', 'db/mysql → db'])
  })

  test('names in a group start from that group, and from the root after a slash', () => {
    const files = {
      ...db,
      'app/main': 'defaults:\n  - part: x\n  - /db: mysql\n  - base\n',
      'app/part/x': '',
      'app/base': '',
    }
    expect(listOf('  - app: main\n', files)).toEqual([
      'app/part/x → app.part',
      'db/mysql → app.db',
      'app/base → app',
      'app/main → app',
      'config → ',
    ])
  })

  test.each([
    ['db@source: mysql', 'db/mysql → source'],
    ['db@_global_: mysql', 'db/mysql → '],
    ['db@_here_: mysql', 'db/mysql → '],
    ['db@_group_.first: mysql', 'db/mysql → db.first'],
    ['db@a.b: mysql', 'db/mysql → a.b'],
    ['db/mysql', 'db/mysql → db'],
    ['db/mysql@x', 'db/mysql → x'],
  ])('- %s', (entry, expected) => {
    expect(listOf(`  - ${entry}\n`, db)).toEqual([expected, 'config → '])
  })

  test('a header names the package, and an entry wins over it', () => {
    const files = { 'db/mysql': '# @package storage.main\nport: 1\n' }
    expect(listOf('  - db: mysql\n', files)).toEqual(['db/mysql → storage.main', 'config → '])
    expect(listOf('  - db@x: mysql\n', files)).toEqual(['db/mysql → x', 'config → '])
  })

  test('several options of a group are merged in their order', () => {
    expect(listOf('  - db: [mysql, postgres]\n', db)).toEqual(['db/mysql → db', 'db/postgres → db', 'config → '])
    expect(listOf('  - db: [mysql, postgres]\n', db, ['db=[postgres]'])).toEqual(['db/postgres → db', 'config → '])
  })

  test('null leaves a group out, and optional forgives a missing option', () => {
    expect(listOf('  - db: null\n  - optional db@x: none\n  - optional other: thing\n', db)).toEqual(['config → '])
    expect(listOf('  - db: null\n', db, ['db=mysql'])).toEqual(['db/mysql → db', 'config → '])
  })

  test('an interpolation is resolved once the other groups are chosen', () => {
    const files = { ...db, 'db_host/mysql_local': '', 'host/local': '' }
    const entries = '  - db_host: ${db}_${host}\n  - db: mysql\n  - host: local\n'
    expect(listOf(entries, files)).toContain('db_host/mysql_local → db_host')
  })

  test('of overrides that name a group, the outermost wins', () => {
    const files = { ...db, 'exp/a': 'defaults:\n  - override /db: postgres\n' }
    expect(listOf('  - db: mysql\n  - exp@_global_: a\n', files)).toContain('db/postgres → db')
    expect(listOf('  - db: mysql\n  - exp@_global_: a\n', files, ['db=mysql'])).toContain('db/mysql → db')
  })

  test('a group is deleted by its name, or only if it has a given option', () => {
    expect(listOf('  - db: mysql\n', db, ['~db'])).toEqual(['config → '])
    expect(listOf('  - db: mysql\n', db, ['~db=mysql'])).toEqual(['config → '])
    expect(() => listOf('  - db: mysql\n', db, ['~db=postgres'])).toThrow(/cannot delete 'db=postgres'/)
  })

  test('.. leads out of a group that does not exist, too', () => {
    const files = {
      'task/train': 'defaults:\n  - validation: ../validation\n  - nope/../other\n  - ./other@dot\n',
      'task/validation': '',
      'task/other': '',
    }
    expect(listOf('  - task: train\n', files)).toEqual([
      'task/validation/../validation → task.validation',
      'task/nope/../other → task.nope...',
      'task/./other → task.dot',
      'task/train → task',
      'config → ',
    ])
    expect(() => listOf('  - ../outside\n', {})).toThrow(/there is no config '..\/outside'/)
  })

  test('an explicit .yaml is the same file, a .yml is none', () => {
    expect(listOf('  - db: mysql.yaml\n', db)).toEqual(['db/mysql.yaml → db', 'config → '])
    expect(() => listOf('  - db: mysql.yml\n', db)).toThrow(/not an option/)
  })
})

test('the list and the tree as text', () => {
  const configDir = writeTree({
    config: 'defaults:\n  - db: mysql\n  - net: null\n  - _self_\n',
    'db/mysql': 'defaults:\n  - base\n',
    'db/base': 'a: 1\n',
  })
  const config = compose({ configDir, configName: 'config', env: {} })
  const own = (text: string) => text.split('\n').filter((line) => !line.includes('hydra'))
  expect(own(defaultsTreeText(config)).join('\n')).toMatchInlineSnapshot(`
    "<root>:
        _self_
      config:
        db: mysql:
          db/base
          _self_
        net: null
        _self_
    "
  `)
  expect(own(defaultsText(config)).join('\n')).toMatchInlineSnapshot(`
    "| Config path                 | Package             | _self_ | Parent       |
    |-----------------------------|---------------------|--------|--------------|
    | db/base                     | db                  | no     | db/mysql     |
    | db/mysql                    | db                  | yes    | config       |
    | config                      |                     | yes    |              |
    "
  `)
})
