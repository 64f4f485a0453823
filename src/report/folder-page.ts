import { lstatSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { RunSummary } from '../rundir/run-index.js'
import { groupRuns, type RunGroup } from './group-runs.js'
import { htmlPage, htmlTable } from './html.js'
import type { PageData, RankedData } from './page-data.js'
import { comparedCurves } from './run-curves.js'
import { differingParameters, fieldOf } from './run-fields.js'
import { groupTable, runTable } from './run-tables.js'
import type { Table } from './tables.js'

/** More bars than this cannot be told apart. */
const MOST_BARS = 20
/** What is beyond is not even read in a tooltip. */
const LONGEST_LABEL = 120
/** As many curves of a metric are told apart by their colours and dashes. */
const MOST_RUNS = 10

/** One page about all runs of a folder: means over seeds, the best runs' curves, each run with a link to its page. */
export function folderPage(folder: string, runs: readonly RunSummary[], changes?: PageData['changes']): string {
  const groups = groupRuns(runs)
  const curves = comparedCurves(bestRuns(runs, MOST_RUNS).map(({ dir }) => ({ name: dir, dir: join(folder, dir) })))
  const sections = [
    ...(groups.length > 0 ? [groupSection(groups)] : []),
    ...(curves.length > 0 ? [`<h2>Learning curves of the best</h2><div id="curves"></div>`] : []),
    `<h2>${runs.length} runs</h2>`,
    tableOf(runTable(runs), (row) => pageOf(folder, (runs[row] as RunSummary).dir)),
  ]
  return htmlPage(`Runs of ${basename(folder)}`, sections.join('\n'), {
    ...(groups.length > 0 && { ranked: groupBars(groups) }),
    curves,
    ...(changes && { changes }),
  })
}

/** Means over seeds, as a chart and a table. */
export function groupSection(groups: readonly RunGroup[]): string {
  return [
    '<h2>Means over seeds, with standard deviations and 95 % intervals</h2>',
    '<div id="ranked"></div>',
    tableOf(groupTable(groups, { wide: false })),
  ].join('\n')
}

/** Average accuracies of the best groups. */
export function groupBars(groups: readonly RunGroup[]): RankedData {
  const names = differingParameters(groups)
  const best = groups
    .flatMap(({ acc, ...group }) => (acc ? [{ ...group, acc }] : []))
    .sort((a, b) => b.acc.mean - a.acc.mean)
    .slice(0, MOST_BARS)
  const bars = best.map((group, i) => {
    const values = names.flatMap((name) => {
      const value = fieldOf(group.runs[0] as RunSummary, name)
      if (value === undefined) return []
      return [`${name.split('.').at(-1)}=${typeof value === 'string' ? value : JSON.stringify(value)}`]
    })
    return [`${i + 1}: ${values.join(' ')}`.slice(0, LONGEST_LABEL), group.acc.mean] as const
  })
  return { title: 'average test accuracy, best first', values: bars, range: { min: 0, max: 1 } }
}

/** The runs with the best average accuracy, the best one first. */
function bestRuns(runs: readonly RunSummary[], count: number): RunSummary[] {
  const accuracy = ({ results }: RunSummary) => results?.avg_acc ?? Number.NEGATIVE_INFINITY
  return runs
    .filter(({ status }) => status !== 'unreadable')
    .sort((a, b) => accuracy(b) - accuracy(a))
    .slice(0, count)
}

/** The address of a run's page, relative to the folder's; undefined where it has none. */
export function pageOf(folder: string, dir: string): string | undefined {
  const page = lstatSync(join(folder, dir, 'report.html'), { throwIfNoEntry: false })
  return page?.isFile() ? [...dir.split(sep), 'report.html'].map(encodeURIComponent).join('/') : undefined
}

function tableOf({ header, rows }: Table, link?: (row: number) => string | undefined): string {
  return htmlTable(header, rows, link && ((row) => ({ link: link(row) })))
}
