import { useMemo, useRef, useState } from 'preact/hooks'
import { type Curve, type CurveView, metricCurves } from '../../report/charts/metric-curves.js'
import { atSharedSteps, meanCurve } from '../../report/charts/seed-bands.js'
import type { Look } from '../../report/charts/theme.js'
import type { DrawnChart } from '../charts.js'
import { get } from './api.js'
import { ChartView, useChartTheme } from './chart-view.js'
import { curveOf, withWindow } from './curve-data.js'
import type { WireMetrics, WireSeries } from './wire.js'

/** A series in a chart. */
export interface ShownSeries {
  run: string
  series: WireSeries
  label: string
  /** Series of one group are drawn as their mean. */
  group?: string | undefined
  look?: Look | undefined
}

interface CurvesChartProps {
  title: string
  shown: readonly ShownSeries[]
  view: Required<CurveView>
}

/** Steps, both included. */
type Range = readonly [from: number, to: number]

/** A chart of curves. Where the server has sent fewer points than there are, those of what is zoomed to are fetched. */
export function CurvesChart({ title, shown, view }: CurvesChartProps) {
  const theme = useChartTheme()
  const chart = useRef<DrawnChart | undefined>(undefined)
  const seen = useRef<Range | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [windows, setWindows] = useState<ReadonlyMap<ShownSeries['series'], WireSeries>>(new Map())
  const option = useMemo(() => {
    const curves = shown.map(({ series, label, look }): Curve => {
      const part = windows.get(series)
      return { ...curveOf(part ? withWindow(series, part) : series, label), ...(look && { look }) }
    })
    return metricCurves({ title, curves: merged(shown, curves), view }, theme)
  }, [title, shown.map(identity).join(), windows, view.axis, view.logarithmic, view.smoothing, theme])

  const fetchWindow = async ([from, to]: Range) => {
    const coarse = shown.filter(({ series }) => !series.exact)
    if (coarse.length === 0) return
    const parts = await Promise.all(
      coarse.map(async ({ run, series }) => {
        const range = { from: stepAt(series, view.axis, from), to: stepAt(series, view.axis, to) }
        const { series: found } = await get<WireMetrics>('/api/metrics', { run, name: series.name, ...range })
        return [series, found[0]] as const
      }),
    )
    setWindows(new Map(parts.flatMap(([series, part]) => (part ? [[series, part] as const] : []))))
  }
  const onZoom = (from: number, to: number) => {
    seen.current = [from, to]
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void fetchWindow([from, to]).catch(() => undefined), 200)
  }
  const move = (change: (range: Range) => Range) => {
    const [from, to] = change(seen.current ?? extent(shown, view.axis))
    chart.current?.zoom(from, to)
  }
  const reset = () => {
    seen.current = undefined
    setWindows(new Map())
    chart.current?.reset()
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
        onZoom={onZoom}
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
        <span class="quiet">{shown.every(({ series }) => series.exact || windows.has(series)) ? '' : 'overview'}</span>
      </div>
    </figure>
  )
}

const numbers = new WeakMap<WireSeries, number>()
let last = 0

/** A text that is another one for other series, or where they are drawn otherwise. */
function identity({ series, label, group }: ShownSeries): string {
  const number = numbers.get(series) ?? ++last
  numbers.set(series, number)
  return JSON.stringify([number, label, group])
}

/** Curves of one group as their mean. */
function merged(shown: readonly ShownSeries[], curves: readonly Curve[]): Curve[] {
  const groups = new Map<string, Curve[]>()
  const thinned = new Set<string>()
  for (const [i, { group, label, series }] of shown.entries()) {
    const key = group ?? `run ${label}`
    groups.set(key, [...(groups.get(key) ?? []), curves[i] as Curve])
    if (!series.exact) thinned.add(key)
  }
  return [...groups].map(([name, members]) => {
    const [first] = members as [Curve]
    if (members.length === 1) return first
    const mean = meanCurve(name, thinned.has(name) ? atSharedSteps(members) : members)
    return { ...mean, ...(first.look && { look: first.look }) }
  })
}

function placesOf(series: WireSeries, axis: Required<CurveView>['axis']): readonly (number | null)[] {
  return axis === 'step' ? series.steps : axis === 'epoch' ? series.epochs : (series.seconds ?? [])
}

function extent(shown: readonly ShownSeries[], axis: Required<CurveView>['axis']): Range {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { series } of shown) {
    for (const place of placesOf(series, axis)) {
      if (place === null) continue
      from = Math.min(from, place)
      to = Math.max(to, place)
    }
  }
  return from <= to ? [from, to] : [0, 1]
}

/** The step at a place of an axis. */
function stepAt(series: WireSeries, axis: Required<CurveView>['axis'], place: number): number {
  if (axis === 'step') return Math.floor(place)
  const places = placesOf(series, axis)
  const found = places.findIndex((each) => each !== null && each >= place)
  return series.steps[found < 0 ? series.steps.length - 1 : found] ?? 0
}
