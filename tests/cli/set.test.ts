import { chmodSync, linkSync, lstatSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFile } from '../../src/edit/open-file.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project().write('a.yaml', 'optimizer: # how\n  lr: 1.0e-08 # small\n  betas: [0.9, 0.999]\n')
})
afterEach(() => project.remove())

describe('polyhead set', () => {
  test('changes and adds values, shows the lines, and keeps all else', async () => {
    const { code, stdout, stderr } = await commandLine(project.dir, [
      'set',
      'a.yaml',
      'optimizer.lr=0.1',
      '+optimizer.eps=1e-7',
    ])
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('-   lr: 1.0e-08 # small\n+   lr: 0.1 # small\n')
    expect(project.read('a.yaml')).toBe('optimizer: # how\n  lr: 0.1 # small\n  betas: [0.9, 0.999]\n  eps: 1.0e-07\n')
    expect((await commandLine(project.dir, ['set', 'a.yaml', 'optimizer.lr=0.1'])).stdout).toBe('nothing to change\n')
  })

  test('says which key was meant, by a hint that works', async () => {
    const { code, stderr } = await commandLine(project.dir, ['set', 'a.yaml', 'optimizer.lrr=0.1'])
    expect(code).toBe(2)
    expect(stderr).toContain("did you mean 'optimizer.lr'?")
    expect(project.read('a.yaml')).toContain('1.0e-08')
  })

  test('says where the option of a group stands', async () => {
    project.write('c.yaml', 'defaults:\n  - _self_\n  - optimizer: sgd # usual\n')
    const { code, stderr } = await commandLine(project.dir, ['set', 'c.yaml', 'optimizer=adam'])
    expect(code).toBe(2)
    const hint = /'(defaults\.1\.optimizer=adam)'/.exec(stderr)?.[1] as string
    expect((await commandLine(project.dir, ['set', 'c.yaml', hint])).code).toBe(0)
    expect(project.read('c.yaml')).toBe('defaults:\n  - _self_\n  - optimizer: adam # usual\n')
  })

  test.each([
    [['a.yaml', '~optimizer.lr'], 'takes a key away'],
    [['a.yaml', 'optimizer.lr=0.1,0.2'], 'is a sweep'],
    [['a.yaml'], 'set needs values'],
    [['nothing.yaml', 'a=1'], "'nothing.yaml' is not there"],
    [['tabs.yaml', 'a.b=1'], 'tabs.yaml:2:1'],
    [['latin1.yaml', 'a=1'], 'is not written in UTF-8'],
  ])('%j is refused, and nothing is written', async (args, message) => {
    project.write('tabs.yaml', 'a:\n\tb: 1\n')
    project.write('latin1.yaml', '')
    const { code, stderr } = project.node([
      '-e',
      `require('fs').writeFileSync('latin1.yaml', Buffer.from([97, 58, 32, 0xe9, 10]))`,
    ])
    expect(code, stderr).toBe(0)
    const before = project.read('a.yaml')
    const outcome = await commandLine(project.dir, ['set', ...args])
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toContain(message)
    expect(project.read('a.yaml')).toBe(before)
  })

  test('a link stays a link, and the mode of its file stays', async () => {
    chmodSync(join(project.dir, 'a.yaml'), 0o640)
    symlinkSync('a.yaml', join(project.dir, 'link.yaml'))
    expect((await commandLine(project.dir, ['set', 'link.yaml', 'optimizer.lr=0.1'])).code).toBe(0)
    expect(lstatSync(join(project.dir, 'link.yaml')).isSymbolicLink()).toBe(true)
    expect(project.read('a.yaml')).toContain('lr: 0.1 # small')
    expect(statSync(join(project.dir, 'a.yaml')).mode & 0o777).toBe(0o640)
  })

  test('a file with two names is refused: the other would keep the old text', async () => {
    linkSync(join(project.dir, 'a.yaml'), join(project.dir, 'b.yaml'))
    const { code, stderr } = await commandLine(project.dir, ['set', 'a.yaml', 'optimizer.lr=0.1'])
    expect([code, stderr.includes('hard link')]).toEqual([2, true])
  })
})

test('a file that somebody else changes meanwhile is left alone', () => {
  const file = join(project.dir, 'a.yaml')
  const opened = openFile(file)
  project.write('a.yaml', 'other: 1\n')
  expect(() => opened.write('mine: 1\n')).toThrow('was changed meanwhile')
  expect(project.read('a.yaml')).toBe('other: 1\n')
})
