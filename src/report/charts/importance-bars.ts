import type { EChartsOption } from 'echarts'
import { rankedBars } from './ranked-bars.js'
import type { ChartTheme } from './theme.js'

/** How much of a metric each parameter explains, the most important one on top. @param shares by name, from 0 to 1 */
export function importanceBars(
  { title, shares }: { title: string; shares: ReadonlyMap<string, number> },
  theme: ChartTheme,
): EChartsOption {
  const values = new Map([...shares].sort(([, a], [, b]) => b - a))
  const axis = 'share of the variance that it explains alone'
  return rankedBars({ title, values, axis, range: { min: 0, max: 1 }, digits: 2 }, theme)
}
