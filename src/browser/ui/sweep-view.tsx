import { StudyView } from '../views/study-view.js'
import { get } from './api.js'
import { CommandList } from './command-list.js'
import { useLive } from './live.js'
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
  const { study, importance, best, began } = sweep
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
      <StudyView
        study={study}
        importance={importance}
        metric={metric}
        onMetric={(place) => setParams({ metric: study.metrics[place]?.name })}
        best={
          <>
            <h2>{study.metrics.length > 1 ? 'Pareto front' : 'Best'}</h2>
            {best.length === 0 ? <p>No trial has ended yet.</p> : null}
            <CommandList commands={best.map(({ num, line }) => [`trial ${num}`, line] as const)} />
          </>
        }
        table={(brushed) => <TrialTable sweep={sweep} brushed={brushed} params={params} />}
      />
    </>
  )
}
