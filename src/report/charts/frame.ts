import type { EChartsOption } from 'echarts'
import type { ChartTheme } from './theme.js'

/** What all charts share: title, colours, and a description for those who do not see them. */
export function chartFrame(title: string, theme: ChartTheme): EChartsOption {
  return {
    animation: false,
    backgroundColor: theme.background,
    color: [...theme.palette],
    textStyle: { color: theme.text, fontFamily: 'system-ui, sans-serif' },
    title: { text: title, left: 8, top: 4, textStyle: { fontSize: 14, fontWeight: 600, color: theme.text } },
    aria: { enabled: true, label: { general: { withTitle: '{title}', withoutTitle: '' } } },
  }
}

/** An axis of numbers, names or logarithms. */
export function chartAxis(name: string, theme: ChartTheme) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameTextStyle: { color: theme.quiet },
    axisLabel: { color: theme.quiet, hideOverlap: true },
    axisLine: { lineStyle: { color: theme.line } },
    splitLine: { lineStyle: { color: theme.line } },
  }
}

/** Names of series, on as many pages as they need, below the plot. */
export function chartLegend(names: readonly string[], theme: ChartTheme) {
  return {
    type: 'scroll' as const,
    bottom: 0,
    data: [...names],
    textStyle: { color: theme.text },
    pageTextStyle: { color: theme.quiet },
    pageIconColor: theme.text,
    pageIconInactiveColor: theme.line,
  }
}

/** The plot's place between title, legend and names of axes. */
export const PLOT = { left: 64, right: 24, top: 44, bottom: 72 }
