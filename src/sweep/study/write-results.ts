import { type CsvCell, csvLine } from '../../formats/csv-cells.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { maskTyped } from '../../util/mask-named.js'
import type { SweepBooks } from '../sweep-books.js'
import { sweepLayout } from '../sweep-layout.js'
import { assignment } from './assignment.js'
import { writeJournal } from './optuna-journal.js'

/**
 * Writes `results.csv`: a row for each job, with what was swept and what came out. It says nothing of time, so that a
 * sweep that was interrupted ends with the same table as one that was not. Beside it the study as an Optuna journal.
 */
export function writeResults(dir: string, { jobs }: Pick<SweepBooks, 'jobs'>): void {
  const states = [...jobs.values()].sort((a, b) => a.num - b.num)
  const rows = states.map((state) => ({ state, params: new Map(state.overrides.map(maskTyped).map(assignment)) }))
  const keys = [...new Set(rows.flatMap(({ params }) => [...params.keys()]))]
  const metrics = [...new Set(states.flatMap(({ outcome }) => Object.keys(outcome?.metrics ?? {})))]
  const lines = rows.map(({ state, params }): CsvCell[] => [
    ...[state.num, state.status],
    ...keys.map((key) => params.get(key)),
    ...metrics.map((name) => state.outcome?.metrics[name]),
    state.dir,
  ])
  const header = ['job', 'status', ...keys, ...metrics, 'dir']
  writeFileAtomic(sweepLayout(dir).results, [header, ...lines].map(csvLine).join(''))
  writeJournal(dir)
}
