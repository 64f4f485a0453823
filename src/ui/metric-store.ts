import { join } from 'node:path'
import type { WireMetrics, WireSeries } from '../browser/ui/wire.js'
import { downsample, evenPlaces, lowerBound } from '../report/downsample.js'
import { tooLargeLog } from '../report/run-curves.js'
import { type SessionClock, sessionClock } from '../report/session-clock.js'
import { stampOf } from '../rundir/run-index.js'
import { readRunRecord } from '../rundir/run-record.js'
import type { MetricSeries, RunSummary } from '../runs/index.js'
import { readMetrics } from '../runs/index.js'
import { metricsFiles } from '../runs/read-metrics.js'
import { ConfigError } from '../util/diagnostic.js'

/** Runs whose metrics are kept: those of one with a hundred thousand rows take some ten megabytes. */
const MOST_KEPT = 4

/** Stretches of a curve, of each of which at most four values are sent. */
const BUCKETS = 400

interface Kept {
  stamp: string
  series: ReadonlyMap<string, MetricSeries>
  clock: SessionClock
}

export interface MetricsQuery {
  /** Default: all. */
  names?: readonly string[]
  /** Steps, both included. Default: all. */
  from?: number
  to?: number
  /** Of a long series values at even distances, so that those of several runs have the same steps. Default: false. */
  even?: boolean
}

/** Metrics of runs, read again when their files are others, and sent as many as can be seen. */
export class MetricStore {
  readonly #kept = new Map<string, Kept>()

  /** @throws ConfigError where the directory holds no run */
  query(dir: string, run: RunSummary, { names, from, to, even = false }: MetricsQuery): WireMetrics {
    const { series, clock } = this.#read(dir, run)
    const wanted = names?.flatMap((name) => series.get(name) ?? []) ?? [...series.values()]
    return {
      series: wanted.map((each) =>
        window(each, clock, { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY, even }),
      ),
    }
  }

  /** The last step that was logged, and how many an epoch has; undefined where the log is too large. */
  progress(dir: string, run: RunSummary): { step: number; stepsPerEpoch: number | undefined } | undefined {
    if (tooLargeLog(dir, run.config)) return undefined
    const series = [...this.#read(dir, run).series.values()]
    let step = -1
    for (const { steps } of series) step = Math.max(step, steps.at(-1) ?? -1)
    return { step, stepsPerEpoch: stepsPerEpoch(series) }
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
    const kept =
      before?.stamp === stamp ? before : { stamp, series, clock: sessionClock(readRunRecord(dir), series.values()) }
    this.#kept.set(dir, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return kept
  }
}

/** Of the epochs before the last one, which are over. */
function stepsPerEpoch(all: readonly MetricSeries[]): number | undefined {
  const ends = new Map<number, number>()
  for (const { steps, epochs } of all) {
    for (const [i, epoch] of epochs.entries()) {
      if (epoch !== null) ends.set(epoch, Math.max(ends.get(epoch) ?? -1, steps[i] as number))
    }
  }
  let last = -1
  for (const epoch of ends.keys()) last = Math.max(last, epoch)
  const end = ends.get(last - 1)
  return end === undefined ? undefined : (end + 1) / last
}

interface Window {
  from: number
  to: number
  even: boolean
}

function window(series: MetricSeries, clock: SessionClock, { from, to, even }: Window): WireSeries {
  const { name, steps, epochs, times, values } = series
  // What lies just beyond the edges keeps lines going to them.
  const start = Math.max(0, lowerBound(steps, from) - 1)
  const end = Math.min(steps.length, lowerBound(steps, to) + 1)
  const places = even ? evenPlaces(start, end, 4 * BUCKETS) : downsample(values, start, end, BUCKETS)
  return {
    name,
    total: steps.length,
    exact: places.length === end - start,
    steps: places.map((place) => steps[place] as number),
    epochs: places.map((place) => epochs[place] ?? null),
    ...(times && { seconds: places.map((place) => clock(times[place] as number)) }),
    values: places.map((place) => values[place] as number).map((value) => (Number.isFinite(value) ? value : null)),
  }
}
