import type { ConfigError } from '../util/diagnostic.js'
import { fileError } from './file-error.js'

export interface CsvOptions {
  /** Named in messages. */
  file: string
  /** One character of ASCII. Default: `,`. */
  delimiter?: string
}

/** More fields in a record, or bytes in a field, are refused. */
const maxFields = 2 ** 20
const maxFieldBytes = 2 ** 20

const quote = 0x22
const space = 0x20
const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Walks over the fields of CSV text (RFC 4180): quoted fields may hold delimiters, doubled quotes and line breaks.
 * Lines may end in LF, CRLF or CR; blank ones are passed over, blanks around a field are no part of it. No string is
 * made unless it is asked for.
 */
export class CsvScanner {
  /** Where the field that was found begins and ends, without its quotes. */
  start = 0
  end = 0
  quoted = false
  /** Whether it is the last one of its record. */
  last = true
  /** The line on which it begins, from 1. */
  line = 1
  /** The line on which its record begins, from 1. */
  recordLine = 1
  readonly #bytes: Buffer
  readonly #file: string
  readonly #delimiter: number
  #at = 0
  #lineStart = 0
  #nextLine = 1
  /** Where the field begins with its quote, and the beginning of that line. */
  #from = 0
  #fromLineStart = 0
  #doubled = false

  constructor(bytes: Uint8Array, { file, delimiter = ',' }: CsvOptions) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#file = file
    this.#delimiter = delimiter.charCodeAt(0)
    const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    if (byteOrderMark) this.#at = this.#lineStart = 3
  }

  /** Another one that goes on from here, between two records. */
  fork(): CsvScanner {
    const other = new CsvScanner(this.#bytes, { file: this.#file, delimiter: String.fromCharCode(this.#delimiter) })
    other.#at = this.#at
    other.#lineStart = this.#lineStart
    other.#nextLine = this.#nextLine
    return other
  }

  /**
   * Goes to the next field; false at the end of the text.
   * @throws ConfigError where quotes are not closed, or text follows them.
   */
  next(): boolean {
    const bytes = this.#bytes
    if (this.last) {
      if (!this.#toNextRecord()) return false
      this.recordLine = this.#nextLine
    }
    let at = this.#at
    while (at < bytes.length && this.#isBlank(bytes[at] as number)) at++
    this.#from = at
    this.#fromLineStart = this.#lineStart
    this.line = this.#nextLine
    this.quoted = bytes[at] === quote
    this.#at = this.quoted ? this.#quotedField(at) : this.#plainField(at)
    this.#endField()
    return true
  }

  /** Its text. */
  text(): string {
    const text = this.#bytes.toString('utf8', this.start, this.end)
    return this.#doubled ? text.replaceAll('""', '"') : text
  }

  /** The column of bytes on which it begins, from 1. */
  get column(): number {
    return this.#from - this.#fromLineStart + 1
  }

  #toNextRecord(): boolean {
    const bytes = this.#bytes
    let at = this.#at
    while (at < bytes.length) {
      const byte = bytes[at] as number
      if (byte === lineFeed || byte === carriageReturn) {
        at += byte === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1
        this.#newLine(at)
        this.#at = at
      } else if (this.#isBlank(byte)) at++
      else return true
    }
    this.#at = at
    return false
  }

  #isBlank(byte: number): boolean {
    return (byte === space || byte === tab) && byte !== this.#delimiter
  }

  #newLine(start: number): void {
    this.#nextLine++
    this.#lineStart = start
  }

  /** @returns where it ends. */
  #plainField(start: number): number {
    const bytes = this.#bytes
    const delimiter = this.#delimiter
    let at = start
    while (at < bytes.length) {
      const byte = bytes[at]
      if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break
      at++
    }
    let end = at
    while (end > start && this.#isBlank(bytes[end - 1] as number)) end--
    this.start = start
    this.end = end
    this.#doubled = false
    return at
  }

  #quotedField(start: number): number {
    const bytes = this.#bytes
    this.#doubled = false
    let at = start + 1
    for (; ; at++) {
      const byte = bytes[at]
      if (byte === undefined) throw this.fault('the quotes that begin here are not closed')
      if (byte === quote) {
        if (bytes[at + 1] !== quote) break
        this.#doubled = true
        at++
      } else if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) this.#newLine(at + 1)
    }
    this.start = start + 1
    this.end = at
    at++
    while (at < bytes.length && this.#isBlank(bytes[at] as number)) at++
    const byte = bytes[at]
    const ends = byte === undefined || byte === this.#delimiter || byte === lineFeed || byte === carriageReturn
    if (!ends) throw this.fault('there is text after the closing quote: a quote within quotes is doubled')
    return at
  }

  /** Passes over what ended the field. */
  #endField(): void {
    const bytes = this.#bytes
    if (this.end - this.start > maxFieldBytes) throw this.fault(`the field holds more than ${maxFieldBytes} bytes`)
    const byte = bytes[this.#at]
    this.last = byte !== this.#delimiter
    if (byte === undefined) return
    this.#at += byte === carriageReturn && bytes[this.#at + 1] === lineFeed ? 2 : 1
    if (this.last) this.#newLine(this.#at)
  }

  /** What is wrong with the field, with its place. */
  fault(message: string): ConfigError {
    return fileError(this.#file, message, { place: { line: this.line, column: this.column } })
  }
}

/**
 * The texts of the next record; undefined at the end.
 * @throws ConfigError as the scanner does, and where the record has more than 1,048,576 fields.
 */
export function readRecord(scanner: CsvScanner): string[] | undefined {
  const cells: string[] = []
  while (scanner.next()) {
    cells.push(scanner.text())
    if (cells.length > maxFields) throw scanner.fault(`the line has more than ${maxFields} fields`)
    if (scanner.last) return cells
  }
  return undefined
}
