import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { RunSummary } from '../rundir/run-index.js'
import { type RunRecord, readRunRecord } from '../rundir/run-record.js'
import type { MetricSeries } from '../runs/metric-series.js'
import { metricsFiles, readMetrics } from '../runs/read-metrics.js'
import { groupMetrics } from './metric-groups.js'
import type { CurvesData } from './page-data.js'
import { type SessionClock, sessionClock } from './session-clock.js'
import { thinCurve } from './thin-curve.js'

/** More curves in a chart, or bars, cannot be told apart. */
export const MOST_CURVES = 50
/** A log that is larger is not drawn: bytes. */
const LARGEST_LOG = 64 * 2 ** 20

/** The log of a run that is too large to be drawn. @param config the run's, flat */
export function tooLargeLog(dir: string, config: RunSummary['config']): { name: string; limit: string } | undefined {
  const { csv, jsonLines } = metricsFiles(config)
  const name = [...csv, ...jsonLines].find((file) => {
    const size = lstatSync(join(dir, file), { throwIfNoEntry: false })?.size ?? 0
    return size > LARGEST_LOG
  })
  return name === undefined ? undefined : { name, limit: `${LARGEST_LOG / 2 ** 20} MiB` }
}

/** A run's metrics, those that belong together in one chart. */
export function curveCharts(metrics: ReadonlyMap<string, MetricSeries>, record: RunRecord): CurvesData[] {
  const clock = sessionClock(record, metrics.values())
  return Array.from(groupMetrics(metrics.keys()), ([title, names]) => {
    const curves = names.slice(0, MOST_CURVES).map((name) => thinCurve(name, metrics.get(name) as MetricSeries, clock))
    return { title: titleOf(title, curves.length, names.length), curves }
  })
}

/** Says where not all is shown. */
export function titleOf(title: string, shown: number, all: number): string {
  return shown === all ? title : `${title} (${shown} of ${all})`
}

/** What runs have in common that is worth comparing. */
const COMPARED = /^learning_curve\//

/** Learning curves of several runs, a chart for each metric and a curve for each run. @param runs with their names */
export function comparedCurves(runs: readonly { name: string; dir: string }[]): CurvesData[] {
  const charts = new Map<string, CurvesData['curves'][number][]>()
  for (const { name, dir } of runs) {
    const { metrics, clock } = metricsOf(dir)
    for (const [metric, series] of metrics) {
      if (!COMPARED.test(metric)) continue
      const curves = charts.get(metric) ?? []
      curves.push(thinCurve(name, series, clock))
      charts.set(metric, curves)
    }
  }
  const names = runs.map(({ name }) => name)
  return Array.from(charts, ([title, curves]) => ({ title, curves, names }))
}

interface TimedMetrics {
  metrics: ReadonlyMap<string, MetricSeries>
  clock: SessionClock
}

/** Nothing of a run whose log cannot be read: others can. */
function metricsOf(dir: string): TimedMetrics {
  try {
    const record = readRunRecord(dir)
    const metrics = tooLargeLog(dir, record.config) ? new Map<string, MetricSeries>() : readMetrics(dir)
    return { metrics, clock: sessionClock(record, metrics.values()) }
  } catch {
    return { metrics: new Map(), clock: () => null }
  }
}
