import { expect, test } from 'vitest'
import { listedStatus } from '../../src/rundir/live-status.js'
import type { RunRecord } from '../../src/rundir/run-record.js'

test.each([
  [undefined, 'done', 'done'],
  [1, 'done', 'pruned'],
  // All its epochs were trained: nothing is missing.
  [2, 'done', 'done'],
  [1, 'failed', 'failed'],
])(
  'a run of 2 epochs that its sweep has ended after %s, and that is %s, is listed as %s',
  (prunedAfter, status, shown) => {
    const record = { status, prunedAfter, config: { 'trainer.max_epochs': 2 } } as unknown as RunRecord
    expect(listedStatus(record)).toBe(shown)
  },
)
