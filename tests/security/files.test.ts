import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
  mkdirSync(join(project.dir, 'configs/optimizer'), { recursive: true })
})
afterEach(() => project.remove())

function refused(...args: string[]): string {
  const { code, stdout, stderr } = project.polyhead(...args)
  expect(code, stdout + stderr).toBe(2)
  expect(stderr).not.toMatch(/^\s+at |should not happen/m)
  expect(project.has('outputs')).toBe(false)
  return stderr
}

describe('an option that is no file', () => {
  test.each([
    ['a pipe that nobody writes to', (path: string) => spawnSync('mkfifo', [path])],
    ['a device without end', (path: string) => symlinkSync('/dev/zero', path)],
    ['a link to itself', (path: string) => symlinkSync('trap.yaml', path)],
    ['a link to nothing', (path: string) => symlinkSync('/nowhere/at/all', path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('%s is not an option', (_, make) => {
    make(join(project.dir, 'configs/optimizer/trap.yaml'))
    expect(refused('optimizer=trap')).toContain("'trap' is not an option of the group 'optimizer'")
  })

  test('a file of 11 million characters is refused before it is parsed', () => {
    project.write('configs/optimizer/big.yaml', `x: ${'y'.repeat(11_000_000)}\n`)
    expect(refused('optimizer=big')).toContain('is larger than 10000000 characters')
  })

  test('bytes that are no text', () => {
    project
      .write('configs/optimizer/bytes.yaml', '')
      .node([
        '-e',
        "require('fs').writeFileSync('configs/optimizer/bytes.yaml', Buffer.from([0xff, 0xfe, 0x00, 0xd8]))",
      ])
    expect(refused('optimizer=bytes')).toContain('is not UTF-8 text')
  })
})

/** `/dev/zero` never ends, and who opens a pipe waits for its writer. */
describe.skipIf(process.platform !== 'linux')('a file that the user names is read only where it is one', () => {
  test.each(['/dev/zero', 'pipe', '.'])('%s', (file) => {
    spawnSync('mkfifo', [join(project.dir, 'pipe')])
    for (const args of [
      ['set', file, '+seed=1'],
      ['-m', 'seed=1,2', 'hydra/sweeper=list', `hydra.sweeper.file=${file}`],
      [`+backbone.weights=${file}`, '--dry-run'],
      ['dataset=split', `dataset.source={name: csv, file: ${file}}`, '--dry-run'],
    ]) {
      const { code, stderr } = project.polyhead(...args)
      expect([args[0], code], stderr).toEqual([args[0], 2])
      expect(stderr).not.toMatch(/should not happen|^ {4}at /m)
    }
  })
})

describe('package.json', () => {
  test.each([
    ['a polluting key', '{"__proto__": {"polyhead": {"plugins": ["./evil.js"]}}, "polyhead": {}}'],
    ['plugins that are a dict', '{"polyhead": {"plugins": {"length": 1, "0": "./evil.js"}}}'],
    ['a plugin that is not there', '{"polyhead": {"plugins": ["./nowhere.js"]}}'],
    ['a plugin that is no module', '{"polyhead": {"plugins": ["../../../../../../../../etc/passwd"]}}'],
    ['no JSON', '{"polyhead": '],
  ])('with %s is an error with its place', (_, text) => {
    project.write('package.json', text)
    project.write('evil.js', 'require("fs").writeFileSync("owned", "")')
    expect(refused('--dry-run')).toMatch(/^package\.json:1:\d+ /m)
    expect(project.has('owned')).toBe(false)
  })
})

describe('sweeps made to exhaust', () => {
  test.each([
    ['seed=range(1000000000)', '1,000,000,000 jobs'],
    ['seed=shuffle(range(1,100000000))', '99,999,999 jobs'],
    ['optimizer.lr=range(0,1,1e-12)', '1,000,000,000,000 jobs'],
  ])('%s is refused with its size', (override, size) => {
    const stderr = refused('-m', override)
    expect(stderr).toContain(size)
    expect(project.has('multirun')).toBe(false)
  })

  test('a glob of many stars ends', () => {
    const { stderr } = project.polyhead('-m', `optimizer=glob(${'*a'.repeat(2_000)})`)
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
  })
})
