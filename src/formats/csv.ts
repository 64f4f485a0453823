import type { Diagnostic } from '../util/diagnostic.js'
import { ConfigError } from '../util/diagnostic.js'
import { fileDiagnostic, fileError } from './file-error.js'

export interface CsvOptions {
  /** Named in messages. */
  file: string
  /** One character. Default: `,`. */
  delimiter?: string
  /** The first line names the columns. Default: it does where none of its fields is a number. */
  header?: boolean
  /** How many columns each line must have. Default: as many as the first. */
  columns?: number
}

export interface NumberTable {
  /** `[rows, columns]`, row-major. */
  values: Float32Array
  rows: number
  columns: number
  header: readonly string[] | null
  /** The line on which a row stands, from 1. */
  lineOf(row: number): number
}

const maxErrors = 20
const comma = 0x2c
const quote = 0x22
const minus = 0x2d
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * A table of finite numbers. Empty lines are passed over; `"1.5"` may stand in quotes.
 * @throws ConfigError with all (at most 20) fields at fault, each with its line and column (in bytes, from 1).
 */
export function readCsv(bytes: Uint8Array, options: CsvOptions): NumberTable {
  const delimiter = options.delimiter === undefined ? comma : options.delimiter.charCodeAt(0)
  checkText(bytes, options.file)
  const lines = findLines(bytes)
  if (lines.count === 0) throw fileError(options.file, 'the file holds no rows')
  const header = readHeader(bytes, lines, delimiter, options)
  const first = header ? 1 : 0
  const rows = lines.count - first
  if (rows === 0) throw fileError(options.file, 'the file holds a header, but no rows')
  const columns = options.columns ?? header?.length ?? countFields(bytes, lines.start(0), lines.end(0), delimiter)
  const errors: Diagnostic[] = []
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows && errors.length < maxErrors; row++) {
    const line = row + first
    parseLine(
      bytes,
      lines.start(line),
      lines.end(line),
      delimiter,
      columns,
      values,
      row * columns,
      (message, column) => {
        errors.push(fileDiagnostic(options.file, message, { place: { line: lines.number(line), column } }))
      },
    )
  }
  if (errors.length > 0) throw new ConfigError(errors)
  return { values, rows, columns, header, lineOf: (row) => lines.number(row + first) }
}

/** Non-UTF-8 bytes mean that this is no text at all, or text in an encoding that we would misread. */
function checkText(bytes: Uint8Array, file: string): void {
  let line = 1
  let lineStart = 0
  let ascii = true
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte === lineFeed) {
      line++
      lineStart = i + 1
    } else if (byte === 0) {
      throw fileError(file, 'is not a text file: it holds a zero byte', { place: { line, column: i - lineStart + 1 } })
    } else if (byte >= 0x80) ascii = false
  }
  if (ascii) return
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw fileError(file, 'is not UTF-8 text', { place: firstInvalid(bytes), cause: error })
  }
}

/** The line that cannot be decoded, and the first byte on it that is not ASCII. */
function firstInvalid(bytes: Uint8Array): { line: number; column: number } {
  let line = 1
  for (let start = 0; start <= bytes.length; line++) {
    const found = bytes.indexOf(lineFeed, start)
    const end = found < 0 ? bytes.length : found
    const part = bytes.subarray(start, end)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(part)
    } catch {
      return { line, column: part.findIndex((byte) => byte >= 0x80) + 1 }
    }
    start = end + 1
  }
  return { line: 1, column: 1 }
}

interface Lines {
  count: number
  start(index: number): number
  end(index: number): number
  /** Line number in the file, from 1: empty lines count. */
  number(index: number): number
}

function findLines(bytes: Uint8Array): Lines {
  const bounds: number[] = []
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let line = 1
  for (let start = byteOrderMark ? 3 : 0; start < bytes.length; line++) {
    const found = bytes.indexOf(lineFeed, start)
    const next = found < 0 ? bytes.length : found
    const end = bytes[next - 1] === carriageReturn && next > start ? next - 1 : next
    if (!isBlank(bytes, start, end)) bounds.push(start, end, line)
    start = next + 1
  }
  const at = (index: number, field: number) => bounds[index * 3 + field] as number
  return { count: bounds.length / 3, start: (i) => at(i, 0), end: (i) => at(i, 1), number: (i) => at(i, 2) }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0x20 && bytes[i] !== 0x09) return false
  return true
}

function readHeader(bytes: Uint8Array, lines: Lines, delimiter: number, options: CsvOptions): string[] | null {
  if (options.header === false) return null
  const text = new TextDecoder().decode(bytes.subarray(lines.start(0), lines.end(0)))
  const fields = text.split(String.fromCharCode(delimiter)).map((field) => field.trim().replace(/^"(.*)"$/, '$1'))
  if (options.header) return fields
  return fields.some((field) => field !== '' && !Number.isNaN(Number(field))) || fields.every(isNumberWord)
    ? null
    : fields
}

/** Names of numbers that are none: a line of them is a row at fault, not a header. */
function isNumberWord(field: string): boolean {
  return /^([+-]?(nan|inf|infinity)|)$/i.test(field)
}

function countFields(bytes: Uint8Array, start: number, end: number, delimiter: number): number {
  let count = 1
  for (let i = start; i < end; i++) if (bytes[i] === delimiter) count++
  return count
}

function parseLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
  columns: number,
  values: Float32Array,
  offset: number,
  fail: (message: string, column: number) => void,
): void {
  let column = 0
  let from = start
  while (from <= end) {
    let to = from
    while (to < end && bytes[to] !== delimiter) to++
    if (column < columns) {
      const value = Math.fround(parseNumber(bytes, from, to))
      if (!Number.isFinite(value)) {
        fail(describeField(bytes, from, to), from - start + 1)
        return
      }
      values[offset + column] = value
    }
    column++
    from = to + 1
  }
  if (column !== columns) fail(`the line has ${column} fields, but should have ${columns}`, 1)
}

/** NaN where the field is not a finite number. Short integers, the usual pixels, are read without making a string. */
function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === minus
  const first = negative ? start + 1 : start
  if (end > first && end - first <= 9) {
    let value = 0
    let i = first
    for (; i < end; i++) {
      const digit = (bytes[i] as number) - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (i === end) return negative ? -value : value
  }
  const text = fieldText(bytes, start, end)
  // Number() would take '' for 0, and hexadecimal for a number.
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

function fieldText(bytes: Uint8Array, start: number, end: number): string {
  const quoted = end - start >= 2 && bytes[start] === quote && bytes[end - 1] === quote
  const text = new TextDecoder().decode(quoted ? bytes.subarray(start + 1, end - 1) : bytes.subarray(start, end))
  return text.trim()
}

function describeField(bytes: Uint8Array, start: number, end: number): string {
  const text = fieldText(bytes, start, Math.min(end, start + 40))
  if (text === '') return 'the field is empty, but should be a number'
  return `'${text}' is not a ${/^[+-]?(nan|inf|infinity|\d[\d.]*e\d+)$/i.test(text) ? 'finite number' : 'number'}`
}
