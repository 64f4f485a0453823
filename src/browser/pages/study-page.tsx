import { useEffect, useRef, useState } from 'preact/hooks'
import type { StudyData } from '../../report/page-data.js'
import { StudyView } from '../views/study-view.js'
import { CurvePanel } from './curve-panel.js'
import { showTrials } from './sortable-table.js'

/** A sweep that the page holds. */
export function StudyPage({ study, importance, curves }: StudyData) {
  const [metric, setMetric] = useState(0)
  return (
    <StudyView
      study={study}
      importance={importance}
      metric={metric}
      onMetric={setMetric}
      table={(brushed) => <TrialTable all={study.trials.length} brushed={brushed} />}
    >
      {curves.length > 0 ? (
        <>
          <h2>Learning curves of the best</h2>
          <CurvePanel charts={curves} />
        </>
      ) : null}
    </StudyView>
  )
}

/** The page's table of trials, which is there without a script, with those that are brushed. */
function TrialTable({ all, brushed }: { all: number; brushed: ReadonlySet<number> | undefined }) {
  const place = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState(all)
  useEffect(() => {
    const table = document.getElementById('trials')
    if (table) place.current?.append(table)
  }, [])
  useEffect(() => {
    const table = document.querySelector<HTMLTableElement>('#trials table')
    if (table) setShown(showTrials(table, brushed))
  }, [brushed])
  return (
    <>
      <p aria-live="polite">{shown === all ? `${all} trials` : `${shown} of ${all} trials`}</p>
      <div ref={place} />
    </>
  )
}
