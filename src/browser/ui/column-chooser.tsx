import { useState } from 'preact/hooks'

interface ColumnChooserProps {
  known: readonly string[]
  chosen: readonly string[]
  proposed: readonly string[]
  /** Undefined: those that are proposed. */
  onChoose: (names: readonly string[] | undefined) => void
}

/** Which columns the table has. */
export function ColumnChooser({ known, chosen, proposed, onChoose }: ColumnChooserProps) {
  const [filter, setFilter] = useState('')
  const shown = new Set(chosen)
  const first = [...new Set([...chosen, ...proposed])]
  const rest = known.filter((name) => !first.includes(name) && name !== 'dir')
  const found = [...first, ...rest].filter((name) => name.includes(filter))
  const toggle = (name: string) =>
    onChoose(shown.has(name) ? chosen.filter((each) => each !== name) : [...chosen, name])
  return (
    <details class="columns">
      <summary>Columns</summary>
      <div class="popup">
        <label>
          Find a column
          <input type="search" value={filter} onInput={({ currentTarget }) => setFilter(currentTarget.value)} />
        </label>
        <button type="button" onClick={() => onChoose(undefined)}>
          Those in which runs differ
        </button>
        <ul>
          {found.slice(0, 200).map((name) => (
            <li key={name}>
              <label class="check">
                <input type="checkbox" checked={shown.has(name)} onChange={() => toggle(name)} />
                {name}
              </label>
            </li>
          ))}
        </ul>
      </div>
    </details>
  )
}
