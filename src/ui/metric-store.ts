import { join } from 'node:path'
import type { WireMetrics, WireSeries } from '../browser/ui/wire.js'
import { downsample, lowerBound } from '../report/downsample.js'
import { tooLargeLog } from '../report/run-curves.js'
import { stampOf } from '../rundir/run-index.js'
import type { MetricSeries, RunSummary } from '../runs/index.js'
import { readMetrics } from '../runs/index.js'
import { metricsFiles } from '../runs/read-metrics.js'
import { ConfigError } from '../util/diagnostic.js'
import { type Clock, readClock } from './run-clock.js'

/** Runs whose metrics are kept: those of one with a hundred thousand rows take some ten megabytes. */
const MOST_KEPT = 4

/** Stretches of a curve, of each of which at most four values are sent. */
const BUCKETS = 400

interface Kept {
  stamp: string
  series: ReadonlyMap<string, MetricSeries>
  clock: Clock | undefined
}

export interface MetricsQuery {
  /** Default: all. */
  names?: readonly string[]
  /** Steps, both included. Default: all. */
  from?: number
  to?: number
}

/** Metrics of runs, read again when their files are others, and sent as many as can be seen. */
export class MetricStore {
  readonly #kept = new Map<string, Kept>()

  /** @throws ConfigError where the directory holds no run */
  query(dir: string, run: RunSummary, { names, from, to }: MetricsQuery): WireMetrics {
    const { series, clock } = this.#read(dir, run)
    const wanted = names?.flatMap((name) => series.get(name) ?? []) ?? [...series.values()]
    return {
      series: wanted.map((each) =>
        window(each, clock, from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY),
      ),
      timed: clock !== undefined,
    }
  }

  /** The last step that was logged, and how the run gets on with time; undefined where the log is too large. */
  progress(dir: string, run: RunSummary): { step: number; clock: Clock | undefined } | undefined {
    if (tooLargeLog(dir, run.config)) return undefined
    const { series, clock } = this.#read(dir, run)
    let step = -1
    for (const { steps } of series.values()) step = Math.max(step, steps.at(-1) ?? -1)
    return { step, clock }
  }

  #read(dir: string, run: RunSummary): Kept {
    const { csv, jsonLines } = metricsFiles(run.config)
    const stamp = [...csv, ...jsonLines].map((name) => stampOf(join(dir, name)) ?? '').join(' ')
    const large = tooLargeLog(dir, run.config)
    if (large) {
      const message = `'${large.name}' has more than ${large.limit}: its curves are not drawn`
      throw new ConfigError({ code: 'unreadable-run-file', path: '', message })
    }
    const before = this.#kept.get(dir)
    this.#kept.delete(dir)
    const series = before?.stamp === stamp ? before.series : readMetrics(dir)
    const kept = before?.stamp === stamp ? before : { stamp, series, clock: readClock(dir, series) }
    this.#kept.set(dir, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return kept
  }
}

function window(series: MetricSeries, clock: Clock | undefined, from: number, to: number): WireSeries {
  const { name, steps, epochs, values } = series
  // What lies just beyond the edges keeps lines going to them.
  const start = Math.max(0, lowerBound(steps, from) - 1)
  const end = Math.min(steps.length, lowerBound(steps, to) + 1)
  const places = downsample(values, start, end, BUCKETS)
  const picked = places.map((place) => steps[place] as number)
  return {
    name,
    total: steps.length,
    exact: places.length === end - start,
    steps: picked,
    epochs: places.map((place) => epochs[place] ?? null),
    ...(clock && { seconds: picked.map((step) => clock.secondsAt(step)) }),
    values: places.map((place) => values[place] as number).map((value) => (Number.isFinite(value) ? value : null)),
  }
}
