import { useState } from 'preact/hooks'
import { valueText } from './values.js'
import type { WireValue } from './wire.js'

interface ConfigTreeProps {
  values: readonly WireValue[]
  hparams: Readonly<Record<string, unknown>>
}

/** The config by its groups: each value with who set it, and what its schema says. */
export function ConfigTree({ values, hparams }: ConfigTreeProps) {
  const [filter, setFilter] = useState('')
  const found = values.filter(({ key, source }) => `${key} ${source ?? ''}`.includes(filter))
  const groups = new Map<string, WireValue[]>()
  for (const value of found) {
    const dot = value.key.indexOf('.')
    const group = dot < 0 ? '' : value.key.slice(0, dot)
    groups.set(group, [...(groups.get(group) ?? []), value])
  }
  return (
    <>
      <label class="search">
        Find
        <input type="search" value={filter} onInput={({ currentTarget }) => setFilter(currentTarget.value)} />
      </label>
      {[...groups].map(([group, members]) => (
        <details key={group} open>
          <summary>
            <strong>{group || 'top level'}</strong> <span class="quiet">{members.length}</span>
          </summary>
          <table class="tree">
            <thead>
              <tr>
                <th scope="col">key</th>
                <th scope="col">value</th>
                <th scope="col">set by</th>
                <th scope="col">what it is</th>
              </tr>
            </thead>
            <tbody>
              {members.map(({ key, value, source, description, expected }) => (
                <tr key={key}>
                  <th scope="row">{group ? key.slice(group.length + 1) : key}</th>
                  <td class="mono">{value === null ? 'null' : valueText(value)}</td>
                  <td>{source ?? ''}</td>
                  <td class="quiet">{[description, expected].filter(Boolean).join(' – ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
      <h2>Hyperparameters</h2>
      <table class="facts">
        <tbody>
          {Object.entries(hparams).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="mono">{value === null ? 'null' : valueText(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
