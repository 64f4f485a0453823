// A directory from somebody else holds what no run wrote. It is named and refused or left out, never followed, waited
// for or run into.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import type { Project } from '../helpers/project.js'
import { strangersRun } from './strangers-run.js'

const copy = strangersRun()
let project: Project
beforeEach(() => {
  project = copy()
})

const at = (...names: string[]) => join(project.dir, ...names)

const TRAPS = [
  ['a link to a device without end', (path: string) => symlinkSync('/dev/zero', path)],
  ['a link to a file of the user', (path: string) => symlinkSync('/etc/hostname', path)],
  ['a pipe that nobody writes to', (path: string) => execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdirSync(path)],
  [
    'a file of a terabyte',
    (path: string) => {
      writeFileSync(path, '')
      truncateSync(path, 2 ** 40)
    },
  ],
] as const

/** Commands that need the file, and must not go on without it. */
const READERS = {
  'run.json': [
    ['report', 'theirs'],
    ['reproduce', 'theirs', '--in', 'again'],
    ['diff', 'theirs', 'theirs'],
    ['resume', 'theirs'],
  ],
  'config.resolved.yaml': [
    ['eval', 'theirs', '--in', 'again'],
    ['diff', 'theirs', 'theirs'],
  ],
  'checkpoints/final/model.safetensors': [['eval', 'theirs', '--in', 'again', '--weights', 'final']],
} as const

describe.each(Object.entries(READERS))('%s', (file, commands) => {
  test.each(TRAPS)('that is %s is named and refused', async (_, trap) => {
    rmSync(at('theirs', file))
    trap(at('theirs', file))
    for (const args of commands) {
      const { code, stdout, stderr } = await commandLine(project.dir, args)
      expect(code, `${args.join(' ')}\n${stdout}${stderr}`).toBe(2)
      expect(stderr).toContain(file)
      expect(stderr).not.toMatch(/^\s+at |should not happen/m)
      expect(project.has('again')).toBe(false)
    }
  })
})

test.each(TRAPS)('a record that is %s is no run, or one that cannot be read, when runs are listed', async (_, trap) => {
  rmSync(at('theirs/run.json'))
  trap(at('theirs/run.json'))
  const { code, stdout, stderr } = await commandLine(project.dir, ['ls', 'theirs'])
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/no runs|unreadable/)
})

test('files that a record names outside of its directory are not read', async () => {
  const record = JSON.parse(project.read('theirs/run.json'))
  for (const name of ['../../../../../../dev/zero', '/dev/zero', '../victim']) {
    project.write('theirs/run.json', JSON.stringify({ ...record, files: { [name]: '0'.repeat(64) } }))
    const { code, stdout, stderr } = await commandLine(project.dir, ['reproduce', 'theirs', '--in', 'again'])
    expect([0, 2], stderr).toContain(code)
    expect(stdout + stderr).not.toMatch(/^\s+at |should not happen/m)
    rmSync(at('again'), { recursive: true, force: true })
  }
})

test('every value of run.json of another type is refused by its name, by every command', async () => {
  const record = JSON.parse(project.read('theirs/run.json')) as Record<string, unknown>
  for (const key of Object.keys(record)) {
    for (const other of [7.5, 'text', true, [{}], { a: { b: 1 } }, undefined]) {
      const before = record[key]
      const same = typeof other === typeof before && Array.isArray(other) === Array.isArray(before)
      // Records of earlier versions have neither.
      const absent = (key === 'warmStart' || key === 'hydraFolder') && other === undefined
      const free = key === 'config' || key === 'exitReason' || key === 'reproduces' || absent
      if (free || (same && typeof other !== 'object')) continue
      project.write('theirs/run.json', JSON.stringify({ ...record, [key]: other }))
      const { code, stderr } = await commandLine(project.dir, ['report', 'theirs'])
      const isNumber = key === 'durationSeconds' && other === 7.5
      expect(code, `${key}: ${JSON.stringify(other)}\n${stderr}`).toBe(isNumber ? 0 : 2)
      expect(stderr).not.toMatch(/^\s+at |should not happen/m)
      if (code === 2) expect(stderr).toContain(`'theirs/run.json' is not the record of a run: `)
    }
  }
})

test('a record of 5,000 levels is refused, and listed as one that cannot be read', async () => {
  project.write('theirs/run.json', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
  expect((await commandLine(project.dir, ['report', 'theirs'])).stderr).toContain('it is nested deeper than 128 levels')
  expect((await commandLine(project.dir, ['ls', 'theirs'])).stdout).toContain('unreadable')
})

test.each([
  ['weights', 'checkpoints/final/model.safetensors', 'is cut short'],
  ['a table', 'metrics.csv', 'the quotes that begin here are not closed'],
])('%s that cannot be compared are told before the run is run again', async (_, file, says) => {
  const before = project.files()
  const text = readFileSync(join(project.dir, 'theirs', file), 'latin1')
  writeFileSync(join(project.dir, 'theirs', file), `${text.slice(0, 100)}\n"${text.slice(100, 300)}`, 'latin1')
  const { code, stderr } = await commandLine(project.dir, ['reproduce', 'theirs'])
  expect(code, stderr).toBe(2)
  expect(stderr).toContain(says)
  expect(project.files()).toEqual(before)
})
