import { existsSync } from 'node:fs'
import { runLayout } from '../rundir/layout.js'
import { removeLeftovers } from '../rundir/leftovers.js'
import { writeRunFile } from '../rundir/run-file.js'
import { summarizeRuns } from '../rundir/run-index.js'
import { readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { requireDirectory } from '../util/require-directory.js'
import { shownPath } from '../util/shown-path.js'
import { folderPage } from './folder-page.js'
import type { PageData } from './page-data.js'
import { runPage } from './run-page.js'

/**
 * Writes the report of a run, or of all runs below a folder.
 * @param changes a user's options of charts
 * @returns its path
 * @throws ConfigError where there is no run, or the page cannot be written
 */
export function writeReport(dir: string, changes?: PageData['changes']): string {
  const { report, record } = runLayout(dir)
  if (existsSync(record)) {
    removeLeftovers(dir)
    writeRunFile(report, runPage(dir, readRunRecord(dir), changes))
    return report
  }
  const runs = summarizeRuns(dir)
  if (runs.length === 0) {
    requireDirectory(dir, shownPath(dir))
    throw new ConfigError({ code: 'not-a-run', path: '', message: `there is no run in '${shownPath(dir)}'` })
  }
  writeRunFile(report, folderPage(dir, runs, changes))
  return report
}
