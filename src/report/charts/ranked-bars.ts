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
      axisLabel: { color: theme.text, width: 160, overflow: 'truncate', interval: 0 },
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
  }
}
