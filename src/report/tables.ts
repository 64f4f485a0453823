import { csvLine } from '../formats/csv-cells.js'
import { counted } from '../util/counted.js'
import { cutEnd, displayWidth, padToEnd, padToStart } from '../util/display-width.js'
import { visible } from '../util/visible.js'
import { fitTable } from './fit-table.js'
import type { TableFormat } from './table-formats.js'

/** Cells of text; numbers are aligned to the right where the format can. */
export interface Table {
  header: readonly string[]
  rows: readonly (readonly Cell[])[]
  /** Columns that stay where there is no room for all. */
  kept?: readonly string[]
}

/** What is shown, and, where that is rounded, the value for machines. */
export type Cell = string | { text: string; value: string | number }

/** Longer cells are cut, except in CSV: nobody reads a column wider than a screen. */
const LONGEST = 160

/**
 * A table as text; the last line ends with a line feed. CSV has values in full, the others as they are shown, each cell
 * in one line and without what a terminal would obey.
 * @param room columns of the terminal, within which a table for reading stays; default: as many as it needs
 */
export function printTable(table: Table, format: TableFormat, room?: number): string {
  if (format === 'csv') return printCsv(table)
  const shown = { header: table.header.map(visible), rows: table.rows.map((row) => row.map(textOf)) }
  if (format === 'table') return room === undefined ? printPlain(shown) : printWithin(shown, room, table.kept ?? [])
  return format === 'markdown' ? printMarkdown(shown) : printLatex(shown)
}

interface Shown {
  header: readonly string[]
  rows: readonly (readonly string[])[]
}

function textOf(cell: Cell): string {
  const text = typeof cell === 'string' ? cell : cell.text
  return visible(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)
}

/** Whether all cells of a column that say something say a number. */
function isNumberColumn(rows: Shown['rows'], column: number): boolean {
  return rows.every((row) => row[column] === '' || /^[-+]?\d/.test(row[column] as string))
}

/** Pads the cells of a column: to the left where all of them are numbers. */
function padColumns({ header, rows }: Shown): string[][] {
  const columns = header.map((name, i) => {
    const cells = [name, ...rows.map((row) => row[i] as string)]
    const width = cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), 0)
    const pad = isNumberColumn(rows, i) ? padToStart : padToEnd
    return cells.map((cell) => pad(cell, width))
  })
  return Array.from({ length: rows.length + 1 }, (_, line) => columns.map((cells) => cells[line] as string))
}

function printPlain(table: Shown): string {
  return `${padColumns(table)
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n')}\n`
}

function printWithin(table: Shown, room: number, kept: readonly string[]): string {
  const isNumber = (column: number) => isNumberColumn(table.rows, column)
  const { left, ...fitted } = fitTable(table, room, { kept: new Set(kept), isNumber })
  if (left.length === 0) return printPlain(fitted)
  return `${printPlain(fitted)}${noteOf(left, room)}\n`
}

/** Names the columns that are left out, in as many lines as that takes. */
function noteOf(left: readonly string[], room: number): string {
  const lines = [`no room for ${counted(left.length, 'column')}:`]
  for (const [index, name] of left.entries()) {
    const word = index + 1 < left.length ? `${name},` : name
    const line = `${lines.at(-1)} ${word}`
    if (displayWidth(line) <= room) lines[lines.length - 1] = line
    else lines.push(`  ${word}`)
  }
  return lines.map((line) => cutEnd(line, room)).join('\n')
}

function printMarkdown(table: Shown): string {
  const escaped = (cells: readonly string[]) => cells.map((text) => text.replaceAll('|', '\\|'))
  const [header = [], ...rows] = padColumns({ header: escaped(table.header), rows: table.rows.map(escaped) })
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = `|${header.map((cell) => '-'.repeat(displayWidth(cell) + 2)).join('|')}|`
  return `${[line(header), rule, ...rows.map(line)].join('\n')}\n`
}

function printCsv({ header, rows }: Table): string {
  const machineValue = (cell: Cell) => (typeof cell === 'string' ? cell : cell.value)
  return [header, ...rows].map((cells) => csvLine(cells.map(machineValue))).join('')
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
}

function printLatex({ header, rows }: Shown): string {
  const escaped = (text: string) => text.replace(/[\\~^±]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`)
  const line = (cells: readonly string[]) => `  ${cells.map(escaped).join(' & ')} \\\\`
  const align = header.map((_, i) => (isNumberColumn(rows, i) ? 'r' : 'l')).join('')
  const body = ['  \\hline', line(header), '  \\hline', ...rows.map(line), '  \\hline']
  return `${[`\\begin{tabular}{${align}}`, ...body, '\\end{tabular}'].join('\n')}\n`
}
