import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Outcome, Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project('small-project')
})
afterEach(() => project.remove())

/** Refused as a mistake of the config, in words, without a trace of the stack, and nothing written. */
function expectRefused(outcome: Outcome, filesBefore: readonly string[]): void {
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(2)
  expect(outcome.stderr).not.toMatch(/^\s+at .+:\d+:\d+/m)
  expect(project.files()).toEqual(filesBefore)
}

function refusedRun(...args: string[]): string {
  const before = project.files()
  const outcome = project.polyhead(...args)
  expectRefused(outcome, before)
  return outcome.stderr
}

describe('prototype pollution', () => {
  test('in YAML', () => {
    project.write('configs/optimizer/evil.yaml', '_target_: polyhead.optimizers.SGD\n__proto__: {polluted: 1}\n')
    expect(refusedRun('optimizer=evil')).toContain('__proto__')
  })

  test.each(['+__proto__.polluted=1', '+vars.__proto__.polluted=1', '+vars.a={__proto__:{polluted:1}}'])(
    'in the override %s',
    (override) => {
      expect(refusedRun(override)).toContain('__proto__')
    },
  )

  test('keys that are harmless as data stay data', () => {
    const outcome = project.polyhead('+vars.constructor={prototype:{polluted:1}}', '+vars.toString=1', '--cfg', 'job')
    expect(outcome.stdout).toContain('  constructor:\n    prototype:\n      polluted: 1\n  toString: 1\n')
  })
})

describe('names that leave their folder', () => {
  test.each(['optimizer=../../../etc/passwd', 'optimizer=/etc/passwd', 'experiment=../config', 'optimizer=..'])(
    '%s',
    (override) => {
      refusedRun(override)
    },
  )
})

describe('_target_ names registered components, and nothing else', () => {
  test.each([
    'constructor',
    '__proto__',
    'toString',
    'polyhead.optimizers.Adam ',
    'polyhead.optimizers.Аdam',
    'node:child_process.execSync',
    './evil.js',
    'polyhead.optimizers.Adam.constructor',
    'os.system',
  ])('%s', (target) => {
    project.write('evil.js', 'import { writeFileSync } from "node:fs"\nwriteFileSync("owned", "")\n')
    project.write('configs/optimizer/evil.yaml', `_target_: '${target}'\n`)
    expect(refusedRun('optimizer=evil')).toContain('not a registered component')
  })
})

describe('texts made to exhaust the reader', () => {
  test('aliases that multiply', () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0
        ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
        : `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(', ')}]`,
    )
    project.write('configs/bomb/laughs.yaml', `${levels.join('\n')}\n`)
    refusedRun('+bomb=laughs')
  })

  test('lists in lists in lists', () => {
    project.write('configs/bomb/deep.yaml', `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`)
    refusedRun('+bomb=deep')
    refusedRun(`+vars.a=${'['.repeat(20_000)}${']'.repeat(20_000)}`)
  })

  test('numbers with thousands of digits', () => {
    project.write('configs/bomb/digits.yaml', `a: ${'9'.repeat(100_000)}\n`)
    const outcome = project.polyhead('+bomb=digits', '--cfg', 'job')
    // Python refuses to print such a number, and its reader takes it for one: either way, no hang and no crash.
    expect([0, 2]).toContain(outcome.code)
    expect(outcome.stderr).not.toContain('RangeError')
  })

  test('text that makes regular expressions try and try again', () => {
    project.write('configs/bomb/text.yaml', `a: "${'${a'.repeat(2_000)}"\nb: ${'-1_'.repeat(5_000)}\n`)
    const outcome = project.polyhead('+bomb=text', '--cfg', 'job')
    expect([0, 2]).toContain(outcome.code)
  })

  test('a sweep of a thousand million jobs', () => {
    const message = refusedRun('-m', 'seed=range(1000)', 'trainer.max_epochs=range(1,1001)', 'vars.width=range(1,1001)')
    expect(message).toMatch(/1[,_ ]?000[,_ ]?000[,_ ]?000/)
  })

  test('references in a circle', () => {
    refusedRun('vars.width=${vars.b}', '+vars.b=${vars.width}')
  })

  test('a folder that holds itself', () => {
    symlinkSync('.', join(project.dir, 'configs/loop'))
    const outcome = project.polyhead('check')
    expect([0, 1]).toContain(outcome.code)
  })
})

describe('what strangers bring', () => {
  test('a plugin named by a config, or by a package.json that is not the project’s, is not loaded', () => {
    project.write('strange/package.json', '{"type": "module", "polyhead": {"plugins": ["./evil.js"]}}')
    project.write(
      'strange/evil.js',
      'import { writeFileSync } from "node:fs"\nwriteFileSync("owned", "")\nexport const manifests = []\n',
    )
    project.write('strange/config.resolved.yaml', 'optimizer: {_target_: ./evil.js}\nplugins: [./evil.js]\n')
    project.write('strange/run.json', '{}')
    const outcome = project.polyhead('reproduce', 'strange')
    expect(outcome.code).not.toBe(0)
    expect(project.has('owned')).toBe(false)
    expect(project.has('strange/owned')).toBe(false)
  })
})
