import { useMemo } from 'preact/hooks'
import { gradientCosines, meanCosines } from '../../report/charts/gradient-cosines.js'
import { ChartView, useChartTheme } from '../views/chart-view.js'
import type { WireSeries } from './wire.js'

/** Whose gradients pull together, on average over training; nothing where that was not recorded. */
export function CosinesChart({ series }: { series: readonly WireSeries[] }) {
  const theme = useChartTheme()
  const cosines = useMemo(() => {
    const values = series.map(({ name, values }) => [name, values.map((value) => value ?? Number.NaN)] as const)
    return meanCosines(new Map(values))
  }, [series])
  const option = useMemo(
    () => gradientCosines({ title: "mean cosines between tasks' gradients", ...cosines }, theme),
    [cosines, theme],
  )
  if (cosines.tasks.length === 0) return null
  return (
    <figure>
      <ChartView option={option} />
    </figure>
  )
}
