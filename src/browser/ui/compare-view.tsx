import { useMemo } from 'preact/hooks'
import { taskBars } from '../../report/charts/task-bars.js'
import { looksOf } from '../../report/charts/theme.js'
import { allMeasures } from '../../report/task-figures.js'
import { ChartView, useChartTheme } from '../views/chart-view.js'
import { Scrolled } from '../views/scrolled.js'
import { ApiError, get } from './api.js'
import { type CurveRun, CurvesPanel } from './curves-panel.js'
import { useLive } from './live.js'
import { Problem } from './problem.js'
import { link, type Route, setParams } from './route.js'
import { RunPicker } from './run-picker.js'
import { Status } from './status.js'
import { useLoaded } from './use-loaded.js'
import type { ComparedRun, WireComparison } from './wire.js'

/** Any runs side by side; the address holds which, and how they are seen. */
export function CompareView({ route: { params } }: { route: Route }) {
  const runs = params.getAll('run')
  const banded = params.has('seeds')
  const { data, error, reload } = useLoaded(runs.join('\n'), async (signal) =>
    runs.length === 0 ? undefined : get<WireComparison>('/api/compare', { run: runs }, signal),
  )
  useLive(({ type }) => type === 'runs', reload, 1000)
  const several = new Set(data?.runs.map(({ group }) => group)).size < (data?.runs.length ?? 0)
  return (
    <>
      <h1>Compare</h1>
      <RunPicker chosen={runs} onChoose={(next) => setParams({ run: next })} />
      <Problem error={error} />
      {data?.problems.map(({ dir, message }) => (
        <Problem key={dir} error={new ApiError(message)} of={dir} />
      ))}
      {data && data.runs.length > 0 ? (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={banded}
              disabled={!several}
              onChange={({ currentTarget }) => setParams({ seeds: currentTarget.checked ? '' : undefined })}
            />
            mean ± standard deviation over seeds
          </label>
          <Compared comparison={data} banded={banded && several} params={params} />
        </>
      ) : runs.length === 0 ? (
        <p>Choose runs here, or in the table of runs.</p>
      ) : null}
    </>
  )
}

interface ComparedProps {
  comparison: WireComparison
  banded: boolean
  params: URLSearchParams
}

function Compared({ comparison, banded, params }: ComparedProps) {
  const { runs } = comparison
  const curves = runs.map(({ dir, label, group }): CurveRun => ({ dir, label, ...(banded && { group }) }))
  return (
    <>
      <h2>Curves</h2>
      <CurvesPanel runs={curves} params={params} />
      <Figures comparison={comparison} />
      <h2>Tasks</h2>
      <div class="charts">
        {measuresOf(runs).map((name) => (
          <TaskBars key={name} title={`${name} in the test`} runs={runs} read={(run) => measureOf(run, name)} />
        ))}
        <TaskBars title="gain over single-task training" runs={runs} read={({ gains }) => gains ?? undefined} />
      </div>
      <Differences comparison={comparison} />
    </>
  )
}

interface TaskBarsProps {
  title: string
  runs: readonly ComparedRun[]
  read: (run: ComparedRun) => Readonly<Record<string, number>> | undefined
}

function TaskBars({ title, runs, read }: TaskBarsProps) {
  const theme = useChartTheme()
  const option = useMemo(() => {
    const labels = runs.map(({ label }) => label)
    const looks = looksOf(labels, theme)
    const groups = runs.flatMap((run) => {
      const values = read(run)
      if (!values) return []
      const look = looks.get(run.label)
      const named = Object.fromEntries(Object.entries(values).map(([task, value]) => [`task ${task}`, value]))
      return [{ name: run.label, values: named, ...(look && { look }) }]
    })
    return groups.length > 0 ? taskBars({ title, groups }, theme) : undefined
  }, [title, runs, read, theme])
  if (!option) return null
  return (
    <figure>
      <ChartView option={option} />
    </figure>
  )
}

/** Names of what the tests measured. */
function measuresOf(runs: readonly ComparedRun[]): string[] {
  const all = runs.flatMap(({ results }) => (results ? allMeasures(results) : []))
  return [...new Set(all.flatMap(({ name, tasks }) => (Object.keys(tasks).length > 0 ? [name] : [])))]
}

/** A measure of a run, by task. */
function measureOf({ results }: ComparedRun, name: string): Readonly<Record<string, number>> | undefined {
  return results ? allMeasures(results).find((each) => each.name === name)?.tasks : undefined
}

/** A run's head in a table, in the colour that it has in the charts. */
function RunHeads({ runs }: { runs: readonly ComparedRun[] }) {
  const theme = useChartTheme()
  const looks = looksOf(
    runs.map(({ label }) => label),
    theme,
  )
  return runs.map(({ dir, label }) => (
    <th scope="col" key={dir}>
      <span class="swatch" style={{ background: looks.get(label)?.color }} aria-hidden="true" />
      <a href={link('run', dir)}>{label}</a>
    </th>
  ))
}

function Figures({ comparison: { runs } }: { comparison: WireComparison }) {
  const measures = measuresOf(runs)
  const tasks = [...new Set(runs.flatMap((run) => measures.flatMap((name) => Object.keys(measureOf(run, name) ?? {}))))]
  const rows: readonly (readonly [name: string, read: (run: ComparedRun) => number | null | undefined])[] = [
    ['average accuracy', ({ results }) => results?.avg_acc],
    ['average loss', ({ results }) => results?.avg_loss_cls],
    ...measures.flatMap((name) =>
      tasks.map((task) => [`${name} of task ${task}`, (run: ComparedRun) => measureOf(run, name)?.[task]] as const),
    ),
    ...tasks.map((task) => [`gain of task ${task}`, ({ gains }: ComparedRun) => gains?.[task]] as const),
    ['seconds', ({ durationSeconds }) => durationSeconds],
  ]
  return (
    <>
      <h2>Metrics</h2>
      <Scrolled label="Metrics">
        <table>
          <thead>
            <tr>
              <th scope="col">metric</th>
              <RunHeads runs={runs} />
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">status</th>
              {runs.map(({ dir, status }) => (
                <td key={dir}>
                  <Status status={status} />
                </td>
              ))}
            </tr>
            {rows
              .filter(([, read]) => runs.some((run) => read(run) != null))
              .map(([name, read]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {runs.map((run) => (
                    <td class="number" key={run.dir}>
                      {read(run)?.toFixed(4) ?? ''}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  )
}

function Differences({ comparison: { runs, differences } }: { comparison: WireComparison }) {
  return (
    <>
      <h2>Config</h2>
      {differences.length === 0 ? (
        <p>{runs.length > 1 ? 'The configs are the same.' : 'Choose another run to compare with.'}</p>
      ) : (
        <Scrolled label="Differences of configs">
          <table>
            <thead>
              <tr>
                <th scope="col">key</th>
                <RunHeads runs={runs} />
              </tr>
            </thead>
            <tbody>
              {differences.map(({ key, values }) => (
                <tr key={key}>
                  <th scope="row">{key}</th>
                  {runs.map(({ dir }, i) => (
                    <td class="mono" key={dir}>
                      {values[i] ?? ''}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </>
  )
}
