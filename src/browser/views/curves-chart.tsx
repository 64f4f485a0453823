import { useRef } from 'preact/hooks'
import { type Curve, type CurveView, metricCurves, placesOf } from '../../report/charts/metric-curves.js'
import type { DrawnChart } from '../charts.js'
import { useOption } from './changes.js'
import { ChartView } from './chart-view.js'

interface CurvesChartProps {
  title: string
  curves: readonly Curve[]
  view: Required<CurveView>
  /** Whether the curves have fewer points than were logged. */
  overview?: boolean
  /** Another stretch of the axis is seen; undefined: all. */
  onRange?: (range: Range | undefined) => void
}

/** Places on the axis. */
export type Range = readonly [from: number, to: number]

/** A chart of curves, to be zoomed by wheel, pinch, or its buttons. */
export function CurvesChart({ title, curves, view, overview = false, onRange }: CurvesChartProps) {
  const chart = useRef<DrawnChart | undefined>(undefined)
  const seen = useRef<Range | undefined>(undefined)
  const option = useOption('curves', (theme) => metricCurves({ title, curves, view }, theme), [
    ...[title, curves, view.axis, view.logarithmic, view.smoothing],
  ])
  const move = (change: (range: Range) => Range) => {
    const [from, to] = change(seen.current ?? extent(curves, view))
    chart.current?.zoom(from, to)
  }
  const reset = () => {
    seen.current = undefined
    chart.current?.reset()
    onRange?.(undefined)
  }
  const buttons: readonly (readonly [sign: string, name: string, act: () => void])[] = [
    ['+', 'zoom in', () => move(([a, b]) => [a + (b - a) / 4, b - (b - a) / 4])],
    ['−', 'zoom out', () => move(([a, b]) => [a - (b - a) / 2, b + (b - a) / 2])],
    ['←', 'to the left', () => move(([a, b]) => [a - (b - a) / 4, b - (b - a) / 4])],
    ['→', 'to the right', () => move(([a, b]) => [a + (b - a) / 4, b + (b - a) / 4])],
    ['all', 'show all', reset],
  ]
  return (
    <figure>
      <ChartView
        option={option}
        onZoom={(from, to) => {
          seen.current = [from, to]
          onRange?.([from, to])
        }}
        handle={(drawn) => {
          chart.current = drawn
        }}
      />
      <div class="tools">
        {buttons.map(([sign, name, act]) => (
          <button key={name} type="button" aria-label={`${title}: ${name}`} title={name} onClick={act}>
            {sign}
          </button>
        ))}
        <span class="quiet">{overview ? 'overview' : ''}</span>
      </div>
    </figure>
  )
}

function extent(curves: readonly Curve[], { axis }: Required<CurveView>): Range {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const curve of curves) {
    for (const place of placesOf(curve, axis)) {
      if (place === null) continue
      from = Math.min(from, place)
      to = Math.max(to, place)
    }
  }
  return from <= to ? [from, to] : [0, 1]
}
