import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compose } from '../../src/compose/index.js'
import { packageFolder } from '../../src/compose/package-folder.js'
import { Project } from '../helpers/project.js'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'polyhead-packages-'))
  for (const folder of ['work/deep', 'node_modules/@some/shared/conf/db', 'python/their_package/conf/db']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  writeFileSync(join(root, 'python/their_package/conf/db/mysql.yaml'), 'port: 3306\n')
  writeFileSync(join(root, 'node_modules/@some/shared/conf/db/pg.yaml'), 'port: 5432\n')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('packages on the search path', () => {
  test('an npm package is found from the working directory upwards, a Python package below PYTHONPATH', () => {
    const env = { PYTHONPATH: ['', join(root, 'nowhere'), join(root, 'python')].join(delimiter) }
    const deep = join(root, 'work/deep')
    expect(packageFolder('@some/shared/conf', env, deep)).toBe(join(root, 'node_modules/@some/shared/conf'))
    const theirs = join(root, 'python/their_package/conf')
    expect(packageFolder('their_package.conf', env, deep)).toBe(theirs)
    expect(packageFolder('their_package/conf', env, deep)).toBe(theirs)
    expect(packageFolder('their_package.conf', {}, deep)).toBeUndefined()
    expect(packageFolder('their_package.conf.db.mysql.yaml', env, deep)).toBeUndefined()
  })

  test('a name never leads out of the packages', () => {
    const env = { PYTHONPATH: join(root, 'python/their_package') }
    for (const name of [
      '..',
      '../their_package',
      '/',
      root,
      '@some/../../work',
      'conf/..',
      '',
      '.',
      '@some/./shared',
    ]) {
      expect([name, packageFolder(name, env, root)]).toEqual([name, undefined])
    }
  })

  test('their options compose, whether the primary config names them or an override', () => {
    const project = new Project()
    project.write('configs/config.yaml', 'hydra: {searchpath: [pkg://their_package.conf]}\ndefaults: [{db: mysql}]\n')
    project.write('configs/bare.yaml', 'x: 1\n')
    const env = { PYTHONPATH: join(root, 'python') }
    const composed = (configName: string, ...overrides: string[]) =>
      compose({ configDir: `${project.dir}/configs`, configName, overrides, env }).toObject()
    expect(composed('config')).toEqual({ db: { port: 3306 } })
    expect(composed('bare', 'hydra.searchpath=[pkg://their_package/conf]', '+db=mysql')).toMatchObject({
      x: 1,
      db: { port: 3306 },
    })
    project.remove()
  })
})
