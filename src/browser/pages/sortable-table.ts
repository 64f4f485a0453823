/** Lets the columns of a page's table sort it: first from small to large, then the other way round. */
export function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0]
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])]
  if (!body) return
  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = head.textContent
    button.addEventListener('click', () => {
      const down = head.ariaSort === 'ascending'
      for (const other of heads) other.ariaSort = null
      head.ariaSort = down ? 'descending' : 'ascending'
      body.append(...sorted([...body.rows], column, down))
    })
    head.replaceChildren(button)
  }
}

function sorted(rows: readonly HTMLTableRowElement[], column: number, down: boolean): HTMLTableRowElement[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }))
  return keyed.sort((a, b) => order(a.key, b.key, down)).map(({ row }) => row)
}

type Key = string | number

function keyOf(cell: HTMLTableCellElement | undefined): Key {
  const text = cell?.dataset.value ?? cell?.textContent ?? ''
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** Numbers before texts, and what is empty last, whichever way. */
function order(a: Key, b: Key, down: boolean): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '')
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return (down ? -1 : 1) * (a < b ? -1 : a > b ? 1 : 0)
}

/** Shows the rows of these trials alone; undefined: all. @returns how many are shown */
export function showTrials(table: HTMLTableElement, nums: ReadonlySet<number> | undefined): number {
  let shown = 0
  for (const row of table.tBodies[0]?.rows ?? []) {
    row.hidden = nums !== undefined && !nums.has(Number(row.dataset.trial))
    if (!row.hidden) shown++
  }
  return shown
}
