import { lstatSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { RunSummary } from '../rundir/run-index.js'
import { barChart } from './bar-chart.js'
import { groupRuns } from './group-runs.js'
import { htmlPage, htmlTable } from './html.js'
import { differingParameters, fieldOf } from './run-fields.js'
import { groupTable, runTable } from './run-tables.js'
import type { Table } from './tables.js'

/** More bars than this cannot be told apart. */
const MOST_BARS = 20

/** One page about all runs of a folder: means over seeds, and each run with a link to its own page. */
export function folderPage(folder: string, runs: readonly RunSummary[]): string {
  const title = `Runs of ${basename(folder)}`
  const groups = groupRuns(runs)
  const names = differingParameters(groups)
  const best = groups
    .flatMap(({ acc, ...group }) => (acc ? [{ ...group, acc }] : []))
    .sort((a, b) => b.acc.mean - a.acc.mean)
    .slice(0, MOST_BARS)
  const bars = new Map(
    best.map((group, i) => {
      const values = names
        .map((name) => fieldOf(group.runs[0] as RunSummary, name))
        .filter((value) => value !== undefined)
      const label = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')
      return [`${i + 1}: ${label.slice(0, 24)}`, group.acc.mean]
    }),
  )
  const link = (row: number) => {
    const dir = (runs[row] as RunSummary).dir
    const page = lstatSync(join(folder, dir, 'report.html'), { throwIfNoEntry: false })
    return page?.isFile() ? [...dir.split(sep), 'report.html'].map(encodeURIComponent).join('/') : undefined
  }
  const sections = [
    `<h1>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</h1>`,
    ...(groups.length > 0
      ? [
          '<h2>Means over seeds, with standard deviations and 95 % intervals</h2>',
          `<div class="charts">${barChart({ title: 'average test accuracy, best first', bars, max: 1 })}</div>`,
          tableOf(groupTable(groups, { wide: false })),
        ]
      : []),
    `<h2>${runs.length} runs</h2>`,
    tableOf(runTable(runs), link),
  ]
  return htmlPage(title, sections.join('\n'))
}

function tableOf({ header, rows }: Table, link?: (row: number) => string | undefined): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)))
  return htmlTable(header, cells, link)
}
