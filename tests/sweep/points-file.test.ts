import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPoints } from '../../src/sweep/sweepers/points-file.js'
import { expectLinear } from '../helpers/scaling.js'

const folder = mkdtempSync(join(tmpdir(), 'polyhead-points-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (text: string) => {
  const file = join(folder, 'points.csv')
  writeFileSync(file, text)
  return readPoints(file)
}

test('each cell of a table has its line and column, as editors count them', () => {
  const rows = Array.from({ length: 200 }, (_, i) => `${i},"'${i}\nü'",x${i}\r\n\n`)
  const { points, placeOf } = written(`\ufeffa,b, c\n${rows.join('')}`)
  expect(points).toHaveLength(200)
  const [first, last] = [points[0], points.at(-1)] as [(typeof points)[0], (typeof points)[0]]
  expect([0, 1, 2].map((cell) => placeOf(last, cell, 'key'))).toMatchObject([
    { line: 1, column: 1, range: [0, 1] },
    { line: 1, column: 3, range: [0, 1] },
    { line: 1, column: 6, range: [0, 1] },
  ])
  expect([0, 1, 2].map((cell) => placeOf(last, cell, 'value'))).toMatchObject([
    { line: 599, column: 1, range: [0, 3] },
    { line: 599, column: 5, range: [0, 9] },
    { line: 600, column: 5, range: [0, 4] },
  ])
  expect(placeOf(first, 2, 'value')).toMatchObject({ line: 3, column: 5 })
})

test.each(['utf16le', 'utf16be'])('a table in %s is told to be saved in UTF-8', (encoding) => {
  const bytes = Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')
  const file = join(folder, 'other.csv')
  writeFileSync(file, encoding === 'utf16le' ? bytes : bytes.swap16())
  expect(() => readPoints(file)).toThrow(/other\.csv' is written in UTF-16/)
})

test('the places of all cells are found in time that grows as the file does', () => {
  expectLinear(2000, (n) => {
    const { points, placeOf } = written(`a,b\n${Array.from({ length: n }, (_, i) => `${i},x${i}\n`).join('')}`)
    return () => {
      for (const point of points) placeOf(point, 1, 'value')
    }
  })
})

test("a sweep's own results have a key and a number of one name; a copy of them is told which columns to delete", () => {
  const time = '2026-01-01T00:00:00.000Z'
  const ledger = [
    { event: 'proposed', time, num: 0, overrides: ['x=1', 'y=2'], dir: '0' },
    { event: 'done', time, num: 0, summary: '', value: null, metrics: { loss: 3, y: 9 } },
  ]
  writeFileSync(join(folder, 'ledger.jsonl'), ledger.map((line) => `${JSON.stringify(line)}\n`).join(''))
  writeFileSync(join(folder, 'results.csv'), 'job,status,x,y,loss,y,dir\n0,done,1,5,3,9,0\n')
  expect(readPoints(join(folder, 'results.csv')).points.map(({ point }) => point)).toEqual([['x=1', 'y=5']])
  expect(() => written('job,status,x,y,loss,y,dir\n0,done,1,5,3,9,0\n')).toThrow(
    /results of a sweep.*beside its ledger/,
  )
  expect(() => written('x,y,y\n1,2,3\n')).toThrow("names 'y' twice")
})
