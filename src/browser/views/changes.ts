import type { EChartsOption } from 'echarts'
import { createContext } from 'preact'
import { useContext, useMemo } from 'preact/hooks'
import { mergeOptions } from '../../report/charts/merge-options.js'
import type { ChartTheme } from '../../report/charts/theme.js'
import type { ChartName, PageData } from '../../report/page-data.js'
import { useChartTheme } from './chart-view.js'

/** A user's options of charts. */
export const Changes = createContext<PageData['changes']>({})

/** A chart's option in the page's theme, with the user's own over it. @param deps what the option depends on */
export function useOption(
  name: ChartName,
  make: (theme: ChartTheme) => EChartsOption,
  deps: readonly unknown[],
): EChartsOption {
  const theme = useChartTheme()
  const changes = useContext(Changes)
  return useMemo(() => mergeOptions(make(theme), changes?.[name]), [theme, changes, name, ...deps])
}
