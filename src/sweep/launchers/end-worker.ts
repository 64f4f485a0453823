import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { commandOf, mayRun, parseTag } from '../../rundir/process-owner.js'
import { WORKER_WORDS } from './worker-words.js'

/** A process that was told to end is gone within this, ms, or never. */
const PATIENCE = 10_000

/**
 * Ends a process that still works for a sweep whose own process is gone, before another one takes over its job.
 * @param tag of the process, as it was noted: another process with its number is left alone, and so is one that does no
 *   jobs, whoever wrote the note
 */
export async function endWorker(tag: string): Promise<void> {
  const owner = parseTag(tag)
  if (!owner || owner.host !== hostname() || owner.start === '' || owner.pid === process.pid) return
  if (!commandOf(owner.pid)?.includes(` ${WORKER_WORDS.join(' ')}`)) return
  for (let waited = 0; mayRun(owner) && waited < PATIENCE; waited += 20) {
    try {
      process.kill(owner.pid, 'SIGKILL')
    } catch {
      // It is gone.
      return
    }
    await setTimeout(20)
  }
}
