import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const loader = fileURLToPath(new URL('../../dist/load-built.cjs', import.meta.url))
const script = (word: string) =>
  `const { twice } = require('./other.cjs')\nconst said = () => twice('${word}')\nmodule.exports = { said, n: 1 }\n`

let project: Project
let compiled: string

/** What `chunks/main.cjs` says in a new process, and whether V8 took the compiled code for every script. */
function say(code = '', flags: string[] = [], load = 'loadChunk', env = {}, folder = '.') {
  const accepted = `
    const { Script } = require('node:vm')
    const run = Script.prototype.runInThisContext
    let refused = 0, taken = 0
    Script.prototype.runInThisContext = function (...args) {
      if (this.cachedDataRejected === false) taken++
      if (this.cachedDataRejected === true) refused++
      return run.apply(this, args)
    }
    const loader = require('./load-built.cjs')
    const said = loader.${load}('main.cjs').said()
    ${code}
    console.log(JSON.stringify({ said, taken, refused, folder: loader.compiledFolder }))`
  const { stdout, stderr } = project.node([...flags, '-e', accepted], env, folder)
  expect(stderr).toBe('')
  return JSON.parse(stdout) as { said: string | string[]; taken: number; refused: number; folder: string }
}

beforeEach(() => {
  project = new Project()
  cpSync(loader, join(project.dir, 'load-built.cjs'))
  project.write('chunks/main.cjs', script('yes')).write('chunks/other.cjs', 'exports.twice = (x) => x + x\n')
  const { folder } = say()
  project.write(`${folder.slice(project.dir.length)}/empty`, '')
  expect(say('loader.keepCompiledCode()')).toMatchObject({ said: 'yesyes', taken: 0 })
  compiled = join(folder, 'chunks/main.cjs')
})
afterEach(() => project.remove())

test('compiled code is used as long as it fits', () => {
  expect(say()).toMatchObject({ said: 'yesyes', taken: 2, refused: 0 })
})

test('a script that was changed without changing its length runs as it is now: V8 itself compares lengths only', () => {
  project.write('chunks/main.cjs', script('not'))
  expect(say()).toMatchObject({ said: 'notnot', taken: 1, refused: 0 })
})

test('damaged compiled code never reaches V8, which would run it', () => {
  const whole = readFileSync(compiled)
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 12)) {
    const damaged = Buffer.from(whole)
    damaged[at] = (damaged[at] as number) ^ 0x10
    writeFileSync(compiled, damaged)
    expect(say()).toMatchObject({ said: 'yesyes', taken: 1, refused: 0 })
  }
  for (const length of [0, 3, 4, whole.length - 1]) {
    writeFileSync(compiled, whole.subarray(0, length))
    expect(say()).toMatchObject({ said: 'yesyes', taken: 1, refused: 0 })
  }
})

test('V8 refuses code that it compiled under other flags, and scripts run all the same', () => {
  expect(say('', ['--no-opt'])).toMatchObject({ said: 'yesyes', taken: 0, refused: 2 })
})

test('without a folder for this V8 scripts are compiled as they are loaded', () => {
  rmSync(join(compiled, '../..'), { recursive: true })
  expect(say()).toMatchObject({ said: 'yesyes', taken: 0, refused: 0 })
})

