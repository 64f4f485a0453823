import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { hashRunFile, RunFileError, readLines, readRunFile } from '../../src/rundir/run-file.js'
import { sha256 } from '../../src/util/sha256.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

let count = 0
let dir: string
beforeEach(() => {
  dir = join(root, String(count++))
  mkdirSync(join(dir, 'results'), { recursive: true })
  writeFileSync(join(dir, 'results/acc.csv'), 'text')
})
const read = (file: string, largest = 1000) => readRunFile(dir, file, largest).toString()

test('a file is read by its path in the directory, or by its whole path', () => {
  expect([read('results/acc.csv'), read(join(dir, 'results/acc.csv'))]).toEqual(['text', 'text'])
})

test('the directory itself may be reached by a link: its owner made it', () => {
  symlinkSync(dir, `${dir}-latest`)
  expect(readRunFile(`${dir}-latest`, 'results/acc.csv', 1000).toString()).toBe('text')
})

test.each([
  ['a link', () => symlinkSync('results/acc.csv', join(dir, 'x')), 'is a link'],
  ['a link to a device', () => symlinkSync('/dev/zero', join(dir, 'x')), 'is a link'],
  ['a pipe, for whose writer nobody waits', () => execFileSync('mkfifo', [join(dir, 'x')]), 'is not a regular file'],
  ['a folder', () => mkdirSync(join(dir, 'x')), 'is a folder'],
  ['missing', () => {}, 'is missing'],
  ['larger than it may be', () => writeFileSync(join(dir, 'x'), Buffer.alloc(1001)), 'holds more than 1000 bytes'],
])('what is %s is not read', (_, make, message) => {
  make()
  expect(() => read('x')).toThrow(RunFileError)
  expect(() => read('x')).toThrow(message)
})

test('nothing is read through a folder that is a link', () => {
  symlinkSync('results', join(dir, 'linked'))
  expect(() => read('linked/acc.csv')).toThrow("linked' is a link")
})

test.each(['../secret', '/etc/hostname', '..', '.', 'results/../../secret', '/dev/zero'])('%s lies outside', (file) => {
  writeFileSync(join(root, 'secret'), 'secret')
  expect(() => read(file)).toThrow('outside of the run')
})

test('a file of many gibibytes takes no memory before it is refused', () => {
  writeFileSync(join(dir, 'x'), '')
  truncateSync(join(dir, 'x'), 2 ** 40)
  expect(() => read('x', 2 ** 30)).toThrow('holds more than 1024 MiB')
})

test('lines are those of the text, however long they are', () => {
  const lines = ['a', '', 'ä'.repeat(2 ** 20), 'b'.repeat(3 * 2 ** 20), 'end']
  writeFileSync(join(dir, 'x'), lines.join('\n'))
  expect([...readLines(dir, 'x')]).toEqual(lines)
  writeFileSync(join(dir, 'x'), 'a\r\nb\r\n')
  expect([...readLines(dir, 'x')]).toEqual(['a', 'b'])
})

test('the hash is that of all bytes; of a file that is not there it is undefined', () => {
  const bytes = Buffer.alloc(3 * 2 ** 20 + 17, 'polyhead')
  writeFileSync(join(dir, 'x'), bytes)
  expect([hashRunFile(dir, 'x'), hashRunFile(dir, 'none')]).toEqual([sha256(bytes), undefined])
})
