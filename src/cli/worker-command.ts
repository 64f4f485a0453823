import { resolve } from 'node:path'
import type { Flags } from './flags.js'

/** The words that make a process of this program one that does jobs for a sweep. */
export const WORKER_WORDS = ['job', 'worker'] as const

/** How this program is started as a process that does jobs of a sweep. */
export function workerCommand(flags: Flags): string[] {
  const script = process.argv[1] ?? ''
  const plugins = flags.plugin.flatMap((file) => ['--plugin', resolve(file)])
  return [process.execPath, ...process.execArgv, resolve(script), ...WORKER_WORDS, ...plugins]
}
