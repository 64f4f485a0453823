import { useState } from 'preact/hooks'
import { counted } from '../../util/counted.js'
import { get } from './api.js'
import { parseQuery } from './query.js'
import { useLoaded } from './use-loaded.js'
import type { RunsTable } from './wire.js'

/** Runs that are offered at once. */
const OFFERED = 20

/** Which runs are compared. */
export function RunPicker({
  chosen,
  onChoose,
}: {
  chosen: readonly string[]
  onChoose: (runs: readonly string[]) => void
}) {
  const [search, setSearch] = useState('')
  const { conditions, words } = parseQuery(search)
  const { data, error } = useLoaded(search, (signal) =>
    get<RunsTable>('/api/runs', { where: conditions, word: words, columns: '' }, signal),
  )
  const offered = data?.dirs.filter((dir) => !chosen.includes(dir)).slice(0, OFFERED) ?? []
  return (
    <details open={chosen.length === 0}>
      <summary>{chosen.length === 0 ? 'Choose runs' : `comparing ${counted(chosen.length, 'run')}`}</summary>
      <ul class="commands" aria-label="Compared runs">
        {chosen.map((dir) => (
          <li key={dir}>
            <button
              type="button"
              aria-label={`take ${dir} out`}
              onClick={() => onChoose(chosen.filter((each) => each !== dir))}
            >
              −
            </button>
            {dir}
          </li>
        ))}
      </ul>
      <label class="search">
        Find runs
        <input
          type="search"
          placeholder="acc>0.9 optimizer=sgd words"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </label>
      {error ? <p class="problem">{error.message}</p> : null}
      <ul class="commands" aria-label="Runs to choose from">
        {offered.map((dir) => (
          <li key={dir}>
            <button type="button" aria-label={`add ${dir}`} onClick={() => onChoose([...chosen, dir])}>
              +
            </button>
            {data?.notes[dir]?.name || dir}
          </li>
        ))}
      </ul>
    </details>
  )
}
