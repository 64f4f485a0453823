import { basename } from 'node:path'
import { taskLabel } from '../rundir/flat-config.js'
import { listedStatus } from '../rundir/live-status.js'
import type { RecordedResults, RunRecord } from '../rundir/run-record.js'
import type { MetricSeries } from '../runs/metric-series.js'
import { readMetrics } from '../runs/read-metrics.js'
import { shortList } from '../util/short-list.js'
import { meanCosines } from './charts/gradient-cosines.js'
import { escapeHtml, htmlFacts, htmlPage } from './html.js'
import type { BarsData, CosinesData, PageData } from './page-data.js'
import { readConfusions } from './read-confusions.js'
import { curveCharts, MOST_CURVES, titleOf, tooLargeLog } from './run-curves.js'

/** One page about a run: how it ended, its curves, its tasks, its config and what it ran on. */
export function runPage(dir: string, record: RunRecord, changes?: PageData['changes']): string {
  const title = `${record.kind === 'eval' ? 'Eval' : 'Run'} ${basename(dir)}`
  const large = tooLargeLog(dir, record.config)
  const metrics = large ? new Map<string, MetricSeries>() : readMetrics(dir)
  const data: PageData = {
    bars: resultBars(record),
    confusions: readConfusions(dir).map(({ file, task, classes, counts }) => {
      const title = task === null ? file : `confusions of task ${taskLabel(record.config, task)}`
      return { title, classes, counts }
    }),
    curves: curveCharts(metrics, record),
    ...cosinesOf(metrics),
    ...(changes && { changes }),
  }
  const note = large && `${large.name} has more than ${large.limit}: its curves are not drawn.`
  const sections = [
    `<p class="${record.status === 'failed' ? 'failed' : 'status'}">${escapeHtml(outcome(record))}</p>`,
    section('Results', 'bars', data.bars),
    section('Confusion matrices', 'confusions', data.confusions),
    classSection(record),
    section('Curves', 'curves', data.curves),
    ...(note ? [`<h2>Curves</h2><p>${escapeHtml(note)}</p>`] : []),
    section("Tasks' gradients", 'cosines', data.cosines && [data.cosines]),
    `<h2>Config</h2>${htmlFacts(Object.entries(record.config).map(([key, value]) => [key, valueText(value)] as const))}`,
    `<h2>Environment</h2>${htmlFacts(environment(record))}`,
  ]
  return htmlPage(title, sections.filter(Boolean).join('\n'), data)
}

/** A heading, and the place of what is drawn below it; nothing where there is nothing to draw. */
function section(title: string, name: string, data: readonly unknown[] | undefined): string {
  return data === undefined || data.length === 0 ? '' : `<h2>${escapeHtml(title)}</h2>\n<div id="${name}"></div>`
}

function classSection({ classNames, config }: RunRecord): string {
  const facts = Object.entries(classNames ?? {}).map(
    ([task, names]) => [`task ${taskLabel(config, task)}`, shortList(names, 100)] as const,
  )
  return facts.length === 0 ? '' : `<h2>Classes</h2>${htmlFacts(facts)}`
}

function outcome(record: RunRecord): string {
  const { started, durationSeconds, results, exitReason, parent, reproduces } = record
  const duration = durationSeconds === null ? '' : ` in ${durationSeconds.toFixed(1)} s`
  return [
    `${listedStatus(record)}${duration}, started ${started}`,
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

function resultBars({ results, config }: RunRecord): BarsData[] {
  if (!results) return []
  const bars = (title: string, all: Readonly<Record<string, number | null>>, range?: BarsData['range']): BarsData => {
    const entries = Object.entries(all)
    const shown = entries.slice(0, MOST_CURVES).map(([task, value]) => [`task ${taskLabel(config, task)}`, value])
    const groups = [{ name: title, values: Object.fromEntries(shown) }]
    return { title: titleOf(title, shown.length, entries.length), groups, ...(range && { range }) }
  }
  return [
    ...(Object.keys(results.acc).length > 0 ? [bars('test accuracy', results.acc, { min: 0, max: 1 })] : []),
    bars('test loss', results.loss_cls),
    ...(results.measures ?? []).map(({ name, tasks }) => bars(`test ${name}`, tasks)),
  ]
}

function cosinesOf(metrics: ReadonlyMap<string, MetricSeries>): { cosines?: CosinesData } {
  const values = new Map(Array.from(metrics, ([name, series]) => [name, series.values]))
  const { tasks, cosines } = meanCosines(values)
  if (tasks.length < 3) return {}
  return { cosines: { title: "mean cosine of tasks' gradients", tasks, cosines: [...cosines] } }
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
