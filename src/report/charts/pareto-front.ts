import type { EChartsOption } from 'echarts'
import type { Study } from '../study.js'
import { chartAxis, chartFrame, chartLegend, PLOT } from './frame.js'
import { shownNumber } from './numbers.js'
import { type ChartTheme, lookAt } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** Two metrics of each trial, and those that no other trial beats at all metrics of the study. */
export function paretoFront(
  { metrics, trials, front }: Study,
  theme: ChartTheme,
  [x, y]: readonly [number, number] = [0, 1],
): EChartsOption {
  const [across, up] = [metrics[x], metrics[y]] as [Study['metrics'][number], Study['metrics'][number]]
  const best = new Set(front)
  const points = trials.flatMap(({ num, status, values }) => {
    const [a, b] = [values[x] ?? null, values[y] ?? null]
    return status !== 'done' || a === null || b === null ? [] : [[a, b, num] as const]
  })
  const onFront = points.filter(([, , num]) => best.has(num)).sort((a, b) => a[0] - b[0])
  const others = points.filter(([, , num]) => !best.has(num))
  const [plain, marked] = [lookAt(6, theme), lookAt(1, theme)]
  return {
    ...chartFrame('Pareto front', theme),
    grid: PLOT,
    legend: chartLegend(['trials', 'front'], theme),
    xAxis: { type: 'value', scale: true, nameGap: 26, ...chartAxis(`${across.name} (${across.direction})`, theme) },
    yAxis: { type: 'value', scale: true, nameGap: 46, ...chartAxis(`${up.name} (${up.direction})`, theme) },
    tooltip: tooltipOf('item', ([point]) => {
      if (!point) return []
      const [a, b, num] = point.value as [number, number, number]
      return [
        { text: `#${num}`, color: point.color },
        { text: `${across.name}  ${shownNumber(a)}` },
        { text: `${up.name}  ${shownNumber(b)}` },
      ]
    }),
    series: [
      {
        type: 'scatter',
        name: 'trials',
        symbolSize: 8,
        data: others.map((point) => [...point]),
        itemStyle: { color: plain.color, opacity: 0.6 },
      },
      {
        type: 'line',
        name: 'front',
        symbol: 'circle',
        symbolSize: 10,
        data: onFront.map((point) => [...point]),
        itemStyle: { color: marked.color },
        lineStyle: { color: marked.color, width: 1, type: 'dashed' },
      },
    ],
  }
}
