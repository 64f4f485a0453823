import type { EChartsOption } from 'echarts'
import { chartAxis, chartFrame, chartLegend, PLOT } from './frame.js'
import { shownNumber } from './numbers.js'
import { type ChartTheme, type Look, lookAt } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** A bar of each task, such as a run's accuracies. */
export interface TaskValues {
  readonly name: string
  /** By the tasks' names; what is not finite, or not there, has no bar. */
  readonly values: Readonly<Record<string, number | null>>
  /** Default: by its place. */
  readonly look?: Look
}

/** Values by task, those of several runs side by side. @param range of the values' axis; default: as they need */
export function taskBars(
  { title, groups, range }: { title: string; groups: readonly TaskValues[]; range?: { min?: number; max?: number } },
  theme: ChartTheme,
): EChartsOption {
  const tasks = [...new Set(groups.flatMap(({ values }) => Object.keys(values)))]
  const finite = (value: number | null | undefined) => (Number.isFinite(value) ? (value as number) : null)
  return {
    ...chartFrame(title, theme),
    grid: PLOT,
    ...(groups.length > 1 && {
      legend: chartLegend(
        groups.map(({ name }) => name),
        theme,
      ),
    }),
    xAxis: { type: 'category', data: tasks, ...chartAxis('', theme) },
    yAxis: { type: 'value', ...chartAxis('', theme), ...range },
    tooltip: tooltipOf('axis', (points) => [
      { text: points[0]?.name ?? '' },
      ...points.map(({ seriesName, value, color }) => {
        return { text: `${seriesName}  ${value === null ? '–' : shownNumber(value as number)}`, color }
      }),
    ]),
    series: groups.map(({ name, values, look }, place) => ({
      type: 'bar' as const,
      name,
      data: tasks.map((task) => finite(values[task])),
      barMaxWidth: 48,
      itemStyle: { color: (look ?? lookAt(place, theme)).color },
    })),
  }
}
