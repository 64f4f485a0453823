import {
  atDocumentMark,
  type Cursor,
  char,
  code,
  column,
  here,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  nameCharacter,
  skipComment,
  skipSpaces,
  takeBreak,
  yamlError,
} from './cursor.js'

const HEX = /^[0-9A-Fa-f]+$/

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
])

/** What a plain scalar said, and whether it ran over a line break (a key may then begin where it ended). */
export interface PlainScalar {
  value: string
  end: number
  brokeLine: boolean
}

function endsPlain(cursor: Cursor, unit: number, inFlow: boolean, ahead: number): boolean {
  if (isBlankOrEnd(unit)) return true
  if (unit === 58) {
    const next = code(cursor, ahead + 1)
    return isBlankOrEnd(next) || (inFlow && (next === 44 || next === 91 || next === 93 || next === 123 || next === 125))
  }
  return inFlow && (unit === 44 || unit === 63 || unit === 91 || unit === 93 || unit === 123 || unit === 125)
}

/** Line breaks and blanks between two words of a plain scalar, folded; undefined where a document ends here. */
function plainGap(cursor: Cursor): { text: string; broke: boolean } | undefined {
  const start = cursor.at
  skipSpaces(cursor)
  const blanks = cursor.text.slice(start, cursor.at)
  if (!isBreak(code(cursor))) return { text: blanks, broke: false }
  const first = takeBreak(cursor)
  if (atDocumentMark(cursor)) return undefined
  let breaks = ''
  for (;;) {
    if (code(cursor) === 32) cursor.at++
    else if (isBreak(code(cursor))) {
      breaks += takeBreak(cursor)
      if (atDocumentMark(cursor)) return undefined
    } else break
  }
  const folded = first !== '\n' ? first : breaks === '' ? ' ' : ''
  return { text: folded + breaks, broke: true }
}

/**
 * An unquoted scalar: ends at `: `, ` #`, an indicator of the flow around it, or a line that is not indented enough.
 */
export function scanPlain(cursor: Cursor, inFlow: boolean, parentIndent: number): PlainScalar {
  let value = ''
  let gap = ''
  let end = cursor.at
  let brokeLine = false
  while (code(cursor) !== 35) {
    let length = 0
    while (!endsPlain(cursor, code(cursor, length), inFlow, length)) length++
    if (length === 0) break
    value += gap + cursor.text.slice(cursor.at, cursor.at + length)
    cursor.at += length
    end = cursor.at
    brokeLine = false
    const next = plainGap(cursor)
    if (next?.broke !== false) brokeLine = true
    if (!next || next.text === '') break
    if (code(cursor) === 35 || (!inFlow && column(cursor) < parentIndent + 1)) break
    gap = next.text
  }
  return { value, end, brokeLine }
}

function quotedBreaks(cursor: Cursor): string {
  let breaks = ''
  for (;;) {
    if (atDocumentMark(cursor)) throw yamlError(cursor.file, here(cursor), 'a document ends inside a quoted string')
    while (code(cursor) === 32 || code(cursor) === 9) cursor.at++
    if (!isBreak(code(cursor))) return breaks
    breaks += takeBreak(cursor)
  }
}

function scanEscape(cursor: Cursor): string {
  cursor.at++
  const letter = char(cursor)
  const simple = ESCAPES.get(letter)
  if (simple !== undefined) {
    cursor.at++
    return simple
  }
  const width = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0
  if (width > 0) {
    const digits = cursor.text.slice(cursor.at + 1, cursor.at + 1 + width)
    const point = digits.length === width && HEX.test(digits) ? Number.parseInt(digits, 16) : -1
    if (point < 0 || point > 0x10ffff)
      throw yamlError(cursor.file, here(cursor), `\\${letter} takes ${width} hexadecimal digits of a character`)
    cursor.at += 1 + width
    return String.fromCodePoint(point)
  }
  if (isBreak(code(cursor))) {
    takeBreak(cursor)
    return quotedBreaks(cursor)
  }
  throw yamlError(
    cursor.file,
    here(cursor),
    `a backslash before ${nameCharacter(cursor)} means nothing in double quotes`,
    'write \\\\ for a backslash, or use single quotes',
  )
}

