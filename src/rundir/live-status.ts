import { hostname } from 'node:os'
import { isRunning } from './process-owner.js'
import type { RunRecord, RunStatus } from './run-record.js'

/** As runs are listed: `pruned` is done, and its sweep has ended it before its last epoch. */
export type ListedStatus = RunStatus | 'pruned'

export function listedStatus({ status, prunedAfter, config }: RunRecord): ListedStatus {
  const isPruned = prunedAfter !== undefined && prunedAfter !== config['trainer.max_epochs']
  return status === 'done' && isPruned ? 'pruned' : status
}

/** The status of a run now. A run that says it is running was killed if its process on this machine is gone. */
export function liveStatus(record: RunRecord): ListedStatus | 'killed' {
  const status = listedStatus(record)
  if (status !== 'running' || record.process.host !== hostname()) return status
  return isRunning(record.process.pid) ? status : 'killed'
}
