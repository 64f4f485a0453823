import type { EChartsOption } from 'echarts'
import type { Study, StudyParameter } from '../study.js'
import { chartAxis, chartFrame, PLOT } from './frame.js'
import { rangeOf, shownNumber, shownValue } from './numbers.js'
import type { ChartTheme } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** A metric over one parameter: a point for each trial, later ones in a stronger colour. */
export function slice(
  { metrics, trials }: Study,
  parameter: StudyParameter,
  theme: ChartTheme,
  metric = 0,
): EChartsOption {
  const { name } = metrics[metric] as Study['metrics'][number]
  const points = trials.flatMap(({ num, params, values }) => {
    const [x, y] = [params[parameter.name], values[metric] ?? null]
    return x === undefined || y === null ? [] : [[x, y, num]]
  })
  const nums = points.map(([, , num]) => num as number)
  const type = parameter.kind === 'category' ? 'category' : parameter.log ? 'log' : 'value'
  return {
    ...chartFrame(`${name} over ${parameter.name}`, theme),
    grid: PLOT,
    xAxis: {
      type,
      scale: true,
      nameGap: 26,
      ...chartAxis('', theme),
      ...(type === 'category' && { data: [...parameter.labels] }),
      ...(parameter.kind === 'int' && { minInterval: 1 }),
    } as EChartsOption['xAxis'],
    yAxis: { type: 'value', scale: true, ...chartAxis('', theme) },
    visualMap: {
      ...rangeOf(nums),
      dimension: 2,
      text: ['last trial', 'first'],
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 100,
      itemWidth: 12,
      textStyle: { color: theme.quiet },
      inRange: { color: theme.sequential.slice(1) },
    },
    tooltip: tooltipOf('item', ([point]) => {
      if (!point) return []
      const [x, y, num] = point.value as [number | string, number, number]
      return [
        { text: `#${num}` },
        { text: `${parameter.name}  ${shownValue(x)}` },
        { text: `${name}  ${shownNumber(y)}` },
      ]
    }),
    series: [
      { type: 'scatter', data: points, symbolSize: 8, itemStyle: { borderColor: theme.quiet, borderWidth: 0.5 } },
    ],
  }
}