/** A string in single or double quotes; the cursor stands on the opening one. */
export function scanQuoted(cursor: Cursor): string {
  const open = here(cursor)
  const quote = code(cursor)
  const double = quote === 34
  cursor.at++
  let value = ''
  for (;;) {
    const start = cursor.at
    for (;;) {
      const unit = code(cursor)
      if (unit === 39 || unit === 34 || unit === 92 || isBlankOrEnd(unit)) break
      cursor.at++
    }
    value += cursor.text.slice(start, cursor.at)
    const unit = code(cursor)
    if (Number.isNaN(unit)) throw yamlError(cursor.file, open, 'this quote is never closed')
    if (unit === quote) {
      cursor.at++
      if (double || code(cursor) !== 39) return value
      value += "'"
      cursor.at++
    } else if (double && unit === 92) value += scanEscape(cursor)
    else if (unit === 32 || unit === 9) {
      const blanks = cursor.at
      while (code(cursor) === 32 || code(cursor) === 9) cursor.at++
      if (!isBreak(code(cursor))) value += cursor.text.slice(blanks, cursor.at)
    } else if (isBreak(unit)) {
      const first = takeBreak(cursor)
      const breaks = quotedBreaks(cursor)
      value += (first !== '\n' ? first : breaks === '' ? ' ' : '') + breaks
    } else {
      value += cursor.text.charAt(cursor.at)
      cursor.at++
    }
  }
}

interface BlockHeader {
  chomp: 'strip' | 'clip' | 'keep'
  increment: number | undefined
}

function scanBlockHeader(cursor: Cursor): BlockHeader {
  let chomp: BlockHeader['chomp'] = 'clip'
  let increment: number | undefined
  let hasChomp = false
  for (;;) {
    const letter = char(cursor)
    if ((letter === '+' || letter === '-') && !hasChomp) {
      chomp = letter === '+' ? 'keep' : 'strip'
      hasChomp = true
    } else if (letter >= '0' && letter <= '9' && letter !== '' && increment === undefined) {
      if (letter === '0') throw yamlError(cursor.file, here(cursor), 'the indentation of a block scalar is 1 to 9')
      increment = Number(letter)
    } else break
    cursor.at++
  }
  if (code(cursor) === 32) {
    skipSpaces(cursor)
    skipComment(cursor)
  }
  if (!isBreakOrEnd(code(cursor)))
    throw yamlError(
      cursor.file,
      here(cursor),
      `expected the end of the line behind a block scalar's sign, not ${nameCharacter(cursor)}`,
    )
  takeBreak(cursor)
  return { chomp, increment }
}

function blockBreaks(cursor: Cursor, indent: number): string {
  let breaks = ''
  while (column(cursor) < indent && code(cursor) === 32) cursor.at++
  while (isBreak(code(cursor))) {
    breaks += takeBreak(cursor)
    while (column(cursor) < indent && code(cursor) === 32) cursor.at++
  }
  return breaks
}

/** A literal (`|`) or folded (`>`) block; the cursor stands on its sign. */
export function scanBlock(cursor: Cursor, parentIndent: number): string {
  const folded = char(cursor) === '>'
  cursor.at++
  const { chomp, increment } = scanBlockHeader(cursor)
  const least = Math.max(1, parentIndent + 1)
  let indent = least
  let breaks = ''
  if (increment === undefined) {
    let widest = 0
    for (;;) {
      if (isBreak(code(cursor))) breaks += takeBreak(cursor)
      else if (code(cursor) === 32) {
        cursor.at++
        widest = Math.max(widest, column(cursor))
      } else break
    }
    indent = Math.max(least, widest)
  } else {
    indent = least + increment - 1
    breaks = blockBreaks(cursor, indent)
  }
  let value = ''
  let lineBreak = ''
  while (column(cursor) === indent && !Number.isNaN(code(cursor))) {
    value += breaks
    const leading = code(cursor) === 32 || code(cursor) === 9
    const start = cursor.at
    while (!isBreakOrEnd(code(cursor))) cursor.at++
    value += cursor.text.slice(start, cursor.at)
    lineBreak = takeBreak(cursor)
    breaks = blockBreaks(cursor, indent)
    if (column(cursor) !== indent || Number.isNaN(code(cursor))) break
    const next = code(cursor)
    if (folded && lineBreak === '\n' && !leading && next !== 32 && next !== 9) value += breaks === '' ? ' ' : ''
    else value += lineBreak
  }
  if (chomp !== 'strip') value += lineBreak
  if (chomp === 'keep') value += breaks
  return value
}
