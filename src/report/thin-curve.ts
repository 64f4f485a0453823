import type { MetricSeries } from '../runs/metric-series.js'
import { downsample } from './downsample.js'
import type { CurveData } from './page-data.js'
import type { SessionClock } from './session-clock.js'

/** Four times as many points are not told apart on a screen. */
const BUCKETS = 500

/** A series for a page: of a long one, what looks like all of it. */
export function thinCurve(name: string, series: MetricSeries, clock: SessionClock): CurveData {
  const { steps, epochs, times, values } = series
  const places = downsample(values, 0, values.length, BUCKETS)
  return {
    name,
    steps: places.map((i) => steps[i] as number),
    epochs: places.map((i) => epochs[i] ?? null),
    ...(times && { seconds: places.map((i) => clock(times[i] as number)) }),
    values: places.map((i) => (Number.isFinite(values[i]) ? (values[i] as number) : null)),
  }
}
