import { setParams } from './route.js'
import { bestIsGreatest, type Order } from './sort-rows.js'

/** A column's name, which sorts by it; once more turns the order round. */
export function SortHead({ name, order }: { name: string; order: Order | undefined }) {
  const sorted = order?.column === name
  const next = sorted ? !order.descending : bestIsGreatest(name)
  return (
    <th scope="col" aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        class="sort"
        onClick={() => setParams({ sort: name, order: next ? 'descending' : 'ascending' })}
      >
        {name}
        <span aria-hidden="true">{sorted ? (order.descending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  )
}
