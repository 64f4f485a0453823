import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { csvLine } from '../../src/formats/csv-cells.js'
import { compareResults } from '../../src/run/compare-runs.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A folder with `results/acc.csv` of one row. */
function results(name: string, columns: Readonly<Record<string, number>>): string {
  const folder = join(root, name, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'acc.csv'), csvLine(Object.keys(columns)) + csvLine(Object.values(columns)))
  return join(root, name)
}

test('a name with a comma shifts no columns', () => {
  const first = results('first', { 'a,b': 1, c: 2 })
  expect(compareResults(first, results('same', { c: 2, 'a,b': 1 }))?.verdict).toBe('identical')
  expect(compareResults(first, results('other', { 'a,b': 1, c: 3 }))?.firstDifference).toEqual({
    where: 'results/acc.csv, line 2',
    what: 'c',
    first: '2',
    second: '3',
  })
})

test("CLArena's columns of a single task are ours under other names", () => {
  const theirs = results('theirs', { accuracy: 0.5 })
  expect(compareResults(theirs, results('ours', { average_accuracy: 0.5, test_on_task_1: 0.5 }))).toMatchObject({
    verdict: 'identical',
    firstDifference: undefined,
  })
  expect(compareResults(theirs, results('others', { average_accuracy: 0.25, test_on_task_1: 0.25 }))).toMatchObject({
    firstDifference: { what: 'accuracy', first: '0.5', second: '0.25' },
  })
})
