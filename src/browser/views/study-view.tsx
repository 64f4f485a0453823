import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { importanceBars } from '../../report/charts/importance-bars.js'
import { paretoFront } from '../../report/charts/pareto-front.js'
import { slice } from '../../report/charts/slice.js'
import { trialsOverTime } from '../../report/charts/trials-over-time.js'
import type { StudyData } from '../../report/page-data.js'
import type { Study, StudyParameter } from '../../report/study.js'
import { useOption } from './changes.js'
import { ChartView } from './chart-view.js'
import { ParallelChart } from './parallel-chart.js'

/** More slices say little each. */
const MOST_SLICES = 24

type Importance = StudyData['importance'][number]

interface StudyViewProps {
  study: Study
  importance: StudyData['importance']
  /** The place of the metric that is looked at. */
  metric: number
  onMetric: (metric: number) => void
  /** What is shown above the charts. */
  best?: ComponentChildren
  /** The table of those trials; undefined: of all. */
  table: (brushed: ReadonlySet<number> | undefined) => ComponentChildren
  /** What is shown below. */
  children?: ComponentChildren
}

/** A sweep's trials: what they came to, what mattered, and each of them. */
export function StudyView({ study, importance, metric, onMetric, best, table, children }: StudyViewProps) {
  const [brushed, setBrushed] = useState<ReadonlySet<number>>()
  const shares = importance[metric] ?? []
  const byImportance = useMemo(() => sortedParameters(study, shares), [study, shares])
  return (
    <>
      {study.metrics.length > 1 ? (
        <label>
          Metric{' '}
          <select value={metric} onChange={({ currentTarget }) => onMetric(Number(currentTarget.value))}>
            {study.metrics.map(({ name }, place) => (
              <option key={name} value={place}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {best}
      <div class="charts">
        <Trials study={study} metric={metric} />
        {shares.length > 0 ? <Shares study={study} metric={metric} shares={shares} /> : null}
        {study.metrics.length > 1 ? <Front study={study} metric={metric} /> : null}
      </div>
      {shares.length > 0 ? (
        <p class="hint">
          Importance is functional ANOVA on a forest of 64 regression trees: the share of the variance that a parameter
          explains alone, of all that they explain.
        </p>
      ) : null}
      <h2>Trials</h2>
      {study.parameters.length > 0 ? <ParallelChart study={study} metric={metric} onBrush={setBrushed} /> : null}
      {table(brushed)}
      {byImportance.length > 0 ? <h2>Slices</h2> : null}
      <div class="charts">
        {byImportance.slice(0, MOST_SLICES).map((parameter) => (
          <Slice key={parameter.name} study={study} parameter={parameter} metric={metric} />
        ))}
      </div>
      {children}
    </>
  )
}

interface Part {
  study: Study
  metric: number
}

function Trials({ study, metric }: Part) {
  return <Chart option={useOption('trials', (theme) => trialsOverTime(study, theme, metric), [study, metric])} />
}

function Shares({ study, metric, shares }: Part & { shares: Importance }) {
  const title = `importance for ${study.metrics[metric]?.name} (fANOVA)`
  const make = (theme: Parameters<typeof importanceBars>[1]) =>
    importanceBars({ title, shares: new Map(shares) }, theme)
  return <Chart option={useOption('importance', make, [title, shares])} />
}

function Front({ study, metric }: Part) {
  const other = metric === 0 ? 1 : 0
  const make = (theme: Parameters<typeof paretoFront>[1]) => paretoFront(study, theme, [metric, other])
  return <Chart option={useOption('pareto', make, [study, metric])} />
}

function Slice({ study, parameter, metric }: Part & { parameter: StudyParameter }) {
  const make = (theme: Parameters<typeof slice>[2]) => slice(study, parameter, theme, metric)
  return <Chart option={useOption('slice', make, [study, parameter, metric])} />
}

function Chart({ option }: { option: ReturnType<typeof useOption> }) {
  return (
    <figure>
      <ChartView option={option} />
    </figure>
  )
}

function sortedParameters({ parameters }: Study, shares: Importance): StudyParameter[] {
  const share = new Map(shares)
  return [...parameters].sort((a, b) => (share.get(b.name) ?? -1) - (share.get(a.name) ?? -1))
}
