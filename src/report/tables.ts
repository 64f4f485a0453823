import { ConfigError } from '../util/diagnostic.js'

/** Cells of text; numbers are aligned to the right where the format can. */
export interface Table {
  header: readonly string[]
  rows: readonly (readonly Cell[])[]
}

/** What is shown, and, where that is rounded, the value for machines. */
export type Cell = string | { text: string; value: string | number }

export const TABLE_FORMATS = ['table', 'markdown', 'csv', 'latex'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

/** Prints a table; the last line ends with a line feed. CSV has values in full, the others as they are shown. */
export function printTable(table: Table, format: TableFormat): string {
  if (format === 'csv') return printCsv(table)
  const shown = { header: table.header, rows: table.rows.map((row) => row.map(textOf)) }
  return format === 'table' ? printPlain(shown) : format === 'markdown' ? printMarkdown(shown) : printLatex(shown)
}

/** @throws ConfigError where it is none */
export function tableFormat(name: string): TableFormat {
  if ((TABLE_FORMATS as readonly string[]).includes(name)) return name as TableFormat
  throw new ConfigError({
    code: 'bad-flag',
    path: '',
    message: `--format takes ${TABLE_FORMATS.join(', ')}, not '${name}'`,
  })
}

interface Shown {
  header: readonly string[]
  rows: readonly (readonly string[])[]
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}

/** Whether all cells of a column that say something say a number. */
function isNumberColumn(rows: Shown['rows'], column: number): boolean {
  return rows.every((row) => row[column] === '' || /^[-+]?\d/.test(row[column] as string))
}

/** Pads the cells of a column: to the left where all of them are numbers. */
function padColumns(table: Shown, clean: (text: string) => string = (text) => text): string[][] {
  const lines = [table.header, ...table.rows].map((row) => row.map(clean))
  const wide = table.header.map((_, i) => Math.max(...lines.map((line) => (line[i] as string).length)))
  const right = table.header.map((_, i) => isNumberColumn(table.rows, i))
  return lines.map((line) =>
    line.map((cell, i) => (right[i] ? cell.padStart(wide[i] as number) : cell.padEnd(wide[i] as number))),
  )
}

function printPlain(table: Shown): string {
  return `${padColumns(table)
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n')}\n`
}

function printMarkdown(table: Shown): string {
  const [header = [], ...rows] = padColumns(table, (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' '))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = `|${header.map((cell) => '-'.repeat(cell.length + 2)).join('|')}|`
  return `${[line(header), rule, ...rows.map(line)].join('\n')}\n`
}

function printCsv({ header, rows }: Table): string {
  const quote = (value: string) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  const line = (cells: readonly Cell[]) =>
    cells.map((cell) => quote(typeof cell === 'string' ? cell : String(cell.value))).join(',')
  return `${[header, ...rows].map(line).join('\n')}\n`
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
