import type { EChartsOption, LineSeriesOption } from 'echarts'
import { chartAxis, chartFrame, chartLegend, PLOT } from './frame.js'
import { shownNumber } from './numbers.js'
import { smoothed } from './smoothing.js'
import { type ChartTheme, type Look, lookAt } from './theme.js'
import { type TooltipPoint, tooltipOf } from './tooltip.js'

/** What was logged under one name, by ascending step. */
export interface Curve {
  readonly name: string
  readonly steps: readonly number[]
  readonly epochs: readonly (number | null)[]
  /** Seconds since the run began, where they are known. */
  readonly seconds?: readonly (number | null)[]
  /** What is not finite leaves a gap. */
  readonly values: readonly number[]
  /** What lies about the curve, such as a standard deviation to both sides. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] }
  /** Default: by its place. */
  readonly look?: Look
}

export type CurveAxis = 'step' | 'epoch' | 'time'

/** How curves are looked at. */
export interface CurveView {
  /** Default: `step`. */
  readonly axis?: CurveAxis
  /** Of the values' axis: what is not above zero leaves a gap. Default: false. */
  readonly logarithmic?: boolean
  /** Weight of the exponential moving average, from 0 to less than 1; the curve itself stays, faintly. Default: 0. */
  readonly smoothing?: number
}

/** Curves over a common axis, to be zoomed by wheel or pinch. */
export function metricCurves(
  { title, curves, view = {} }: { title: string; curves: readonly Curve[]; view?: CurveView },
  theme: ChartTheme,
): EChartsOption {
  const { axis = 'step', logarithmic = false, smoothing = 0 } = view
  const series = curves.flatMap((curve, place): LineSeriesOption[] => {
    const look = curve.look ?? lookAt(place, theme)
    const drawn = (values: readonly number[]) => pointsOf(curve, values, axis, logarithmic)
    const line = (values: readonly number[], faint: boolean): LineSeriesOption => ({
      type: 'line',
      name: curve.name,
      data: drawn(values),
      sampling: 'lttb',
      showSymbol: curve.values.length === 1,
      symbolSize: 5,
      silent: faint,
      itemStyle: { color: look.color },
      lineStyle: { color: look.color, width: faint ? 1 : 1.8, type: look.dash, opacity: faint ? 0.25 : 1 },
      emphasis: { disabled: faint },
    })
    const faint = smoothing > 0 ? [line(curve.values, true)] : []
    return [...bandOf(curve, drawn, look), ...faint, line(smoothed(curve.values, smoothing), false)]
  })
  return {
    ...chartFrame(title, theme),
    grid: PLOT,
    legend: chartLegend([...new Set(curves.map(({ name }) => name))], theme),
    xAxis: { type: 'value', scale: true, nameGap: 26, ...chartAxis(AXES[axis], theme) },
    yAxis: { type: logarithmic ? 'log' : 'value', scale: true, ...chartAxis('', theme) },
    tooltip: { ...tooltipOf('axis', (points) => linesOf(points, axis, series)), axisPointer: { type: 'line' } },
    dataZoom: [
      { type: 'inside', xAxisIndex: 0, filterMode: 'none' },
      { type: 'inside', yAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'shift' },
    ],
    series,
  }
}

const AXES: Readonly<Record<CurveAxis, string>> = { step: 'step', epoch: 'epoch', time: 'time (s)' }

/** Where the values of a curve lie on an axis. */
export function placesOf(
  { steps, epochs, seconds = [] }: Pick<Curve, 'steps' | 'epochs' | 'seconds'>,
  axis: CurveAxis,
): readonly (number | null)[] {
  return axis === 'step' ? steps : axis === 'epoch' ? epochs : seconds
}

type Drawn = [x: number, y: number | null]

function pointsOf(curve: Curve, values: readonly number[], axis: CurveAxis, logarithmic: boolean): Drawn[] {
  const places = placesOf(curve, axis)
  return values.flatMap((value, i): Drawn[] => {
    const x = places[i] ?? null
    if (x === null) return []
    return [[x, Number.isFinite(value) && (!logarithmic || value > 0) ? value : null]]
  })
}

/** The upper edge lies on the lower one, and what is between them is filled. */
function bandOf(
  { name, band }: Curve,
  drawn: (values: readonly number[]) => Drawn[],
  { color }: Look,
): LineSeriesOption[] {
  if (!band) return []
  const shared: LineSeriesOption = {
    type: 'line',
    name,
    stack: `band of ${name}`,
    stackStrategy: 'all',
    showSymbol: false,
    silent: true,
    lineStyle: { opacity: 0 },
    emphasis: { disabled: true },
    itemStyle: { color },
  }
  const width = band.high.map((high, i) => high - (band.low[i] as number))
  return [
    { ...shared, data: drawn(band.low) },
    { ...shared, data: drawn(width), areaStyle: { color, opacity: 0.18 } },
  ]
}

/** The curves at a place: neither what was smoothed nor the edges of bands. */
function linesOf(points: readonly TooltipPoint[], axis: CurveAxis, series: readonly LineSeriesOption[]) {
  const shown = points.filter(({ seriesIndex }) => series[seriesIndex]?.silent !== true)
  const [first] = shown
  if (!first) return []
  const [x] = first.value as Drawn
  return [
    { text: `${AXES[axis]} ${shownNumber(x)}` },
    ...shown.map(({ seriesName, value, color }) => {
      const y = (value as Drawn)[1]
      return { text: `${seriesName}  ${y === null ? '–' : shownNumber(y)}`, color }
    }),
  ]
}
