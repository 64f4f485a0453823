import { useMemo, useState } from 'preact/hooks'
import type { FlatValue } from '../../runs/index.js'
import { Scrolled } from '../views/scrolled.js'
import { link } from './route.js'
import { SortHead } from './sort-head.js'
import { type Order, sortRows } from './sort-rows.js'
import { Status } from './status.js'
import { cellText } from './values.js'
import type { WireSweep } from './wire.js'

interface TrialTableProps {
  sweep: WireSweep
  /** Numbers of the trials that are shown; undefined: all. */
  brushed: ReadonlySet<number> | undefined
  params: URLSearchParams
}

/** Every trial, or those that are brushed or found. */
export function TrialTable({ sweep, brushed, params }: TrialTableProps) {
  const { study, runs, best } = sweep
  const [search, setSearch] = useState('')
  const column = params.get('sort')
  const order: Order | undefined =
    column === null ? undefined : { column, descending: params.get('order') === 'descending' }
  const columns = useMemo(() => columnsOf(sweep), [sweep])
  const names = [...columns.keys()]
  const places = useMemo(() => {
    const values = columns.get(order?.column ?? '')
    return values && order ? [...sortRows(values, order.descending)] : study.trials.map((_, i) => i)
  }, [columns, study, order?.column, order?.descending])
  const shown = places.filter((place) => {
    const num = study.trials[place]?.num as number
    if (brushed && !brushed.has(num)) return false
    return names.some((name) => cellText(name, columns.get(name)?.[place]).includes(search))
  })
  const front = new Set(best.map(({ num }) => num))
  return (
    <>
      <label class="search">
        Find
        <input type="search" value={search} onInput={({ currentTarget }) => setSearch(currentTarget.value)} />
      </label>
      <p class="summary" role="status">
        {shown.length === places.length ? `${places.length} trials` : `${shown.length} of ${places.length} trials`}
      </p>
      <Scrolled label="Trials">
        <table>
          <thead>
            <tr>
              {names.map((name) => (
                <SortHead key={name} name={name} order={order} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((place) => {
              const trial = study.trials[place] as WireSweep['study']['trials'][number]
              const run = runs[place]
              return (
                <tr key={trial.num} class={front.has(trial.num) ? 'differs' : undefined}>
                  <th scope="row">{run ? <a href={link('run', run)}>{trial.num}</a> : trial.num}</th>
                  <td>
                    <Status status={trial.status} />
                    {trial.error ? <span class="problem"> {trial.error}</span> : null}
                  </td>
                  {names.slice(2).map((name) => {
                    const value = columns.get(name)?.[place]
                    return (
                      <td key={name} class={typeof value === 'number' ? 'number' : undefined}>
                        {cellText(name, value)}
                      </td>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </Scrolled>
    </>
  )
}

function columnsOf({ study: { trials, parameters, metrics } }: WireSweep): Map<string, readonly FlatValue[]> {
  return new Map<string, readonly FlatValue[]>([
    ['trial', trials.map(({ num }) => num)],
    ['status', trials.map(({ status }) => status)],
    ...parameters.map(({ name }) => [name, trials.map(({ params }) => params[name] ?? null)] as const),
    ...metrics.map(({ name }, i) => [name, trials.map(({ values }) => values[i] ?? null)] as const),
    ['duration', trials.map(({ seconds }) => seconds)],
  ])
}
