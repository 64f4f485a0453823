import { useMemo, useState } from 'preact/hooks'
import { type CurveAxis, type CurveView, metricCurves } from '../../report/charts/metric-curves.js'
import { type ChartTheme, type Look, looksOf } from '../../report/charts/theme.js'
import type { CurvesData } from '../../report/page-data.js'
import { ChartView } from '../ui/chart-view.js'
import { useOption } from './changes.js'

/** Charts of curves with what all of them are looked at by: axis, scale, smoothing. */
export function CurvePanel({ charts }: { charts: readonly CurvesData[] }) {
  const [view, setView] = useState<Required<CurveView>>({ axis: 'step', logarithmic: false, smoothing: 0 })
  const hasEpochs = charts.some(({ curves }) => curves.some(({ epochs }) => epochs.some((epoch) => epoch !== null)))
  return (
    <div>
      <div class="controls">
        {hasEpochs && (
          <label>
            axis{' '}
            <select
              value={view.axis}
              onChange={(event) => setView({ ...view, axis: event.currentTarget.value as CurveAxis })}
            >
              <option value="step">step</option>
              <option value="epoch">epoch</option>
            </select>
          </label>
        )}
        <label>
          smoothing{' '}
          <input
            type="range"
            min="0"
            max="0.99"
            step="0.01"
            value={view.smoothing}
            onInput={(event) => setView({ ...view, smoothing: Number(event.currentTarget.value) })}
          />{' '}
          <output>{view.smoothing.toFixed(2)}</output>
        </label>
        <label>
          <input
            type="checkbox"
            checked={view.logarithmic}
            onChange={(event) => setView({ ...view, logarithmic: event.currentTarget.checked })}
          />{' '}
          logarithmic
        </label>
        <span class="hint">wheel zooms, with shift the values; double click takes it back</span>
      </div>
      <div class="charts">
        {charts.map((data) => (
          <Curves key={data.title} data={data} view={view} />
        ))}
      </div>
    </div>
  )
}

function Curves({ data, view }: { data: CurvesData; view: CurveView }) {
  const curves = useMemo(
    () => data.curves.map((curve) => ({ ...curve, values: curve.values.map((value) => value ?? Number.NaN) })),
    [data],
  )
  const make = (theme: ChartTheme) => {
    const looks = looksOf(data.names ?? [], theme)
    const own = curves.map((curve) => ({ ...curve, ...lookOf(looks.get(curve.name)) }))
    return metricCurves({ title: data.title, curves: own, view }, theme)
  }
  const option = useOption('curves', make, [data, view])
  return <ChartView option={option} />
}

/** A curve whose look is its own, or that of its place. */
function lookOf(look: Look | undefined): { look?: Look } {
  return look ? { look } : {}
}
