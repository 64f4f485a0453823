import { listedStatus } from '../rundir/live-status.js'
import { readRunRecord } from '../rundir/run-record.js'
import { shellCommand } from '../util/shell-command.js'
import { shownPath } from '../util/shown-path.js'

/** Of a run that came to its end: what can be done with one that its sweep has ended before its last epoch. */
export function whatIsLeft(dir: string): { status: 'done' | 'pruned'; text: string } {
  const record = readRunRecord(dir)
  const shown = shownPath(dir)
  if (listedStatus(record) !== 'pruned')
    return { status: 'done', text: `the run in '${shown}' is done: nothing is left to do` }
  const epochs = record.config['trainer.max_epochs']
  const more = typeof epochs === 'number' && epochs > 0 ? 2 * epochs : 10
  const way = shellCommand('resume', shown, `trainer.max_epochs=${more}`)
  return {
    status: 'pruned',
    text: `the run in '${shown}' is pruned: its sweep has ended it early; it is trained further by '${way}'`,
  }
}
