import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runLayout } from '../rundir/layout.js'
import { removeLeftovers } from '../rundir/leftovers.js'
import { summarizeRuns } from '../rundir/run-index.js'
import { readRunRecord } from '../rundir/run-record.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { folderPage } from './folder-page.js'
import { runPage } from './run-page.js'

/** Writes a run's `report.html` from the files of its directory. @returns its path */
export function writeRunReport(dir: string): string {
  const { report } = runLayout(dir)
  writeFileAtomic(report, runPage(dir, readRunRecord(dir)))
  return report
}

/**
 * Writes the report of a run, or of all runs below a folder.
 * @returns its path
 * @throws ConfigError where there is no run
 */
export function writeReport(dir: string): string {
  if (existsSync(runLayout(dir).record)) {
    removeLeftovers(dir)
    return writeRunReport(dir)
  }
  const runs = summarizeRuns(dir)
  if (runs.length === 0) {
    throw new ConfigError({ code: 'not-a-run', path: '', message: `there is no run in '${dir}'` })
  }
  const file = join(dir, 'report.html')
  writeFileAtomic(file, folderPage(dir, runs))
  return file
}
