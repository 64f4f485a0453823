import { useMemo } from 'preact/hooks'
import type { CurveView } from '../../report/charts/metric-curves.js'
import { looksOf } from '../../report/charts/theme.js'
import { groupMetrics } from '../../report/metric-groups.js'
import { useChartTheme } from '../views/chart-view.js'
import { axesOf, CurveControls, isFound, MANY_CHARTS } from '../views/curve-controls.js'
import { ApiError, get, Unreachable } from './api.js'
import { CosinesChart } from './cosines-chart.js'
import { useLive } from './live.js'
import { LoadedCurves, type ShownSeries } from './loaded-curves.js'
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
  // Means over seeds want values at the same steps.
  const even = runs.some(({ group }) => group !== undefined) ? '' : undefined
  const { data, error, reload } = useLoaded([even, ...dirs].join('\n'), (signal) =>
    Promise.all(dirs.map((run) => metricsOrProblem(run, even, signal))),
  )
  useLive((event) => 'dir' in event && dirs.includes(event.dir), reload, 500)
  const view = viewOf(params)
  const groups = useMemo(() => {
    const names = new Set(data?.flatMap(({ metrics }) => metrics?.series.map(({ name }) => name) ?? []))
    return groupMetrics(names)
  }, [data])
  const looks = looksOf(
    runs.map(({ label, group }) => group ?? label),
    theme,
  )
  if (!data) return error ? <Problem error={error} /> : <p role="status">Reading the metrics …</p>
  const problems = data.map(({ problem }, i) => <Problem key={dirs[i]} error={problem} of={runs[i]?.label} />)
  if (data.length > 0 && data.every(({ problem }) => problem)) return <>{problems}</>
  if (groups.size === 0) return <p>Nothing was logged into a file of the directory yet.</p>
  const axes = axesOf(data.flatMap(({ metrics }) => metrics?.series ?? []))
  const several = runs.length > 1
  // Of several runs each metric has a chart of its own: a colour is a run there.
  const charts = several ? [...groups.values()].flat().map((name) => [name, [name]] as const) : [...groups]
  const search = params.get('metrics') ?? ''
  const found = charts.filter(([title, names]) => isFound(search, [title, ...names]))
  return (
    <>
      <Problem error={error} />
      {problems}
      <CurveControls
        view={view}
        axes={axes}
        onView={keep}
        search={
          charts.length > MANY_CHARTS
            ? { text: search, onText: (text) => setParams({ metrics: text || undefined }) }
            : undefined
        }
      />
      <div class="charts">
        {found.map(([title, names]) => {
          const shown = names.slice(0, MOST_CURVES).flatMap((name): ShownSeries[] =>
            runs.flatMap(({ dir, label, group }, i) => {
              const series = data[i]?.metrics?.series.find((each) => each.name === name)
              if (!series) return []
              const look = several ? { look: looks.get(group ?? label) } : {}
              return [{ run: dir, series, label: several ? label : name, group, ...look }]
            }),
          )
          const left = names.length - MOST_CURVES
          const whole = left > 0 ? `${title} (${MOST_CURVES} of ${names.length})` : title
          return <LoadedCurves key={title} title={whole} shown={shown} view={view} />
        })}
        {several ? null : <CosinesChart series={data[0]?.metrics?.series ?? []} />}
      </div>
    </>
  )
}

interface Answer {
  metrics?: WireMetrics
  problem?: ApiError
}

/** What is wrong with one run does not hide the others. */
async function metricsOrProblem(run: string, even: '' | undefined, signal: AbortSignal): Promise<Answer> {
  try {
    return { metrics: await get<WireMetrics>('/api/metrics', { run, even }, signal) }
  } catch (error) {
    if (error instanceof ApiError && !(error instanceof Unreachable)) return { problem: error }
    throw error
  }
}

function keep({ axis, smoothing, logarithmic }: Partial<CurveView>): void {
  if (axis !== undefined) setParams({ axis })
  if (smoothing !== undefined) setParams({ smooth: String(smoothing) })
  if (logarithmic !== undefined) setParams({ log: logarithmic ? '' : undefined })
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
