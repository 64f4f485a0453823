import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/** Whether it can be found out here how much memory another process holds. */
export const CAN_SEE_MEMORY = process.platform !== 'win32'

const run = promisify(execFile)

/** MB of memory that a process holds; 0 where it is gone. */
export async function residentMegabytes(pid: number): Promise<number> {
  try {
    if (process.platform === 'linux') return fromProc(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Number((await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout) / 1024
  } catch {
    return 0
  }
}

function fromProc(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024
}
