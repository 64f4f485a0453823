import { resolve } from 'node:path'
import { WORKER_WORDS } from '../../sweep/launchers/worker-words.js'
import type { Flags } from '../arguments/flags.js'

/** How this program is started as a process that does jobs of a sweep. */
export function workerCommand(flags: Flags): string[] {
  const script = process.argv[1] ?? ''
  const plugins = flags.plugin.flatMap((file) => ['--plugin', resolve(file)])
  return [process.execPath, ...process.execArgv, resolve(script), ...WORKER_WORDS, ...plugins]
}
