import { isUtf8 } from 'node:buffer'
import { firstNotUtf8, placeOfByte } from '../util/text-place.js'
import { CsvFaults, holdsNothing, numberFault } from './csv-faults.js'
import { type HeaderHints, hasHeader } from './csv-header.js'
import { parseNumber } from './csv-number.js'
import { type CsvOptions, CsvScanner, readRecord } from './csv-scanner.js'
import { fileError } from './file-error.js'

/** Numbers of a table's columns. */
export interface CsvNumbers {
  /** `[rows, columns]`, row-major. */
  values: Float32Array
  /** 1 for each row in which a value is missing; null: there is none. */
  incomplete: Uint8Array | null
}

/** Larger tables are refused: what is built of them would not fit in memory. */
const limits = { rows: 2 ** 24, values: 2 ** 28 } as const

/**
 * A table in CSV text, whose columns are read as they are asked for: numbers without making strings, so that large
 * files need little more than their values.
 */
export class CsvTable {
  readonly file: string
  /** Names of the columns, where the first line has them. */
  readonly header: readonly string[] | null
  readonly columns: number
  readonly rows: number
  readonly #bytes: Buffer
  /** Stands before the first row. */
  readonly #start: CsvScanner

  /**
   * Goes through the text once.
   * @throws ConfigError where it is not UTF-8, holds no rows or too many, is not clear about its header, or with the
   *   (at most 20) lines that have more or fewer fields than the first.
   */
  constructor(bytes: Uint8Array, options: CsvOptions & HeaderHints) {
    const { file } = options
    checkText(bytes, file)
    this.file = file
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const scanner = new CsvScanner(bytes, options)
    const beforeFirst = scanner.fork()
    const first = readRecord(scanner)
    if (!first) throw fileError(file, 'the file holds no rows')
    this.columns = first.length
    const headed = hasHeader(first, scanner.fork(), options, file)
    this.header = headed ? first : null
    this.#start = headed ? scanner : beforeFirst
    if (headed) checkNames(first, file)
    this.rows = this.#countRows()
    if (this.rows === 0) throw fileError(file, 'the file holds a header, but no rows')
  }

  /**
   * The numbers in these columns, in this order.
   * @param missing what stands for a missing value; undefined: it is an error.
   * @throws ConfigError with the (at most 20) fields that hold no finite number.
   */
  numbers(columns: readonly number[], missing?: number): CsvNumbers {
    const width = columns.length
    const size = this.rows * width
    if (size > limits.values) {
      throw tooLarge(this.file, `${this.rows} rows of ${width} values`, `${limits.values} values`)
    }
    const places = new Int32Array(this.columns).fill(-1)
    for (const [place, column] of columns.entries()) places[column] = place
    const values = new Float32Array(size)
    let incomplete: Uint8Array | null = null
    const faults = new CsvFaults(this.file)
    this.eachField((scanner, row, column) => {
      const place = places[column] as number
      if (place < 0) return true
      let value = Math.fround(this.numberIn(scanner))
      if (!Number.isFinite(value)) {
        if (missing === undefined || !holdsNothing(scanner)) return faults.add(scanner, ...numberFault(scanner))
        incomplete ??= new Uint8Array(this.rows)
        incomplete[row] = 1
        value = missing
      }
      values[row * width + place] = value
      return true
    })
    faults.throwAny()
    return { values, incomplete }
  }

  /** The number in the field that a scanner found; NaN where it holds none. */
  numberIn({ start, end }: CsvScanner): number {
    return parseNumber(this.#bytes, start, end)
  }

  /** Comes to each field of each row, until `visit` gives false. */
  eachField(visit: (scanner: CsvScanner, row: number, column: number) => boolean): void {
    const scanner = this.#start.fork()
    let row = 0
    let column = 0
    while (scanner.next()) {
      if (!visit(scanner, row, column)) return
      column++
      if (!scanner.last) continue
      row++
      column = 0
    }
  }

  /** The line on which a row begins, from 1. */
  lineOf(row: number): number {
    let line = 0
    this.eachField((scanner, at) => {
      line = scanner.line
      return at < row
    })
    return line
  }

  #countRows(): number {
    const faults = new CsvFaults(this.file)
    let rows = 0
    let line = 0
    this.eachField((scanner, row, column) => {
      if (column === 0) line = scanner.line
      if (!scanner.last) return true
      rows = row + 1
      if (rows > limits.rows) throw tooLarge(this.file, `more than ${limits.rows} rows`)
      if (column + 1 === this.columns) return true
      const message = `the line has ${column + 1} fields, but should have ${this.columns}`
      return faults.add({ line, column: 1 }, message)
    })
    faults.throwAny()
    return rows
  }
}

function tooLarge(file: string, what: string, most?: string) {
  return fileError(file, `holds ${what}, which is too much to read${most ? `: the most is ${most}` : ''}`)
}

/** Other bytes mean that this is no text at all, or text in an encoding that we would misread. */
function checkText(bytes: Uint8Array, file: string): void {
  const zero = bytes.indexOf(0)
  if (zero >= 0) throw fileError(file, 'is not a text file: it holds a zero byte', { place: placeOfByte(bytes, zero) })
  if (!isUtf8(bytes)) throw fileError(file, 'is not UTF-8 text', { place: firstNotUtf8(bytes) })
}

/** Columns are found by their names, so each has its own. */
function checkNames(names: readonly string[], file: string): void {
  const seen = new Map<string, number>()
  for (const [column, name] of names.entries()) {
    const other = seen.get(name)
    if (other !== undefined && name !== '') {
      throw fileError(file, `columns ${other} and ${column} (from 0) are both named '${name}'`)
    }
    seen.set(name, column)
  }
}
