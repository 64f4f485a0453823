import { CsvScanner, readRecord } from './csv-scanner.js'

/** A field of a table that we write. */
export type CsvCell = string | number | null | undefined

/**
 * A line of a CSV file (RFC 4180) with its line break. Text that a spreadsheet would take for a formula gets an
 * apostrophe before it, which spreadsheets take for "this is text"; `readCsvRecords` takes it away.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  // An empty line would be no record.
  return cells.length === 1 && !printCell(cells[0]) ? '""\n' : `${cells.map(printCell).join(',')}\n`
}

function printCell(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === null || cell === undefined ? '' : String(cell)
  const text = isFormula(cell) ? `'${cell}` : cell
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Also what would be one after it was read back. */
function isFormula(text: string): boolean {
  return /^'*[=+\-@\t\r]/.test(text) && !isNumber(text)
}

function isNumber(text: string): boolean {
  return /^[+-]?[\d.]/.test(text) && Number.isFinite(Number(text))
}

/**
 * The records of CSV text that `csvLine` wrote, one after the other. Line breaks at the end make no record.
 * @param file named in messages.
 * @throws ConfigError where quotes are not closed, or text follows them.
 */
export function* readCsvRecords(content: string | Uint8Array, file: string): Generator<string[], void> {
  for (const { cells } of readPlacedRecords(content, file)) yield cells
}

/** The same, with the line on which each record begins, from 1. */
export function* readPlacedRecords(
  content: string | Uint8Array,
  file: string,
): Generator<{ cells: string[]; line: number }, void> {
  const scanner = new CsvScanner(typeof content === 'string' ? Buffer.from(content) : content, { file })
  for (let cells = readRecord(scanner); cells; cells = readRecord(scanner)) {
    yield { cells: cells.map(readCell), line: scanner.recordLine }
  }
}

/** A cell as it was before `csvLine` kept a spreadsheet from taking it for a formula. */
export function readCell(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}
