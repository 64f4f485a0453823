import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { importanceBars } from '../../report/charts/importance-bars.js'
import { parallelCoordinates, parallelTrials } from '../../report/charts/parallel-coordinates.js'
import { paretoFront } from '../../report/charts/pareto-front.js'
import { slice } from '../../report/charts/slice.js'
import { trialsOverTime } from '../../report/charts/trials-over-time.js'
import type { StudyData } from '../../report/page-data.js'
import type { Study, StudyParameter } from '../../report/study.js'
import type { DrawnChart } from '../charts.js'
import { ChartView } from '../ui/chart-view.js'
import { useOption } from './changes.js'
import { CurvePanel } from './curve-panel.js'
import { showTrials } from './sortable-table.js'

/** More slices say little each. */
const MOST_SLICES = 24

/** A sweep's trials: what they came to, what mattered, and each of them. */
export function StudyView({ study, importance, curves }: StudyData) {
  const [metric, setMetric] = useState(0)
  const [brushed, setBrushed] = useState<ReadonlySet<number>>()
  const shares = importance[metric] ?? []
  const byImportance = useMemo(() => sortedParameters(study, shares), [study, shares])
  return (
    <div>
      {study.metrics.length > 1 && (
        <div class="controls">
          <label>
            metric{' '}
            <select value={metric} onChange={(event) => setMetric(Number(event.currentTarget.value))}>
              {study.metrics.map(({ name }, place) => (
                <option key={name} value={place}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <div class="charts">
        <Trials study={study} metric={metric} />
        {shares.length > 0 && <Importance study={study} metric={metric} shares={shares} />}
        {study.metrics.length > 1 && <Front study={study} metric={metric} />}
      </div>
      {shares.length > 0 && (
        <p class="hint">
          Importance is functional ANOVA on a forest of 64 regression trees: the share of the variance that a parameter
          explains alone, of all that they explain.
        </p>
      )}
      {study.parameters.length > 0 && <Parallel study={study} metric={metric} onBrush={setBrushed} />}
      <h2>Trials</h2>
      <TrialTable study={study} brushed={brushed} />
      {byImportance.length > 0 && <h2>Slices</h2>}
      <div class="charts">
        {byImportance.slice(0, MOST_SLICES).map((parameter) => (
          <Slice key={parameter.name} study={study} parameter={parameter} metric={metric} />
        ))}
      </div>
      {curves.length > 0 && (
        <>
          <h2>Learning curves of the best</h2>
          <CurvePanel charts={curves} />
        </>
      )}
    </div>
  )
}

type Part = { study: Study; metric: number }

function Trials({ study, metric }: Part) {
  return <ChartView option={useOption('trials', (theme) => trialsOverTime(study, theme, metric), [study, metric])} />
}

function Importance({ study, metric, shares }: Part & { shares: StudyData['importance'][number] }) {
  const title = `importance for ${study.metrics[metric]?.name} (fANOVA)`
  const make = (theme: Parameters<typeof importanceBars>[1]) =>
    importanceBars({ title, shares: new Map(shares) }, theme)
  return <ChartView option={useOption('importance', make, [title, shares])} />
}

function Front({ study, metric }: Part) {
  const other = metric === 0 ? 1 : 0
  const make = (theme: Parameters<typeof paretoFront>[1]) => paretoFront(study, theme, [metric, other])
  return <ChartView option={useOption('pareto', make, [study, metric])} />
}

function Slice({ study, parameter, metric }: Part & { parameter: StudyParameter }) {
  const make = (theme: Parameters<typeof slice>[2]) => slice(study, parameter, theme, metric)
  return <ChartView option={useOption('slice', make, [study, parameter, metric])} />
}

function Parallel({ study, metric, onBrush }: Part & { onBrush: (nums: ReadonlySet<number> | undefined) => void }) {
  const chart = useRef<DrawnChart | undefined>(undefined)
  const option = useOption('parallel', (theme) => parallelCoordinates(study, theme, metric), [study, metric])
  const trials = useMemo(() => parallelTrials(study, metric), [study, metric])
  const tell = (places: readonly number[] | undefined) =>
    onBrush(places && new Set(places.map((place) => trials[place]?.num as number)))
  return (
    <div class="scroll">
      <div class="parallel" style={{ minWidth: `${(study.parameters.length + study.metrics.length) * 130}px` }}>
        <ChartView
          option={option}
          tall
          onBrush={tell}
          handle={(drawn) => {
            chart.current = drawn
          }}
        />
      </div>
      <div class="controls">
        <span class="hint">drag along an axis to choose trials; the table follows</span>
        <button
          type="button"
          onClick={() => {
            chart.current?.reset()
            onBrush(undefined)
          }}
        >
          all trials
        </button>
      </div>
    </div>
  )
}

/** The page's table of trials, which is there without a script, with those that are brushed. */
function TrialTable({ study, brushed }: { study: Study; brushed: ReadonlySet<number> | undefined }) {
  const place = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState(study.trials.length)
  useEffect(() => {
    const table = document.getElementById('trials')
    if (table) place.current?.append(table)
  }, [])
  useEffect(() => {
    const table = document.querySelector<HTMLTableElement>('#trials table')
    if (table) setShown(showTrials(table, brushed))
  }, [brushed])
  const all = study.trials.length
  return (
    <>
      <p aria-live="polite">{shown === all ? `${all} trials` : `${shown} of ${all} trials`}</p>
      <div ref={place} />
    </>
  )
}

function sortedParameters({ parameters }: Study, shares: StudyData['importance'][number]): StudyParameter[] {
  const share = new Map(shares)
  return [...parameters].sort((a, b) => (share.get(b.name) ?? -1) - (share.get(a.name) ?? -1))
}
