import type { EChartsOption } from 'echarts'
import type { Study, StudyTrial } from '../study.js'
import { chartAxis, chartFrame, chartLegend, PLOT } from './frame.js'
import { shownNumber } from './numbers.js'
import { type ChartTheme, lookAt } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** A metric's value of each trial, and the best one so far. @param metric its place in the study */
export function trialsOverTime({ metrics, trials }: Study, theme: ChartTheme, metric = 0): EChartsOption {
  const { name, direction } = metrics[metric] as Study['metrics'][number]
  const known = trials.flatMap((trial) => {
    const value = trial.values[metric] ?? null
    return value === null ? [] : [{ trial, value }]
  })
  const points = (status: StudyTrial['status']) =>
    known.filter(({ trial }) => trial.status === status).map(({ trial, value }) => [trial.num, value])
  const best = bestSoFar(
    known.filter(({ trial }) => trial.status === 'done').map(({ trial, value }) => [trial.num, value] as const),
    direction,
  )
  const [done, pruned, line] = [lookAt(0, theme), lookAt(4, theme), lookAt(1, theme)]
  const shown = { done: points('done'), pruned: points('pruned') }
  return {
    ...chartFrame(`${name} over trials (${direction})`, theme),
    grid: PLOT,
    legend: chartLegend(['trials', ...(shown.pruned.length > 0 ? ['pruned'] : []), 'best so far'], theme),
    xAxis: { type: 'value', minInterval: 1, scale: true, nameGap: 26, ...chartAxis('trial', theme) },
    yAxis: { type: 'value', scale: true, ...chartAxis('', theme) },
    tooltip: tooltipOf('item', ([point]) => {
      if (!point) return []
      const [num, value] = point.value as [number, number]
      return [{ text: `#${num}` }, { text: `${point.seriesName}: ${name} ${shownNumber(value)}`, color: point.color }]
    }),
    dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none' }],
    series: [
      { type: 'scatter', name: 'trials', data: shown.done, symbolSize: 8, itemStyle: { color: done.color } },
      ...(shown.pruned.length > 0
        ? [
            {
              type: 'scatter' as const,
              name: 'pruned',
              data: shown.pruned,
              symbol: 'diamond',
              symbolSize: 8,
              itemStyle: { color: pruned.color },
            },
          ]
        : []),
      {
        type: 'line',
        name: 'best so far',
        data: best,
        step: 'end',
        showSymbol: false,
        itemStyle: { color: line.color },
        lineStyle: { color: line.color, width: 2 },
      },
    ],
  }
}

/** The best value up to each trial. */
export function bestSoFar(
  points: readonly (readonly [num: number, value: number])[],
  direction: 'minimize' | 'maximize',
): [num: number, value: number][] {
  let best: number | undefined
  return points.map(([num, value]) => {
    const isBetter = best === undefined || (direction === 'minimize' ? value < best : value > best)
    if (isBetter) best = value
    return [num, best as number]
  })
}
