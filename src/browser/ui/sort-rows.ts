import type { FlatValue } from '../../runs/index.js'

export interface Order {
  column: string
  descending: boolean
}

/** Places of rows in the order of a column: numbers by size, all else as text; what has no value comes last. */
export function sortRows(values: readonly (FlatValue | undefined)[], descending: boolean): Uint32Array {
  const order = Uint32Array.from(values, (_, i) => i)
  const sign = descending ? -1 : 1
  const keys = values.map((value) =>
    typeof value === 'number' || value === null || value === undefined
      ? (value ?? null)
      : typeof value === 'string'
        ? value
        : JSON.stringify(value),
  )
  return order.sort((a, b) => {
    const [x, y] = [keys[a] ?? null, keys[b] ?? null]
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a - b
    if (x === y) return a - b
    if (typeof x !== typeof y) return sign * (typeof x === 'number' ? -1 : 1)
    return sign * (x < y ? -1 : 1)
  })
}

/** Whether the best of a column are its greatest: they come first. */
export function bestIsGreatest(column: string): boolean {
  return /^acc(_\d+)?$/.test(column) || column === 'started'
}
