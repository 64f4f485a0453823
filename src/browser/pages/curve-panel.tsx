import { useMemo, useState } from 'preact/hooks'
import type { Curve, CurveView } from '../../report/charts/metric-curves.js'
import { looksOf } from '../../report/charts/theme.js'
import type { CurvesData } from '../../report/page-data.js'
import { useChartTheme } from '../views/chart-view.js'
import { axesOf, CurveControls, isFound, MANY_CHARTS } from '../views/curve-controls.js'
import { CurvesChart } from '../views/curves-chart.js'

/** Charts of curves that the page holds. */
export function CurvePanel({ charts }: { charts: readonly CurvesData[] }) {
  const [view, setView] = useState<Required<CurveView>>({ axis: 'step', logarithmic: false, smoothing: 0 })
  const axes = useMemo(() => axesOf(charts.flatMap(({ curves }) => curves)), [charts])
  const [text, setText] = useState('')
  const found = charts.filter(({ title, curves }) => isFound(text, [title, ...curves.map(({ name }) => name)]))
  return (
    <div>
      <CurveControls
        view={view}
        axes={axes}
        onView={(change) => setView({ ...view, ...change })}
        search={charts.length > MANY_CHARTS ? { text, onText: setText } : undefined}
      />
      <div class="charts">
        {found.map((data) => (
          <Curves key={data.title} data={data} view={view} />
        ))}
      </div>
    </div>
  )
}

function Curves({ data, view }: { data: CurvesData; view: Required<CurveView> }) {
  const theme = useChartTheme()
  const curves = useMemo(() => {
    const looks = looksOf(data.names ?? [], theme)
    return data.curves.map((curve): Curve => {
      const look = looks.get(curve.name)
      return { ...curve, values: curve.values.map((value) => value ?? Number.NaN), ...(look && { look }) }
    })
  }, [data, theme])
  return <CurvesChart title={data.title} curves={curves} view={view} />
}
