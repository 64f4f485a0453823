import { cutEnd, cutStart, displayWidth } from '../util/display-width.js'

/** A table's header and rows as they are shown. */
interface Shown {
  header: readonly string[]
  rows: readonly (readonly string[])[]
}

/** Columns of text are not made narrower. */
const NARROWEST = 8
const GAP = 2

interface Fitted extends Shown {
  /** Names of the columns for which there is no room. */
  left: string[]
}

/**
 * A table within so many columns of a terminal: its widest texts are cut, but for those of `kept`; where that is not
 * enough, columns are left out, from the last one on, those of `kept` at the very end.
 * @param isNumber whether a column has numbers, which are not cut
 */
export function fitTable(
  { header, rows }: Shown,
  room: number,
  { kept, isNumber }: { kept: ReadonlySet<string>; isNumber: (column: number) => boolean },
): Fitted {
  const columns = header.map((name, place) => {
    const cells = rows.map((row) => row[place] as string)
    const content = cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), 0)
    const width = Math.max(content, displayWidth(name))
    const least = kept.has(name) ? width : Math.max(isNumber(place) ? content : 0, Math.min(width, NARROWEST))
    return { place, name, width, least }
  })
  const leaving = [...columns.slice(1)].sort(
    (a, b) => Number(kept.has(a.name)) - Number(kept.has(b.name)) || b.place - a.place,
  )
  const shown = new Set(columns)
  const needed = () => [...shown].reduce((sum, { least }) => sum + least + GAP, -GAP)
  for (const column of leaving) if (needed() > room) shown.delete(column)
  const widths = share([...shown], room - GAP * (shown.size - 1))
  const cuts = [...shown].map(({ place }, i) =>
    cutOf(
      rows.map((row) => row[place] as string),
      widths[i] as number,
    ),
  )
  return {
    header: [...shown].map(({ place }, i) => cutStart(header[place] as string, widths[i] as number)),
    rows: rows.map((cells) => [...shown].map(({ place }, i) => cuts[i]?.(cells[place] as string) ?? '')),
    left: columns.filter((column) => !shown.has(column)).map(({ name }) => name),
  }
}

/** Cuts a column's texts to a width: where they end in the same and begin differently, their ends. */
function cutOf(cells: readonly string[], width: number): (text: string) => string {
  const different = (cut: typeof cutStart) => new Set(cells.map((text) => cut(text, width))).size
  const cut = different(cutEnd) > different(cutStart) ? cutEnd : cutStart
  return (text) => cut(text, width)
}

/** Widths that sum up to no more than there is, none wider than a common limit unless it must be. */
function share(columns: readonly { width: number; least: number }[], room: number): number[] {
  const widest = columns.reduce((most, { width }) => Math.max(most, width), 1)
  for (let limit = widest; limit > NARROWEST; limit--) {
    const widths = columns.map(({ width, least }) => Math.max(least, Math.min(width, limit)))
    if (widths.reduce((sum, width) => sum + width, 0) <= room) return widths
  }
  return columns.map(({ least }) => least)
}
