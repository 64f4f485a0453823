import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLedger } from '../../src/sweep/ledger.js'
import { readState } from '../../src/sweep/sweep-state.js'
import { leastTime } from '../helpers/scaling.js'

test('a ledger of 100,000 lines is read in a few times what it takes to parse them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-ledger-'))
  try {
    const about = { time: new Date().toISOString(), host: 'here', pid: 1 }
    const lines = Array.from({ length: 20_000 }, (_, num) => [
      { event: 'proposed', num, overrides: [`optimizer.lr=${num / 1000}`, 'seed=1'], dir: String(num) },
      { event: 'started', num, attempt: 1, worker: 'here-1' },
      { event: 'reported', num, step: 0, metrics: { acc: 0.5, loss: 1.5 } },
      { event: 'reported', num, step: 1, metrics: { acc: 0.6, loss: 1.2 } },
      { event: 'done', num, summary: `acc 0.6  ${num}`, value: { acc: 0.6 }, metrics: { acc: 0.6 } },
    ]).flat()
    const file = join(folder, 'ledger.jsonl')
    const texts = lines.map((line) => JSON.stringify({ ...line, ...about }))
    writeFileSync(file, texts.map((text) => `${text}\n`).join(''))
    const read = leastTime(() => {
      const { jobs } = readState(readLedger(file))
      expect(jobs.size).toBe(20_000)
      expect(jobs.get(19_999)).toMatchObject({ status: 'done', reports: [{ step: 0 }, { step: 1 }] })
    })
    const parsed = leastTime(() => {
      for (const text of texts) JSON.parse(text)
    })
    expect(read).toBeLessThan(20 * parsed)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
