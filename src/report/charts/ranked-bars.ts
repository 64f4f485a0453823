import type { EChartsOption } from 'echarts'
import { chartAxis, chartFrame } from './frame.js'
import { shownNumber } from './numbers.js'
import { type ChartTheme, lookAt } from './theme.js'
import { tooltipOf } from './tooltip.js'

interface RankedBars {
  title: string
  /** By name, the first one on top. */
  values: ReadonlyMap<string, number>
  /** What the values are. */
  axis?: string
  /** Of the values' axis. Default: as they need. */
  range?: { readonly min?: number; readonly max?: number }
  /** Decimals of the values beside the bars. */
  digits: number
}

/** Of more bars than this, each has room for one line. */
export const MOST_WRAPPED = 8

/** Pixels of the names on a narrow chart, and on one that is wider than `WIDE`. */
const NARROW_LABEL = 160
const WIDE_LABEL = 420
const WIDE = 800

/** A bar below the other, with room for long names. */
export function rankedBars({ title, values, axis = '', range, digits }: RankedBars, theme: ChartTheme): EChartsOption {
  return {
    ...chartFrame(title, theme),
    grid: { left: 24, right: 48, top: 44, bottom: axis === '' ? 16 : 40, containLabel: true },
    xAxis: { type: 'value', ...range, nameGap: 24, ...chartAxis(axis, theme) },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...values.keys()],
      ...chartAxis('', theme),
      axisLabel: {
        ...{ color: theme.text, width: NARROW_LABEL, lineHeight: 15, interval: 0 },
        overflow: values.size <= MOST_WRAPPED ? 'break' : 'truncate',
      },
    },
    tooltip: tooltipOf('item', ([point]) =>
      point ? [{ text: `${point.name}  ${shownNumber(point.value as number)}`, color: point.color }] : [],
    ),
    series: [
      {
        type: 'bar',
        data: [...values.values()],
        barMaxWidth: 24,
        itemStyle: { color: lookAt(0, theme).color },
        label: {
          show: true,
          position: 'right',
          color: theme.text,
          formatter: ({ value }: { value: unknown }) => (value as number).toFixed(digits),
        },
      },
    ],
    media: [{ query: { minWidth: WIDE }, option: { yAxis: { axisLabel: { width: WIDE_LABEL } } } }],
  }
}
