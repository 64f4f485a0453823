import { isMainThread, type MessagePort, workerData } from 'node:worker_threads'
import { checkFromBehind } from '../../sweep/check-from-behind.js'
import type { JobsBehind, ValidJobs } from '../../sweep/jobs-behind.js'
import type { App } from '../app.js'
import type { Flags } from '../arguments/flags.js'

/** What a thread is started with that validates jobs of a sweep. */
export interface CheckingData extends JobsBehind {
  flags: Flags
  port: MessagePort
}

/**
 * Validates jobs of a sweep for the thread that started this one.
 * @returns whether this is such a thread
 */
export async function checkingThread(app: App, cwd: string): Promise<boolean> {
  if (isMainThread) return false
  const { flags, port, ...behind } = workerData as CheckingData
  const builtin = await app.open(flags, cwd).builtin()
  if (!builtin) return true
  const registry = async () => builtin
  await checkFromBehind(
    behind,
    { env: process.env, check: (job, warn) => app.check(job, { flags, registry, warn }) },
    (found: ValidJobs) => port.postMessage(found),
  )
  return true
}
