import { useMemo, useState } from 'preact/hooks'
import { counted } from '../../util/counted.js'
import { get } from './api.js'
import { ColumnChooser } from './column-chooser.js'
import { GroupsView } from './groups-view.js'
import { useLive } from './live.js'
import { Problem } from './problem.js'
import { parseQuery } from './query.js'
import { compareLink, link, type Route, setParams } from './route.js'
import { SearchBox } from './search-box.js'
import { SortHead } from './sort-head.js'
import { type Order, sortRows } from './sort-rows.js'
import { Status } from './status.js'
import { useLoaded } from './use-loaded.js'
import { cellText } from './values.js'
import { VirtualTable } from './virtual-table.js'
import { MOST_COMPARED, type RunsTable } from './wire.js'

/** All runs of the folder. */
export function RunsView({ route: { params } }: { route: Route }) {
  const search = params.get('q') ?? ''
  const columns = params.get('columns') ?? undefined
  const grouped = params.has('group')
  const { conditions, words } = parseQuery(search)
  const { data, error, loading, reload } = useLoaded(`${search}\n${columns}`, (signal) =>
    get<RunsTable>('/api/runs', { where: conditions, word: words, columns }, signal),
  )
  useLive(({ type }) => type === 'runs', reload)
  return (
    <>
      <h1>Runs</h1>
      <div class="tools">
        <SearchBox value={search} onSearch={(q) => setParams({ q: q || undefined })} known={data?.known ?? []} />
        <label class="check">
          <input
            type="checkbox"
            checked={grouped}
            onChange={({ currentTarget }) => setParams({ group: currentTarget.checked ? '' : undefined })}
          />
          means over seeds
        </label>
        {grouped || !data ? null : (
          <ColumnChooser
            known={data.known}
            chosen={Object.keys(data.columns)}
            proposed={data.proposed}
            onChoose={(names) => setParams({ columns: names?.join(',') })}
          />
        )}
      </div>
      <Problem error={error} />
      {grouped ? (
        <GroupsView search={search} />
      ) : data ? (
        <Runs table={data} order={orderOf(params)} />
      ) : loading ? (
        <p role="status">Reading the runs …</p>
      ) : null}
    </>
  )
}

const NEWEST_FIRST: Order = { column: 'started', descending: true }

function orderOf(params: URLSearchParams): Order {
  const column = params.get('sort')
  return column === null ? NEWEST_FIRST : { column, descending: params.get('order') === 'descending' }
}

function Runs({ table, order }: { table: RunsTable; order: Order }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const names = Object.keys(table.columns)
  const places = useMemo(() => {
    const values = order.column === 'run' ? table.dirs : table.columns[order.column]
    return values ? sortRows(values, order.descending) : undefined
  }, [table, order.column, order.descending])
  const toggle = (dir: string) => {
    const next = new Set(chosen)
    if (!next.delete(dir)) next.add(dir)
    setChosen(next)
  }
  const { dirs, total } = table
  if (total === 0) return <p>There are no runs in {table.folder} yet: they appear here as soon as they start.</p>
  return (
    <>
      <p class="summary" role="status">
        {dirs.length === total ? counted(total, 'run') : `${dirs.length} of ${counted(total, 'run')}`}
        {chosen.size > 0 ? (
          <>
            {' · '}
            {chosen.size <= MOST_COMPARED ? (
              <a class="button" href={compareLink(chosen)}>
                Compare {chosen.size} chosen
              </a>
            ) : (
              `${chosen.size} chosen, of which at most ${MOST_COMPARED} are compared`
            )}{' '}
            <button type="button" onClick={() => setChosen(new Set())}>
              Choose none
            </button>
          </>
        ) : null}
      </p>
      <VirtualTable
        label="Runs, to be scrolled"
        rows={dirs.length}
        columns={names.length + 2}
        head={
          <tr aria-rowindex={1}>
            <th scope="col">
              <input
                type="checkbox"
                aria-label="choose all that are shown"
                checked={dirs.length > 0 && dirs.every((dir) => chosen.has(dir))}
                onChange={({ currentTarget }) => setChosen(new Set(currentTarget.checked ? dirs : []))}
              />
            </th>
            {['run', ...names].map((name) => (
              <SortHead key={name} name={name} order={order} />
            ))}
          </tr>
        }
        row={(place) => {
          const at = places?.[place] ?? place
          const dir = dirs[at] as string
          return (
            <tr key={dir} aria-rowindex={place + 2} class={chosen.has(dir) ? 'chosen' : undefined}>
              <td>
                <input
                  type="checkbox"
                  aria-label={`choose ${dir}`}
                  checked={chosen.has(dir)}
                  onChange={() => toggle(dir)}
                />
              </td>
              <th scope="row">
                <RunName dir={dir} table={table} />
              </th>
              {names.map((name) => (
                <Cell key={name} name={name} table={table} at={at} />
              ))}
            </tr>
          )
        }}
      />
    </>
  )
}

function RunName({ dir, table }: { dir: string; table: RunsTable }) {
  const notes = table.notes[dir]
  return (
    <>
      <a href={link('run', dir)} title={notes?.notes || undefined}>
        {notes?.name || dir}
      </a>
      {notes?.tags.map((tag) => (
        <span class="tag" key={tag}>
          {tag}
        </span>
      ))}
    </>
  )
}

function Cell({ name, table, at }: { name: string; table: RunsTable; at: number }) {
  const value = table.columns[name]?.[at] ?? null
  if (name === 'status') {
    return (
      <td>
        <Status status={table.statuses[at] ?? ''} />
      </td>
    )
  }
  const text = cellText(name, value)
  return (
    <td class={typeof value === 'number' ? 'number' : undefined} title={text.length > 24 ? text : undefined}>
      {text}
    </td>
  )
}
