import type { FlatValue } from '../../src/rundir/flat-config.js'
import type { RunSummary } from '../../src/rundir/run-index.js'

/** A finished run with these accuracies by task. */
export function finishedRun(dir: string, config: Record<string, FlatValue>, acc: Record<string, number>): RunSummary {
  const values = Object.values(acc)
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  const loss = Object.fromEntries(Object.entries(acc).map(([task, value]) => [task, 1 - value]))
  return {
    dir,
    kind: 'train',
    status: 'done',
    started: '2026-01-01T00:00:00.000Z',
    durationSeconds: 1.5,
    seed: typeof config.seed === 'number' ? config.seed : null,
    config,
    results: { avg_acc: average, avg_loss_cls: 1 - average, acc, loss_cls: loss },
    reproduces: null,
  }
}
