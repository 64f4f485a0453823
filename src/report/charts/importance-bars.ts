import type { EChartsOption } from 'echarts'
import { chartAxis, chartFrame } from './frame.js'
import { shownNumber } from './numbers.js'
import { type ChartTheme, lookAt } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** How much of a metric each parameter explains, the most important one on top. @param shares by name, from 0 to 1 */
export function importanceBars(
  { title, shares }: { title: string; shares: ReadonlyMap<string, number> },
  theme: ChartTheme,
): EChartsOption {
  const sorted = [...shares].sort(([, a], [, b]) => b - a)
  return {
    ...chartFrame(title, theme),
    grid: { left: 24, right: 48, top: 44, bottom: 40, containLabel: true },
    xAxis: {
      type: 'value',
      min: 0,
      max: 1,
      nameGap: 24,
      ...chartAxis('share of the variance that it explains alone', theme),
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: sorted.map(([name]) => name),
      ...chartAxis('', theme),
      axisLabel: { color: theme.text, width: 160, overflow: 'truncate' },
    },
    tooltip: tooltipOf('item', ([point]) =>
      point ? [{ text: `${point.name}  ${shownNumber(point.value as number)}`, color: point.color }] : [],
    ),
    series: [
      {
        type: 'bar',
        data: sorted.map(([, share]) => share),
        barMaxWidth: 24,
        itemStyle: { color: lookAt(0, theme).color },
        label: {
          show: true,
          position: 'right',
          color: theme.text,
          formatter: ({ value }: { value: unknown }) => (value as number).toFixed(2),
        },
      },
    ],
  }
}
