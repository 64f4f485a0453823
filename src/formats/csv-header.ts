import { isMissing, parseNumber } from './csv-number.js'
import { type CsvScanner, readRecord } from './csv-scanner.js'
import { fileError } from './file-error.js'

/** Whether the first line names the columns; `auto`: the line tells. */
export type HeaderOption = boolean | 'auto'

export interface HeaderHints {
  /** Default: `auto`. */
  header?: HeaderOption
  /** Names of columns that are looked for: a first line that holds them all is a header. */
  wanted?: readonly string[]
  /** Where the class stands, from 0, or from the end where negative. */
  labelColumn?: number
}

/**
 * Whether the first record names the columns. Text over numbers does, also when numbers stand beside it
 * (`0,1,2,label`); numbers alone do not; text over text (names of classes) is a row where it comes again further down.
 * @param rest stands after the first record.
 * @throws ConfigError where it may be either: `0,1,2,3` are names that pandas gives, and may be a row.
 */
export function hasHeader(first: readonly string[], rest: CsvScanner, hints: HeaderHints, file: string): boolean {
  const { header = 'auto', wanted = [], labelColumn = -1 } = hints
  if (header !== 'auto') return header
  if (wanted.length > 0 && wanted.every((name) => first.includes(name))) return true
  const kinds = first.map(kindOf)
  const texts = kinds.flatMap((kind, column) => (kind === 'text' ? [column] : []))
  const counts = countUp(first.filter((_, column) => kinds[column] === 'number'))
  if (texts.length > 0) {
    if (!kinds.includes('number')) return true
    const told = toldByRows(first, texts, rest)
    if (told !== undefined) return told
    if (counts === 0) return false
    if (counts > 1 && kinds.at(labelColumn) === 'text') return true
  } else if (counts < 2) return false
  const hint = "say 'header: true' or 'header: false' where the file is named"
  throw fileError(file, `the first line, ${shown(first)}, may name the columns or be a row`, { hint })
}

/** What the rows say of text in the first line: numbers below it make it a name, the same text below it a value. */
function toldByRows(first: readonly string[], texts: readonly number[], rest: CsvScanner): boolean | undefined {
  const undecided = new Set(texts)
  for (let cells = readRecord(rest); cells; cells = readRecord(rest)) {
    for (const column of undecided) {
      const kind = kindOf(cells[column] ?? '')
      if (kind === 'number') return true
      if (kind === 'text') undecided.delete(column)
    }
    if (texts.some((column) => cells[column] === first[column])) return false
  }
  return undefined
}

/** How many numbers there are, where they are 0, 1, 2, … as pandas names columns; else 0. */
function countUp(numbers: readonly string[]): number {
  return numbers.every((text, i) => text === String(i)) ? numbers.length : 0
}

function kindOf(text: string): 'number' | 'missing' | 'text' {
  const bytes = Buffer.from(text)
  if (!Number.isNaN(parseNumber(bytes, 0, bytes.length))) return 'number'
  return isMissing(text) ? 'missing' : 'text'
}

function shown(cells: readonly string[]): string {
  const line = cells.length > 6 ? `${cells.slice(0, 3).join(',')},…,${cells.at(-1)}` : cells.join(',')
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}
