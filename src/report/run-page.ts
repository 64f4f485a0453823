import { lstatSync } from 'node:fs'
import { basename, join } from 'node:path'
import { taskLabel } from '../rundir/flat-config.js'
import type { RecordedResults, RunRecord } from '../rundir/run-record.js'
import type { MetricSeries } from '../runs/metric-series.js'
import { metricsFiles, readMetrics } from '../runs/read-metrics.js'
import { shortList } from '../util/short-list.js'
import { barChart } from './bar-chart.js'
import { escapeHtml, htmlFacts, htmlPage } from './html.js'
import { lineChart } from './line-chart.js'
import { groupMetrics } from './metric-groups.js'

/** One page about a run: how it ended, its curves, its tasks, its config and what it ran on. */
export function runPage(dir: string, record: RunRecord): string {
  const title = `${record.kind === 'eval' ? 'Eval' : 'Run'} ${basename(dir)}`
  const sections = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="${record.status === 'failed' ? 'failed' : 'status'}">${escapeHtml(outcome(record))}</p>`,
    section('Results', resultCharts(record)),
    classSection(record),
    section('Curves', curves(dir, record)),
    `<h2>Config</h2>${htmlFacts(Object.entries(record.config).map(([key, value]) => [key, valueText(value)] as const))}`,
    `<h2>Environment</h2>${htmlFacts(environment(record))}`,
  ]
  return htmlPage(title, sections.filter(Boolean).join('\n'))
}

/** A log that is larger is not drawn: bytes. */
const LARGEST_LOG = 64 * 2 ** 20

function curves(dir: string, { config }: RunRecord): string[] {
  const { csv, jsonLines } = metricsFiles(config)
  const large = [...csv, ...jsonLines].find((name) => {
    const size = lstatSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0
    return size > LARGEST_LOG
  })
  if (large === undefined) return curveCharts(readMetrics(dir))
  return [`<p>${escapeHtml(large)} has more than ${LARGEST_LOG / 2 ** 20} MiB: its curves are not drawn.</p>`]
}

function section(title: string, charts: readonly string[]): string {
  return charts.length === 0 ? '' : `<h2>${title}</h2>\n<div class="charts">\n${charts.join('\n')}</div>`
}

function classSection({ classNames, config }: RunRecord): string {
  const facts = Object.entries(classNames ?? {}).map(
    ([task, names]) => [`task ${taskLabel(config, task)}`, shortList(names, 100)] as const,
  )
  return facts.length === 0 ? '' : `<h2>Classes</h2>${htmlFacts(facts)}`
}

function outcome({ status, started, durationSeconds, results, exitReason, parent, reproduces }: RunRecord): string {
  const duration = durationSeconds === null ? '' : ` in ${durationSeconds.toFixed(1)} s`
  return [
    `${status}${duration}, started ${started}`,
    ...(results ? [averages(results)] : []),
    ...(exitReason === null ? [] : [exitReason]),
    ...(parent ? [`weights ${parent.weights} of ${parent.dir}`] : []),
    ...(reproduces === null ? [] : [`reproduces ${reproduces}`]),
  ].join(' · ')
}

function averages({ acc, loss_cls, avg_acc, avg_loss_cls }: RecordedResults): string {
  if (Object.keys(loss_cls).length === 0) return 'no task was tested'
  if (Object.keys(acc).length === 0) return `average test loss ${number(avg_loss_cls)}`
  return `average test accuracy ${number(avg_acc)}, loss ${number(avg_loss_cls)}`
}

/** A value that was not finite is null in a record. */
function number(value: number | null): string {
  return value === null ? 'not finite' : value.toFixed(4)
}

function resultCharts({ results, config }: RunRecord): string[] {
  if (!results) return []
  const chart = (title: string, values: Readonly<Record<string, number>>, max?: number) => {
    const all = Object.entries(values)
    const shown = all.slice(0, MOST_CURVES).map(([task, value]) => [`task ${taskLabel(config, task)}`, value] as const)
    return barChart({ title: titleOf(title, shown.length, all.length), bars: new Map(shown), max })
  }
  return [
    ...(Object.keys(results.acc).length > 0 ? [chart('test accuracy', results.acc, 1)] : []),
    chart('test loss', results.loss_cls),
    ...(results.measures ?? []).map(({ name, tasks }) => chart(`test ${name}`, tasks)),
  ]
}

/** More curves in a chart, or bars, cannot be told apart. */
const MOST_CURVES = 50

function curveCharts(metrics: ReadonlyMap<string, MetricSeries>): string[] {
  return [...groupMetrics(metrics.keys())].map(([title, names]) => {
    const shown = names.slice(0, MOST_CURVES).map((name) => {
      const { steps, values } = metrics.get(name) as MetricSeries
      return { name, points: steps.map((step, i) => [step, values[i] as number] as const) }
    })
    return lineChart({ title: titleOf(title, shown.length, names.length), xLabel: 'step', series: shown })
  })
}

/** Says where not all is shown. */
function titleOf(title: string, shown: number, all: number): string {
  return shown === all ? title : `${title} (${shown} of ${all})`
}

function* environment(record: RunRecord): Iterable<readonly [string, string]> {
  yield ['command', ['polyhead', ...record.command].join(' ')]
  for (const [key, value] of Object.entries(record.backend ?? {})) yield [`backend ${key}`, valueText(value)]
  for (const [key, value] of Object.entries(record.platform))
    yield [key, Array.isArray(value) ? value.join(' ') : valueText(value)]
  if (record.git) {
    const { commit, branch, diffSha256 } = record.git
    yield ['git', [commit, branch ?? 'no branch', diffSha256 ? `with changes ${diffSha256}` : 'no changes'].join(', ')]
  }
  for (const { name, sha256, rows } of record.data) yield [`data ${name}`, `${rows} rows, sha256 ${sha256}`]
  for (const [name, version] of Object.entries(record.versions)) yield [name, version]
  for (const [file, hash] of Object.entries(record.files)) yield [file, `sha256 ${hash}`]
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
