import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePythonFloat } from '../../src/util/python-number.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project('small-project')
})
afterEach(() => project.remove())

const SECONDS = 45

/** Refused in words before long, with nothing written; the message is of a size that somebody reads. */
function refused(...args: string[]): string {
  const before = project.files()
  const began = performance.now()
  const { code, stdout, stderr } = project.polyhead(...args)
  expect([code, stdout.length], stderr.slice(0, 1000)).toEqual([2, 0])
  expect(performance.now() - began).toBeLessThan(SECONDS * 1000)
  expect(stderr.length).toBeLessThan(100_000)
  expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+|RangeError/m)
  expect(project.files()).toEqual(before)
  return stderr
}

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('')
}

const root = (text: string) => project.write('configs/x/y.yaml', `# @package _global_\n${text}`)

describe('what a config becomes when it is resolved has a size', () => {
  test.each([
    [
      'texts that double',
      `vars:\n  s0: ${'x'.repeat(30)}\n${lines(24, (i) => `  s${i + 1}: \${vars.s${i}}\${vars.s${i}}`)}`,
    ],
    [
      'lists that double',
      `vars:\n  s0: [1, 2]\n${lines(24, (i) => `  s${i + 1}: ["\${vars.s${i}}", "\${vars.s${i}}"]`)}`,
    ],
    ['a long text in many places', `vars:\n  s: ${'x'.repeat(900_000)}\n${lines(99, (i) => `  s${i}: \${vars.s}`)}`],
  ])('%s', (_, text) => {
    root(text)
    expect(refused('+x=y', '--dry-run')).toMatch(/configs\/x\/y.yaml:\d+:\d+ {2}vars.s\d+: this becomes larger than/)
    expect(refused('+x=y', '--cfg', 'job', '--resolve')).toContain('this becomes larger than')
  })

  test('levels that references add', () => {
    root(`vars:\n  s0: [1]\n${lines(90, (i) => `  s${i + 1}: [["\${vars.s${i}}"]]`)}`)
    expect(refused('+x=y', '--dry-run')).toContain('nested more than 128 deep')
  })

  test('what is valid, but larger than the record of a run may be', () => {
    root(`vars:\n  list: [${'12345678, '.repeat(600_000)}]\n`)
    expect(refused('+x=y')).toContain("MiB of a run's record")
  })
})

describe('numbers', () => {
  test.each([
    ['in base 60', '1:'.repeat(2_000_000).slice(0, -1)],
    ['in base 16', `0x${'f'.repeat(1_000_000)}`],
    ['of digits', '9'.repeat(4_000_000)],
  ])('%s', (_, number) => {
    root(`vars: {a: ${number}}\n`)
    expect(refused('+x=y', '--cfg', 'job')).toContain('is no int')
  })

  test('that are almost one', () => {
    const began = performance.now()
    expect(parsePythonFloat(`${'1'.repeat(200_000)}x`)).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

describe('many mistakes: the first are told, and how many more there are', () => {
  test.each([
    ['keys of a component', lines(20_000, (i) => `  k${i}: 1`), 'optimizer:\n', /… and 19900 or more others\n$/],
    ['keys of the root', lines(20_000, (i) => `k${i}: 1`), '', /… and 19900 or more others\n$/],
    ['components', lines(20_000, (i) => `  k${i}: {_target_: nope${i}}`), 'metrics:\n', /… and 100 or more others\n$/],
    ['references', lines(20_000, (i) => `  k${i}: \${nope${i}}`), 'vars:\n', /… and 100 or more others\n$/],
    ['wrong types', lines(20_000, (i) => `  k${i}: 1`), 'loggers:\n', /… and 100 or more others\n$/],
  ])('%s', (_, entries, above, end) => {
    root(above + entries)
    expect(refused('+x=y', '--dry-run')).toMatch(end)
  })

  test('overrides', () => {
    expect(refused(...Array.from({ length: 1000 }, (_, i) => `k${i}=1`))).toMatch(/… and 100 or more others\n$/)
    expect(refused(...Array.from({ length: 6000 }, (_, i) => `k${i}=1`))).toContain('6000 overrides, more than 5000')
  })
})

describe('long and deep names', () => {
  const deep = Array(1500).fill('a').join('.')

  test.each([`+${deep}=1`, `++${deep}=1`, `+vars.${deep}=1`, `+optimizer@${deep}=adam`])('%s', (override) => {
    expect(refused(override, '--cfg', 'job')).toContain('at most 128 keys')
  })

  test.each([`~${deep}`, `optimizer.${deep}=1`])('%s', (override) => {
    refused(override, '--cfg', 'job')
  })

  test('a path of brackets that are not closed', () => {
    refused('explain', '['.repeat(100_000))
    root(`vars: {a: "\${oc.select:'${'['.repeat(500_000)}'}"}\n`)
    const began = performance.now()
    project.polyhead('+x=y', '--dry-run')
    expect(performance.now() - began).toBeLessThan(SECONDS * 1000)
  })

  test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty'])('explain %s', (name) => {
    expect(refused('explain', name)).toContain(`there is no key '${name}'`)
  })
})

test.each(['%600000000Y', '%99999Y%99999Y', '%-999999999d', '%F'.repeat(20_000)])('a time as %s', (format) => {
  expect(refused(`+vars.a="\${now:'${format}'}"`, '--cfg', 'job', '--resolve').slice(0, 500)).toContain('longer than')
})

test.each(['/proc/a/b/c', '/sys/a/b', '/dev/null/a'])('a run in %s', (dir) => {
  expect(refused(`hydra.run.dir=${dir}`)).toContain(`cannot write to the output directory '${dir}'`)
})

test.each([
  ['trust', '.'],
  ['init', '/proc/x'],
])('a folder for %s below /proc', (command, where) => {
  const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
  const env = { XDG_CONFIG_HOME: '/proc/x' }
  project.write('package.json', '{"polyhead": {"plugins": ["./mine.js"]}}').write('mine.js', '')
  const { code, stderr } = project.node([bin, command, where], env)
  expect(code, stderr).toBe(2)
  expect(stderr).toMatch(/cannot (be kept|write).*(ENOENT|no folder can be made there)/)
})

test('references between long blanks', () => {
  root(`vars: {a: "\${oc.select:a,${' '.repeat(300_000)}}${'b:,'.repeat(100_000)}"}\nmine: 1\n`)
  const began = performance.now()
  project.polyhead('+x=y', '--dry-run')
  expect(performance.now() - began).toBeLessThan(SECONDS * 1000)
})
