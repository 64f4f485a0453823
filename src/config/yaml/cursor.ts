import { ConfigError } from '../../util/diagnostic.js'
import type { FileSource } from '../../util/source.js'

/** A place in a YAML text. `line` counts from 0; the column is `at - lineStart`. */
export interface Cursor {
  readonly text: string
  readonly file: string
  at: number
  line: number
  lineStart: number
}

const LF = 10
const CR = 13
const NEL = 0x85
const LS = 0x2028
const PS = 0x2029

/** Starts before the first character; a byte order mark is no part of the first line. */
export function openCursor(text: string, file: string): Cursor {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  return { text, file, at: start, line: 0, lineStart: start }
}

/** The code unit `ahead` of the cursor, or NaN behind the end. */
export function code(cursor: Cursor, ahead = 0): number {
  return cursor.text.charCodeAt(cursor.at + ahead)
}

/** The character `ahead` of the cursor, or '' behind the end. */
export function char(cursor: Cursor, ahead = 0): string {
  return cursor.text.charAt(cursor.at + ahead)
}

export function column(cursor: Cursor): number {
  return cursor.at - cursor.lineStart
}

/** The line breaks of YAML 1.1: LF, CR, NEL, LS, PS. */
export function isBreak(unit: number): boolean {
  return unit === LF || unit === CR || unit === NEL || unit === LS || unit === PS
}

export function isBreakOrEnd(unit: number): boolean {
  return Number.isNaN(unit) || isBreak(unit)
}

export function isBlankOrEnd(unit: number): boolean {
  return unit === 32 || unit === 9 || isBreakOrEnd(unit)
}

/** Letters, digits, `-` and `_`: what names of anchors, directives and tag handles are made of. */
export function isNameCharacter(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 97 && unit <= 122) ||
    unit === 45 ||
    unit === 95
  )
}

/** Goes over one line break: the text it stands for (`\n`, or LS and PS themselves), or '' where there is none. */
export function takeBreak(cursor: Cursor): string {
  const unit = code(cursor)
  if (!isBreak(unit)) return ''
  cursor.at += unit === CR && code(cursor, 1) === LF ? 2 : 1
  cursor.line++
  cursor.lineStart = cursor.at
  return unit === LS || unit === PS ? String.fromCharCode(unit) : '\n'
}

export function skipSpaces(cursor: Cursor): void {
  while (code(cursor) === 32) cursor.at++
}

export function skipComment(cursor: Cursor): void {
  if (code(cursor) !== 35) return
  while (!isBreakOrEnd(code(cursor))) cursor.at++
}

/** Whether `---` or `...` stands here, alone (only asked at the start of a line). */
export function atDocumentMark(cursor: Cursor): boolean {
  const unit = code(cursor)
  if (unit !== 45 && unit !== 46) return false
  return code(cursor, 1) === unit && code(cursor, 2) === unit && isBlankOrEnd(code(cursor, 3))
}

/** A range of the text as the source of a node. */
export interface Span {
  start: number
  end: number
  line: number
  column: number
}

export function fileSource(file: string, span: Span): FileSource {
  return { kind: 'file', file, line: span.line + 1, column: span.column + 1, range: [span.start, span.end] }
}

/** Stops reading: the YAML is wrong at this place. */
export function yamlError(file: string, span: Span, message: string, hint?: string): ConfigError {
  const source = fileSource(file, span)
  return new ConfigError(
    hint ? { code: 'yaml', path: '', message, source, hint } : { code: 'yaml', path: '', message, source },
  )
}

/** The character at the cursor (or the one before the end of the text), for an error. */
export function here(cursor: Cursor): Span {
  return {
    start: cursor.at,
    end: Math.min(cursor.at + 1, cursor.text.length),
    line: cursor.line,
    column: column(cursor),
  }
}

/** The character at the cursor as a reader would name it. */
export function nameCharacter(cursor: Cursor): string {
  const unit = code(cursor)
  if (Number.isNaN(unit)) return 'the end of the text'
  if (isBreak(unit)) return 'the end of the line'
  return unit === 9 ? 'a tab' : `'${String.fromCodePoint(cursor.text.codePointAt(cursor.at) as number)}'`
}
