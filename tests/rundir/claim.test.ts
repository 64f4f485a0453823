import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimDirectory } from '../../src/rundir/claim.js'
import { ConfigError } from '../../src/util/diagnostic.js'

const marker = { name: 'run.json', text: '{}' }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polyhead-claim-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a name made by the clock that is taken gets the next number', () => {
  const wanted = join(folder, 'a', '12-00-00')
  const names = [1, 2, 3].map(() => claimDirectory(wanted, { numbered: true, marker }).dir)
  expect(names).toEqual([wanted, `${wanted}-2`, `${wanted}-3`])
})

test('without a marker, too, two claims never share a numbered directory', () => {
  const wanted = join(folder, 'sweep')
  expect([1, 2].map(() => claimDirectory(wanted, { numbered: true }).dir)).toEqual([wanted, `${wanted}-2`])
})

test('a directory that the user named and that holds a run is refused', () => {
  const wanted = join(folder, 'mine')
  claimDirectory(wanted, { numbered: false, marker })
  expect(() => claimDirectory(wanted, { numbered: false, marker })).toThrow(/already holds a run/)
})

test('a directory that the user named may exist, with files of the user', () => {
  const wanted = join(folder, 'mine')
  mkdirSync(wanted)
  writeFileSync(join(wanted, 'notes.txt'), '')
  expect(claimDirectory(wanted, { numbered: false, marker }).dir).toBe(wanted)
})

test('a claim that is taken back leaves no folder that it made, and every one that was there', () => {
  mkdirSync(join(folder, 'there'))
  claimDirectory(join(folder, 'there', 'x', 'y'), { numbered: false }).release()
  expect([existsSync(join(folder, 'there')), existsSync(join(folder, 'there', 'x'))]).toEqual([true, false])
})

test('a folder below a file is refused with its reason, and nothing is left', () => {
  writeFileSync(join(folder, 'file'), '')
  const claim = () => claimDirectory(join(folder, 'file', 'run'), { numbered: true, marker })
  expect(claim).toThrow(ConfigError)
  expect(claim).toThrow(/a file is in its way/)
})
