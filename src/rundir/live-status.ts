import { hostname } from 'node:os'
import type { RunRecord, RunStatus } from './run-record.js'

/** How a run stands now: one that says that it is running, and whose process on this machine is gone, was killed. */
export function liveStatus(record: RunRecord): RunStatus | 'killed' {
  const { status } = record
  if (status !== 'running' || record.process.host !== hostname()) return status
  try {
    process.kill(record.process.pid, 0)
    return status
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? status : 'killed'
  }
}
