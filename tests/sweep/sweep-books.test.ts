import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobDocument } from '../../src/sweep/job-document.js'
import { Ledger } from '../../src/sweep/ledger.js'
import { SweepBooks } from '../../src/sweep/sweep-books.js'

let dir: string
let books: SweepBooks
const job = { num: 0, attempt: 1, overrides: [], output: '/nowhere' } as unknown as JobDocument
const outcome = { outputDir: '/nowhere', summary: '', value: 1 }

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'polyhead-books-'))
  books = new SweepBooks(dir, new Ledger(join(dir, 'ledger.jsonl')), { jobs: new Map() }, (text) => text)
  books.propose([job])
})
afterEach(() => {
  books.close()
  rmSync(dir, { recursive: true })
})
const answered = () => books.reported(job, { metrics: {}, step: 0, answer: 'prune' })

test('a job that was told to end early is pruned', () => {
  answered()
  expect(books.ended(job, outcome).status).toBe('pruned')
})

test('a job that an earlier process of the sweep has told to end early is pruned', () => {
  expect(books.ended(job, { ...outcome, pruned: true }).status).toBe('pruned')
})

test('a job that had ended when it was to be told is done', () => {
  answered()
  expect(books.ended(job, { ...outcome, pruned: false }).status).toBe('done')
})

test('what an attempt was told that is gone does not count for the next one', () => {
  answered()
  books.nextAttempt(job)
  expect(books.ended(job, outcome).status).toBe('done')
})
