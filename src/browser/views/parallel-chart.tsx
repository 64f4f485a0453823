import { useMemo, useRef } from 'preact/hooks'
import { parallelCoordinates, parallelTrials } from '../../report/charts/parallel-coordinates.js'
import type { Study } from '../../report/study.js'
import type { DrawnChart } from '../charts.js'
import { useOption } from './changes.js'
import { ChartView } from './chart-view.js'
import { Scrolled } from './scrolled.js'

interface ParallelChartProps {
  study: Study
  metric: number
  /** Numbers of the trials within what is brushed; undefined: nothing is brushed. */
  onBrush: (nums: ReadonlySet<number> | undefined) => void
}

/** A line for each trial; a range of an axis is brushed by dragging along it, and the table follows. */
export function ParallelChart({ study, metric, onBrush }: ParallelChartProps) {
  const chart = useRef<DrawnChart | undefined>(undefined)
  const option = useOption('parallel', (theme) => parallelCoordinates(study, theme, metric), [study, metric])
  const trials = useMemo(() => parallelTrials(study, metric), [study, metric])
  const width = (study.parameters.length + study.metrics.length) * 130
  return (
    <figure>
      <Scrolled label="Parallel coordinates">
        <div class="parallel" style={{ minWidth: `${width}px` }}>
          <ChartView
            tall
            option={option}
            onBrush={(places) => onBrush(places && new Set(places.flatMap((place) => trials[place]?.num ?? [])))}
            handle={(drawn) => {
              chart.current = drawn
            }}
          />
        </div>
      </Scrolled>
      <div class="tools">
        <button
          type="button"
          onClick={() => {
            chart.current?.reset()
            onBrush(undefined)
          }}
        >
          all trials
        </button>
        <span class="quiet">drag along an axis to choose trials; the table follows</span>
      </div>
    </figure>
  )
}
