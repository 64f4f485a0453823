/** The text being written, and what the last character was. */
export interface Writer {
  out: string
  column: number
  indent: number
  /** The last character was a space, a line break, or the start. */
  whitespace: boolean
  /** Only indentation and the signs `-`, `?`, `:` stand on this line so far. */
  indention: boolean
}

const WIDTH = 80

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\x85', 'N'],
  ['\xa0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
])

function isBreak(c: string | undefined): boolean {
  return c === '\n' || c === '\x85' || c === '\u2028' || c === '\u2029'
}

/** `length`: in code points. */
function write(writer: Writer, text: string, length: number): void {
  writer.out += text
  writer.column += length
}

export function writeSign(writer: Writer, sign: string, spaceBefore: boolean, indention = false): void {
  if (spaceBefore && !writer.whitespace) write(writer, ' ', 1)
  write(writer, sign, sign.length)
  writer.whitespace = false
  writer.indention = writer.indention && indention
}

export function writeBreak(writer: Writer, text = '\n'): void {
  writer.out += text
  writer.column = 0
  writer.whitespace = true
  writer.indention = true
}

/** A new line, unless the current one is still empty, and spaces up to the indentation. */
export function writeIndent(writer: Writer): void {
  const { indent } = writer
  if (!writer.indention || writer.column > indent || (writer.column === indent && !writer.whitespace))
    writeBreak(writer)
  if (writer.column < indent) {
    writer.whitespace = true
    write(writer, ' '.repeat(indent - writer.column), indent - writer.column)
  }
}

function slice(chars: readonly string[] | string, start: number, end: number): string {
  return typeof chars === 'string' ? chars.slice(start, end) : chars.slice(start, end).join('')
}

function writeBreaks(writer: Writer, chars: readonly string[] | string, start: number, end: number): void {
  if (chars[start] === '\n') writeBreak(writer)
  for (let i = start; i < end; i++) writeBreak(writer, chars[i] as string)
}

/** Unquoted, on one line, folded at single spaces behind column 80. */
export function writePlain(writer: Writer, chars: readonly string[] | string, split: boolean): void {
  if (chars.length === 0) return
  if (!writer.whitespace) write(writer, ' ', 1)
  writer.whitespace = false
  writer.indention = false
  let start = 0
  let spaces = false
  for (let end = 0; end <= chars.length; end++) {
    const c = chars[end]
    if (spaces ? c !== ' ' : c === undefined || c === ' ') {
      if (spaces && start + 1 === end && writer.column > WIDTH && split) {
        writeIndent(writer)
        writer.whitespace = false
        writer.indention = false
      } else write(writer, slice(chars, start, end), end - start)
      start = end
    }
    spaces = c === ' '
  }
}

/** In single quotes; a line break is written twice. */
export function writeSingle(writer: Writer, chars: readonly string[] | string, split: boolean): void {
  writeSign(writer, "'", true)
  let start = 0
  let spaces = false
  let breaks = false
  for (let end = 0; end <= chars.length; end++) {
    const c = chars[end]
    if (spaces) {
      if (c !== ' ') {
        if (start + 1 === end && writer.column > WIDTH && split && start !== 0 && end !== chars.length)
          writeIndent(writer)
        else write(writer, slice(chars, start, end), end - start)
        start = end
      }
    } else if (breaks) {
      if (!isBreak(c)) {
        writeBreaks(writer, chars, start, end)
        writeIndent(writer)
        start = end
      }
    } else if (c === undefined || c === ' ' || c === "'" || isBreak(c)) {
      if (start < end) {
        write(writer, slice(chars, start, end), end - start)
        start = end
      }
    }
    if (c === "'") {
      write(writer, "''", 2)
      start = end + 1
    }
    if (c !== undefined) {
      spaces = c === ' '
      breaks = isBreak(c)
    }
  }
  writeSign(writer, "'", false)
}

function needsEscape(c: string): boolean {
  if (c === '"' || c === '\\' || c === '\x85' || c === '\u2028' || c === '\u2029' || c === '\ufeff') return true
  if (c >= ' ' && c <= '~') return false
  return !(c.length === 1 && ((c >= '\xa0' && c <= '\ud7ff') || (c >= '\ue000' && c <= '\ufffd')))
}

function escaped(c: string): string {
  const letter = ESCAPES.get(c)
  if (letter) return `\\${letter}`
  const point = c.codePointAt(0) as number
  const hex = point.toString(16).toUpperCase()
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** In double quotes, with escapes; a line ends with a backslash behind column 80. */
export function writeDouble(writer: Writer, chars: readonly string[] | string, split: boolean): void {
  writeSign(writer, '"', true)
  let start = 0
  for (let end = 0; end <= chars.length; end++) {
    const c = chars[end]
    if (c === undefined || needsEscape(c)) {
      if (start < end) {
        write(writer, slice(chars, start, end), end - start)
        start = end
      }
      if (c !== undefined) {
        const text = escaped(c)
        write(writer, text, text.length)
        start = end + 1
      }
    }
    const room = writer.column + (end - start) <= WIDTH
    if (end > 0 && end < chars.length - 1 && (c === ' ' || start >= end) && !room && split) {
      const text = slice(chars, start, end)
      write(writer, `${text}\\`, Math.max(0, end - start) + 1)
      if (start < end) start = end
      writeIndent(writer)
      writer.whitespace = false
      writer.indention = false
      if (chars[start] === ' ') write(writer, '\\', 1)
    }
  }
  writeSign(writer, '"', false)
}

/** As a block of lines: how bytes are written. */
export function writeLiteral(writer: Writer, text: string): void {
  writeSign(writer, text.endsWith('\n') ? '|' : '|-', true)
  writeBreak(writer)
  for (const line of text.replace(/\n$/, '').split('\n')) {
    writeIndent(writer)
    write(writer, line, line.length)
    writeBreak(writer)
  }
}
