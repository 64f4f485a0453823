import { resolve } from 'node:path'
import { groupRuns } from '../report/group-runs.js'
import { fieldOf, knownFields } from '../report/run-fields.js'
import { groupTable, runTable } from '../report/run-tables.js'
import type { TableFormat } from '../report/table-formats.js'
import { printTable } from '../report/tables.js'
import { compareValues, conditionNames, requireField, selectRuns } from '../report/where.js'
import { type RunSummary, summarizeRuns } from '../rundir/run-index.js'
import { counted } from '../util/counted.js'
import { requireDirectory } from '../util/require-directory.js'
import { shownPath } from '../util/shown-path.js'
import { visibleJson } from '../util/visible.js'
import { appSweepIn } from './sweeps/app-sweep.js'

export interface Listing {
  folder: string
  conditions: readonly string[]
  sort: string | undefined
  reverse: boolean
  group: boolean
  columns: readonly string[] | undefined
  format: TableFormat
  json: boolean
  /** Columns of the terminal; undefined: the table is as wide as it must be. */
  room: number | undefined
}

/**
 * A table of the runs below a folder, or JSON. @throws ConfigError where a condition or a column is not one of theirs
 */
export function listRuns(listing: Listing): string {
  const { folder, format, json, room } = listing
  // Where a run lies is in each table's first column.
  const columns = listing.columns?.filter((name) => name !== 'run')
  requireDirectory(folder)
  const all = summarizeRuns(resolve(folder))
  const chosen = selectRuns(all, listing.conditions)
  const known = knownFields(all)
  const named = [listing.sort, ...((!listing.group && columns) || [])]
  for (const name of named) if (name !== undefined) requireField(name, known, name)
  const runs = sorted(chosen, listing.sort, listing.reverse)
  if (listing.group) {
    const groups = groupRuns(runs)
    if (json) return `${visibleJson(groups.map((group) => ({ ...group, runs: group.runs.map(({ dir }) => dir) })))}\n`
    if (groups.length === 0) return all.length > 0 ? nothing('no finished runs', folder) : noRuns(folder)
    return printTable(groupTable(groups, { wide: format === 'csv' }), format, room)
  }
  if (json) return `${visibleJson(runs)}\n`
  if (runs.length > 0) return printTable(runTable(runs, columns, conditionNames(listing.conditions)), format, room)
  return all.length > 0 ? `none of ${counted(all.length, 'run')} in ${shownPath(folder)} is such\n` : noRuns(folder)
}

/** The jobs of an app have their results elsewhere. */
function noRuns(folder: string): string {
  const sweep = appSweepIn(resolve(folder))
  return sweep ? `${sweep.is}\n${sweep.way}\n` : nothing('no runs', folder)
}

/** The best first: high accuracies, all else from small to large. Runs without the value come last. */
function sorted(runs: readonly RunSummary[], key: string | undefined, reverse: boolean): RunSummary[] {
  if (key === undefined) return reverse ? [...runs].reverse() : [...runs]
  const sign = /^acc(_\d+)?$/.test(key) !== reverse ? -1 : 1
  const keyed = runs.map((run) => ({ run, value: fieldOf(run, key) ?? null }))
  return keyed
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return sign * (compareValues(a.value, b.value) || 0)
    })
    .map(({ run }) => run)
}

function nothing(what: string, folder: string): string {
  return `${what} in ${shownPath(folder)}\n`
}
