import { useMemo, useState } from 'preact/hooks'
import { importanceBars } from '../../report/charts/importance-bars.js'
import { paretoFront } from '../../report/charts/pareto-front.js'
import { slice } from '../../report/charts/slice.js'
import { trialsOverTime } from '../../report/charts/trials-over-time.js'
import { get } from './api.js'
import { ChartView, useChartTheme } from './chart-view.js'
import { CommandList } from './command-list.js'
import { useLive } from './live.js'
import { ParallelChart } from './parallel-chart.js'
import { Problem } from './problem.js'
import { type Route, setParams } from './route.js'
import { TrialTable } from './trial-table.js'
import { useLoaded } from './use-loaded.js'
import { timeText } from './values.js'
import type { WireSweep } from './wire.js'

/** One sweep, while it runs and after. */
export function SweepView({ route: { dir, params } }: { route: Route }) {
  const { data, error, reload } = useLoaded(dir, (signal) => get<WireSweep>('/api/sweep', { sweep: dir }, signal))
  useLive((event) => event.type === 'sweep' && event.dir === dir, reload, 1000)
  return (
    <>
      <h1>{dir}</h1>
      <Problem error={error} />
      {data ? <Sweep sweep={data} params={params} /> : null}
    </>
  )
}

function Sweep({ sweep, params }: { sweep: WireSweep; params: URLSearchParams }) {
  const { study, best, began } = sweep
  const [brushed, setBrushed] = useState<ReadonlySet<number> | undefined>(undefined)
  const wanted = study.metrics.findIndex(({ name }) => name === params.get('metric'))
  const metric = Math.max(0, wanted)
  const counts = new Map<string, number>()
  for (const { status } of study.trials) counts.set(status, (counts.get(status) ?? 0) + 1)
  return (
    <>
      <p class="summary" role="status">
        began {timeText(began)} · {study.trials.length} trials:{' '}
        {Array.from(counts, ([status, count]) => `${count} ${status}`).join(', ')}
      </p>
      {study.metrics.length > 1 ? (
        <label>
          Metric{' '}
          <select
            value={study.metrics[metric]?.name}
            onChange={({ currentTarget }) => setParams({ metric: currentTarget.value })}
          >
            {study.metrics.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      ) : null}
      <h2>{study.metrics.length > 1 ? 'Pareto front' : 'Best'}</h2>
      {best.length === 0 ? <p>No trial has ended yet.</p> : null}
      <CommandList commands={best.map(({ num, line }) => [`trial ${num}`, line] as const)} />
      <Charts sweep={sweep} metric={metric} />
      <h2>Trials</h2>
      {study.parameters.length > 0 ? <ParallelChart study={study} metric={metric} onBrush={setBrushed} /> : null}
      <TrialTable sweep={sweep} brushed={brushed} params={params} />
    </>
  )
}

/** More slices say little each. */
const MOST_SLICES = 24

function Charts({ sweep: { study, importance }, metric }: { sweep: WireSweep; metric: number }) {
  const theme = useChartTheme()
  const shares = importance[metric] ?? []
  const options = useMemo(() => {
    const name = study.metrics[metric]?.name ?? ''
    const share = new Map(shares)
    const parameters = [...study.parameters].sort((a, b) => (share.get(b.name) ?? -1) - (share.get(a.name) ?? -1))
    return [
      trialsOverTime(study, theme, metric),
      ...(shares.length > 0
        ? [importanceBars({ title: `importance for ${name} (fANOVA)`, shares: share }, theme)]
        : []),
      ...(study.metrics.length > 1 ? [paretoFront(study, theme, [metric, metric === 0 ? 1 : 0])] : []),
      ...parameters.slice(0, MOST_SLICES).map((parameter) => slice(study, parameter, theme, metric)),
    ]
  }, [study, shares, metric, theme])
  return (
    <div class="charts">
      {options.map((option, place) => (
        <figure key={place}>
          <ChartView option={option} />
        </figure>
      ))}
    </div>
  )
}
