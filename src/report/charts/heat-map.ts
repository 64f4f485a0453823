import type { EChartsOption } from 'echarts'
import { chartAxis, chartFrame } from './frame.js'
import type { ChartTheme } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** A table of numbers as colours. */
export interface HeatMap {
  readonly title: string
  readonly rows: { readonly name: string; readonly labels: readonly string[] }
  readonly columns: { readonly name: string; readonly labels: readonly string[] }
  /** By row and column; null: nothing is known. */
  readonly values: readonly (readonly (number | null)[])[]
  /** What the least and the greatest colour stand for. */
  readonly range: readonly [least: number, greatest: number]
  readonly colors: readonly string[]
  /** What a cell's tooltip says. */
  readonly tell: (row: number, column: number, value: number) => string
}

/** Cells that have room for their number. */
const MOST_NUMBERED = 12

/** The heat map of a table, its first row on top. */
export function heatMap(
  { title, rows, columns, values, range, colors, tell }: HeatMap,
  theme: ChartTheme,
): EChartsOption {
  const data = values.flatMap((row, y) =>
    row.flatMap((value, x) => (value === null || !Number.isFinite(value) ? [] : [[x, y, value]])),
  )
  const numbered = rows.labels.length <= MOST_NUMBERED && columns.labels.length <= MOST_NUMBERED
  return {
    ...chartFrame(title, theme),
    grid: { left: 24, right: 16, top: 44, bottom: 64, containLabel: true },
    xAxis: { type: 'category', data: [...columns.labels], nameGap: 30, ...chartAxis(columns.name, theme) },
    yAxis: { type: 'category', data: [...rows.labels], inverse: true, ...chartAxis(rows.name, theme), nameGap: 34 },
    visualMap: {
      min: range[0],
      max: range[1],
      calculable: true,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 120,
      itemWidth: 12,
      textStyle: { color: theme.quiet },
      inRange: { color: [...colors] },
    },
    tooltip: tooltipOf('item', ([point]) => {
      if (!point) return []
      const [x, y, value] = point.value as [number, number, number]
      return [{ text: tell(y, x, value) }]
    }),
    series: [
      {
        type: 'heatmap',
        data,
        progressive: 0,
        label: {
          show: numbered,
          formatter: ({ value }: { value: unknown }) => cellText((value as number[])[2] as number),
        },
        itemStyle: { borderColor: theme.background, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: theme.text } },
      },
    ],
  }
}

/** A cell has room for two decimals; its tooltip says more. */
function cellText(value: number): string {
  return String(Number(value.toFixed(2)))
}
