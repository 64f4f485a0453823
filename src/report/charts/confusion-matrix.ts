import type { EChartsOption } from 'echarts'
import { heatMap } from './heat-map.js'
import { shownNumber } from './numbers.js'
import type { ChartTheme } from './theme.js'

/** How often each class was taken for which. */
export interface Confusions {
  readonly title: string
  readonly classes: readonly string[]
  /** By true and predicted class. */
  readonly counts: readonly (readonly number[])[]
}

/** A confusion matrix; colours are shares of the true class, so that rare classes are seen as well. */
export function confusionMatrix({ title, classes, counts }: Confusions, theme: ChartTheme): EChartsOption {
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0))
  const shares = counts.map((row, i) => row.map((count) => (totals[i] ? count / (totals[i] as number) : null)))
  return heatMap(
    {
      title,
      rows: { name: 'true class', labels: classes },
      columns: { name: 'predicted class', labels: classes },
      values: shares,
      range: [0, 1],
      colors: theme.sequential,
      tell: (row, column, share) =>
        `${classes[row]} taken for ${classes[column]}: ${counts[row]?.[column]} of ${totals[row]} ` +
        `(${shownNumber(share * 100)} %)`,
    },
    theme,
  )
}