describe('where the build kept nothing for this V8', () => {
  /** The same of a package that another version of Node has built. */
  const sayInstalled = (cache = join(project.dir, 'cache'), flags: string[] = []) =>
    say('', flags, 'loadChunk', { XDG_CACHE_HOME: cache }, 'dist')
  /** The folder in the cache for this V8. */
  const kept = () => {
    const [name, ...others] = readdirSync(join(project.dir, 'cache/polyhead/compiled/1.2.3'))
    expect(others).toEqual([])
    return join(project.dir, 'cache/polyhead/compiled/1.2.3', name as string)
  }

  beforeEach(() => {
    cpSync(loader, join(project.dir, 'dist/load-built.cjs'))
    cpSync(join(project.dir, 'chunks'), join(project.dir, 'dist/chunks'), { recursive: true })
    project.write('package.json', '{"version": "1.2.3"}')
  })

  test('the first run keeps compiled code in the cache of the user, and the next takes it', () => {
    expect(sayInstalled()).toMatchObject({ said: 'yesyes', taken: 0 })
    expect(sayInstalled()).toMatchObject({ said: 'yesyes', taken: 2, refused: 0 })
    expect(statSync(kept()).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(kept(), 'chunks')).sort()).toEqual(['main.cjs', 'other.cjs'])
    expect(existsSync(join(project.dir, 'dist/compiled'))).toBe(false)
  })

  test('some runs add what they compiled; then the cache stays as it is', () => {
    const written = () => statSync(join(kept(), 'chunks/main.cjs'), { bigint: true }).mtimeNs
    const times = Array.from({ length: 6 }, () => {
      sayInstalled()
      return written()
    })
    expect(new Set(times.slice(0, 4)).size).toBe(4)
    expect(new Set(times.slice(3)).size).toBe(1)
  })

  describe('what other versions have kept there', () => {
    const all = () => join(project.dir, 'cache/polyhead/compiled')
    const names = () => readdirSync(all()).sort()
    /** A folder of another version, used so many days ago. */
    const other = (version: string, days: number) => {
      project.write(`cache/polyhead/compiled/${version}/v8/chunks/main.cjs`, 'code')
      const used = Date.now() / 1000 - days * 86_400
      utimesSync(join(all(), version, 'v8'), used, used)
    }

    test('is removed as a new version begins, but for the three that were used last', () => {
      for (const [version, days] of [
        ['1.0.0', 2],
        ['1.0.1', 40],
        ['1.1.0', 30],
        ['1.2.0', 20],
        ['1.2.1', 10],
      ] as const)
        other(version, days)
      mkdirSync(join(project.dir, 'elsewhere'))
      symlinkSync(join(project.dir, 'elsewhere'), join(all(), 'link'))
      chmodSync(join(project.dir, 'cache'), 0o700)
      sayInstalled()
      expect(names()).toEqual(['1.0.0', '1.2.0', '1.2.1', '1.2.3', 'link'])
      expect(sayInstalled()).toMatchObject({ taken: 2 })
    })

    test('stays as long as this version has its own already', () => {
      sayInstalled()
      for (const version of ['1.0.0', '1.0.1', '1.1.0', '1.2.0']) other(version, 9)
      sayInstalled()
      expect(names()).toEqual(['1.0.0', '1.0.1', '1.1.0', '1.2.0', '1.2.3'])
    })

    test('a folder that is in use is marked as used, once a day', () => {
      sayInstalled()
      const long = Date.now() / 1000 - 100 * 86_400
      utimesSync(kept(), long, long)
      sayInstalled()
      expect(Date.now() - statSync(kept()).mtimeMs).toBeLessThan(86_400_000)
    })

    test('who loads more while its folder is removed compiles it, and ends well', () => {
      sayInstalled()
      const removed = `require('node:fs').rmSync(${JSON.stringify(join(all(), '1.2.3'))}, { recursive: true })`
      project.write('dist/chunks/late.cjs', 'exports.late = 1\n')
      const code = `${removed}\nloader.loadChunk('late.cjs')`
      const env = { XDG_CACHE_HOME: join(project.dir, 'cache') }
      expect(say(code, [], 'loadChunk', env, 'dist')).toMatchObject({ said: 'yesyes', taken: 2 })
      expect(sayInstalled()).toMatchObject({ said: 'yesyes', refused: 0 })
    })
  })

  test('a run under other flags has code of its own', () => {
    sayInstalled()
    expect(sayInstalled(undefined, ['--no-opt'])).toMatchObject({ said: 'yesyes', taken: 0, refused: 0 })
    expect(sayInstalled(undefined, ['--no-opt'])).toMatchObject({ said: 'yesyes', taken: 2, refused: 0 })
  })

  test('a folder that others may write is not used: what is in it would be run', () => {
    sayInstalled()
    chmodSync(kept(), 0o777)
    expect(sayInstalled()).toMatchObject({ said: 'yesyes', taken: 0, refused: 0 })
  })

  test.each(['compiled/1.2.3', 'compiled', '', '..'])(
    'nor is it where others may write a folder around it, and so put theirs in its place: polyhead/%s',
    (around) => {
      sayInstalled()
      const folder = join(project.dir, 'cache/polyhead', around)
      expect(statSync(folder).mode & 0o777).toBe(0o700)
      chmodSync(folder, 0o777)
      expect(sayInstalled()).toMatchObject({ said: 'yesyes', taken: 0, refused: 0 })
    },
  )

  test('caches may lie where others have theirs, as in /tmp: the sticky bit keeps all apart', () => {
    sayInstalled()
    chmodSync(join(project.dir, 'cache'), 0o1777)
    expect(sayInstalled()).toMatchObject({ said: 'yesyes', taken: 2, refused: 0 })
  })

  test('a relative folder for caches does not count: nothing is written into the working directory', () => {
    project.write('home/empty', '')
    const env = { XDG_CACHE_HOME: 'cache', HOME: join(project.dir, 'home') }
    say('', [], 'loadChunk', env, 'dist')
    expect(readdirSync(join(project.dir, 'dist')).sort()).toEqual(['chunks', 'load-built.cjs'])
    expect(readdirSync(join(project.dir, 'home/.cache/polyhead'))).toEqual(['compiled'])
  })

  test.each(['/proc/nowhere', '/dev/null'])('a cache that cannot be made is done without: %s', (cache) => {
    expect(sayInstalled(cache)).toMatchObject({ said: 'yesyes', taken: 0, refused: 0 })
  })
})

test('scripts that are loaded together can be one file, each still a module of its own', () => {
  const body = (code: string) => `function (exports, require, module, __filename, __dirname) { ${code} }`
  project.write(
    'chunks/packed-main.cjs',
    `exports['main.cjs'] = ${body(script('packed'))}\nexports['other.cjs'] = ${body('exports.twice = (x) => [x, __filename]')}\n`,
  )
  const { said } = say('', [], 'loadPacked')
  expect(said).toEqual(['packed', join(project.dir, 'chunks/other.cjs')])
})

test('a script that fails is run again when it is asked for again', () => {
  project.write(
    'chunks/other.cjs',
    "if (!globalThis.ready) throw new Error('too early')\nexports.twice = (x) => x + x\n",
  )
  const { stdout } = project.node([
    '-e',
    `const { loadChunk } = require('./load-built.cjs')
     try { loadChunk('main.cjs') } catch (error) { console.log(error.message) }
     globalThis.ready = true
     console.log(loadChunk('main.cjs').said())`,
  ])
  expect(stdout).toBe('too early\nyesyes\n')
})

test('the package is installed with its compiled code', () => {
  const { stdout } = project.node([
    '-e',
    `const { existsSync } = require('node:fs'); console.log(existsSync(require(${JSON.stringify(loader)}).compiledFolder))`,
  ])
  expect(stdout).toBe('true\n')
})

test('compiled code does not hold where it was built', () => {
  expect(readFileSync(compiled).includes(project.dir)).toBe(false)
  project.write('chunks/other.cjs', 'exports.twice = () => new Error().stack\n')
  expect(say().said).toContain('at exports.twice (polyhead/dist/chunks/other.cjs:1:')
})
