import { join, resolve } from 'node:path'
import { type RunSummary, summarizeRuns } from '../rundir/run-index.js'
import { requireDirectory } from '../util/require-directory.js'

/**
 * What each run at or below a folder was made of and gave, in order of the directories' names. Directories of runs are
 * not searched for more; neither are hidden folders nor `node_modules`.
 * @param folder default: the working directory
 * @returns each run's `dir` begins with the folder, so that `readRun` takes it
 * @throws ConfigError where there is no such folder
 */
export function listRuns(folder = '.'): RunSummary[] {
  requireDirectory(folder)
  return summarizeRuns(resolve(folder)).map((run) => ({ ...run, dir: join(folder, run.dir) }))
}
