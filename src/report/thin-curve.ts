import type { MetricSeries } from '../runs/metric-series.js'
import { downsample } from './downsample.js'
import type { CurveData } from './page-data.js'

/** Four times as many points are not told apart on a screen. */
const BUCKETS = 500

/** A series for a page: of a long one, what looks like all of it. */
export function thinCurve(name: string, { steps, epochs, values }: MetricSeries): CurveData {
  const places = downsample(values, 0, values.length, BUCKETS)
  return {
    name,
    steps: places.map((i) => steps[i] as number),
    epochs: places.map((i) => epochs[i] ?? null),
    values: places.map((i) => (Number.isFinite(values[i]) ? (values[i] as number) : null)),
  }
}
