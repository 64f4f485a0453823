import { useMemo, useRef, useState } from 'preact/hooks'
import { type Curve, type CurveView, placesOf } from '../../report/charts/metric-curves.js'
import { atSharedSteps, meanCurve } from '../../report/charts/seed-bands.js'
import type { Look } from '../../report/charts/theme.js'
import { CurvesChart, type Range } from '../views/curves-chart.js'
import { get } from './api.js'
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

interface LoadedCurvesProps {
  title: string
  shown: readonly ShownSeries[]
  view: Required<CurveView>
}

/** A chart of curves. Where the server has sent fewer points than there are, those of what is zoomed to are fetched. */
export function LoadedCurves({ title, shown, view }: LoadedCurvesProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const newest = useRef<Range | undefined>(undefined)
  const [windows, setWindows] = useState<ReadonlyMap<WireSeries, WireSeries>>(new Map())
  const curves = useMemo(() => {
    const all = shown.map(({ series, label, look }): Curve => {
      const part = windows.get(series)
      return { ...curveOf(part ? withWindow(series, part) : series, label), ...(look && { look }) }
    })
    return merged(shown, all)
  }, [shown.map(identity).join(), windows])
  const fetchWindow = async (wanted: Range) => {
    const [from, to] = wanted
    const coarse = shown.filter(({ series }) => !series.exact)
    if (coarse.length === 0) return
    const parts = await Promise.all(
      coarse.map(async ({ run, series, group }) => {
        const range = { from: stepAt(series, view.axis, from), to: stepAt(series, view.axis, to) }
        const even = group === undefined ? undefined : ''
        const { series: found } = await get<WireMetrics>('/api/metrics', { run, name: series.name, ...range, even })
        return [series, found[0]] as const
      }),
    )
    // An answer may come later than one to a newer question.
    if (newest.current !== wanted) return
    setWindows(new Map(parts.flatMap(([series, part]) => (part ? [[series, part] as const] : []))))
  }
  const onRange = (range: Range | undefined) => {
    clearTimeout(timer.current)
    newest.current = range
    if (range) timer.current = setTimeout(() => void fetchWindow(range).catch(() => undefined), 200)
    else setWindows(new Map())
  }
  const overview = shown.some(({ series }) => !series.exact && !windows.has(series))
  return <CurvesChart title={title} curves={curves} view={view} overview={overview} onRange={onRange} />
}

const numbers = new WeakMap<WireSeries, number>()
let last = 0

/** A text that is another one for other series, or where they are drawn otherwise. */
function identity({ series, label, group, look }: ShownSeries): string {
  const number = numbers.get(series) ?? ++last
  numbers.set(series, number)
  return JSON.stringify([number, label, group, look])
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

/** The step at a place of an axis. */
function stepAt(series: WireSeries, axis: Required<CurveView>['axis'], place: number): number {
  if (axis === 'step') return Math.floor(place)
  const found = placesOf(series, axis).findIndex((each) => each !== null && each >= place)
  return series.steps[found < 0 ? series.steps.length - 1 : found] ?? 0
}
