import { useMemo } from 'preact/hooks'
import type { CurveAxis, CurveView } from '../../report/charts/metric-curves.js'
import { looksOf } from '../../report/charts/theme.js'
import { groupMetrics } from '../../report/metric-groups.js'
import { get } from './api.js'
import { useChartTheme } from './chart-view.js'
import { CosinesChart } from './cosines-chart.js'
import { CurvesChart, type ShownSeries } from './curves-chart.js'
import { useLive } from './live.js'
import { Problem } from './problem.js'
import { setParams } from './route.js'
import { useLoaded } from './use-loaded.js'
import type { WireMetrics } from './wire.js'

/** A run of which curves are drawn; with a label where there are several. */
export interface CurveRun {
  dir: string
  label: string
  /** Runs of one group are one curve: their mean, with a band. */
  group?: string
}

interface CurvesPanelProps {
  runs: readonly CurveRun[]
  params: URLSearchParams
}

/** More curves in a chart cannot be told apart. */
const MOST_CURVES = 50

/** Curves of all metrics, as they are logged. */
export function CurvesPanel({ runs, params }: CurvesPanelProps) {
  const theme = useChartTheme()
  const dirs = runs.map(({ dir }) => dir)
  const { data, error, reload } = useLoaded(dirs.join('\n'), (signal) =>
    Promise.all(dirs.map((run) => get<WireMetrics>('/api/metrics', { run }, signal))),
  )
  useLive((event) => 'dir' in event && dirs.includes(event.dir), reload, 500)
  const view = viewOf(params)
  const groups = useMemo(() => {
    const names = new Set(data?.flatMap(({ series }) => series.map(({ name }) => name)))
    return groupMetrics(names)
  }, [data])
  const looks = looksOf(
    runs.map(({ label, group }) => group ?? label),
    theme,
  )
  if (!data) return <Problem error={error} />
  if (groups.size === 0) return <p>Nothing was logged into a file of the directory yet.</p>
  const timed = data.every((each) => each.timed)
  const several = runs.length > 1
  // Of several runs each metric has a chart of its own: a colour is a run there.
  const charts = several ? [...groups.values()].flat().map((name) => [name, [name]] as const) : [...groups]
  return (
    <>
      <Problem error={error} />
      <ViewControls view={view} timed={timed} />
      <div class="charts">
        {charts.map(([title, names]) => {
          const shown = names.slice(0, MOST_CURVES).flatMap((name): ShownSeries[] =>
            runs.flatMap(({ dir, label, group }, i) => {
              const series = data[i]?.series.find((each) => each.name === name)
              if (!series) return []
              const look = several ? { look: looks.get(group ?? label) } : {}
              return [{ run: dir, series, label: several ? label : name, group, ...look }]
            }),
          )
          const left = names.length - MOST_CURVES
          const whole = left > 0 ? `${title} (${MOST_CURVES} of ${names.length})` : title
          return <CurvesChart key={title} title={whole} shown={shown} view={view} />
        })}
        {several ? null : <CosinesChart series={data[0]?.series ?? []} />}
      </div>
    </>
  )
}

function viewOf(params: URLSearchParams): Required<CurveView> {
  const axis = params.get('axis')
  const smoothing = Number(params.get('smooth') ?? 0)
  return {
    axis: axis === 'epoch' || axis === 'time' ? axis : 'step',
    logarithmic: params.has('log'),
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : 0,
  }
}

function ViewControls({ view, timed }: { view: Required<CurveView>; timed: boolean }) {
  const axes: readonly CurveAxis[] = timed ? ['step', 'epoch', 'time'] : ['step', 'epoch']
  return (
    <fieldset class="tools controls">
      <legend class="hidden">How curves are drawn</legend>
      <label>
        Axis{' '}
        <select value={view.axis} onChange={({ currentTarget }) => setParams({ axis: currentTarget.value })}>
          {axes.map((axis) => (
            <option key={axis} value={axis}>
              {axis}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        Smoothing
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={view.smoothing}
          onInput={({ currentTarget }) => setParams({ smooth: currentTarget.value })}
        />
        <output>{view.smoothing.toFixed(2)}</output>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={view.logarithmic}
          onChange={({ currentTarget }) => setParams({ log: currentTarget.checked ? '' : undefined })}
        />
        logarithmic
      </label>
    </fieldset>
  )
}
