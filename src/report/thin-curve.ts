import type { MetricSeries } from '../runs/metric-series.js'
import type { CurveData } from './page-data.js'

/** More points than this are not told apart on a screen. */
const MOST_POINTS = 2000

/**
 * A series for a page. Of a long one the least and the greatest value of each of many pieces stay, so that no spike is
 * lost, and its ends.
 */
export function thinCurve(name: string, { steps, epochs, values }: MetricSeries): CurveData {
  const places = keptPlaces(values)
  return {
    name,
    steps: places.map((i) => steps[i] as number),
    epochs: places.map((i) => epochs[i] ?? null),
    values: places.map((i) => (Number.isFinite(values[i]) ? (values[i] as number) : null)),
  }
}

function keptPlaces(values: readonly number[]): number[] {
  if (values.length <= MOST_POINTS) return [...values.keys()]
  const pieces = MOST_POINTS / 2 - 1
  const kept = new Set([0, values.length - 1])
  for (let piece = 0; piece < pieces; piece++) {
    const from = Math.floor((piece * values.length) / pieces)
    const to = Math.floor(((piece + 1) * values.length) / pieces)
    let [least, greatest] = [from, from]
    for (let i = from; i < to; i++) {
      if ((values[i] as number) < (values[least] as number)) least = i
      if ((values[i] as number) > (values[greatest] as number)) greatest = i
    }
    kept.add(least).add(greatest)
  }
  return [...kept].sort((a, b) => a - b)
}
