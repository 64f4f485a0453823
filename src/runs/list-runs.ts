import { join, resolve } from 'node:path'
import { type RunSummary, summarizeRuns } from '../rundir/run-index.js'
import { ConfigError } from '../util/diagnostic.js'
import { statPath } from '../util/stat-path.js'

/**
 * What each run at or below a folder was made of and gave, in order of the directories' names. Directories of runs are
 * not searched for more; neither are hidden folders nor `node_modules`.
 * @param folder default: the working directory
 * @returns each run's `dir` begins with the folder, so that `readRun` takes it
 * @throws ConfigError where there is no such folder
 */
export function listRuns(folder = '.'): RunSummary[] {
  requireRunFolder(folder)
  return summarizeRuns(resolve(folder)).map((run) => ({ ...run, dir: join(folder, run.dir) }))
}

/** @throws ConfigError where there is no such folder */
export function requireRunFolder(folder: string): void {
  if (statPath(folder)?.isDirectory()) return
  throw new ConfigError({ code: 'no-such-folder', path: '', message: `there is no folder '${folder}'` })
}
