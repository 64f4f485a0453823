import {
  atDocumentMark,
  type Cursor,
  code,
  column,
  here,
  isBlankOrEnd,
  isNameCharacter,
  nameCharacter,
  openCursor,
  type Span,
  skipComment,
  skipSpaces,
  takeBreak,
  yamlError,
} from './cursor.js'
import { tooDeep, yamlLimits } from './limits.js'
import { scanBlock, scanPlain, scanQuoted } from './scan-scalar.js'
import { type Directive, scanDirective, scanTag, type TagText } from './scan-tag.js'

/** How far a key may reach on its line before its `:`. */
const LONGEST_KEY = 1024

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

export type Token = Span &
  (
    | { type: 'scalar'; value: string; style: ScalarStyle }
    | { type: 'anchor' | 'alias'; value: string }
    | { type: 'tag'; tag: TagText }
    | { type: 'directive'; directive: Directive }
    | { type: Mark }
  )

type Mark =
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | 'sequence'
  | 'sequence-end'
  | 'mapping'
  | 'mapping-end'
  | 'entry'
  | 'comma'
  | 'key'
  | 'value'
  | 'end'

/** A token that turns out to be a key if `:` follows on its line. */
interface PossibleKey extends Span {
  token: number
  /** Nothing else can stand at this indentation. */
  required: boolean
}

interface Scanner {
  readonly cursor: Cursor
  readonly tokens: Token[]
  flow: number
  indent: number
  readonly indents: number[]
  keyAllowed: boolean
  /** By depth of flow collections. */
  readonly keys: (PossibleKey | undefined)[]
}

function emit(scanner: Scanner, type: Mark, length: number): void {
  const { cursor } = scanner
  const start = cursor.at
  const at = { type, start, end: start + length, line: cursor.line, column: column(cursor) }
  scanner.tokens.push(at)
  cursor.at += length
}

function keyWithoutValue(scanner: Scanner, key: PossibleKey): Error {
  return yamlError(
    scanner.cursor.file,
    { ...key, end: key.start + 1 },
    "expected ':' behind this key, on its line",
    'a key needs a value or a colon; text over several lines needs indentation or quotes',
  )
}

function dropStaleKeys(scanner: Scanner): void {
  const { cursor, keys } = scanner
  for (let level = 0; level < keys.length; level++) {
    const key = keys[level]
    if (!key || (key.line === cursor.line && cursor.at - key.start <= LONGEST_KEY)) continue
    if (key.required) throw keyWithoutValue(scanner, key)
    keys[level] = undefined
  }
}

function dropKey(scanner: Scanner): void {
  const key = scanner.keys[scanner.flow]
  if (key?.required) throw keyWithoutValue(scanner, key)
  scanner.keys[scanner.flow] = undefined
}

function rememberKey(scanner: Scanner): void {
  if (!scanner.keyAllowed) return
  const { cursor } = scanner
  dropKey(scanner)
  const required = scanner.flow === 0 && scanner.indent === column(cursor)
  const start = cursor.at
  scanner.keys[scanner.flow] = {
    token: scanner.tokens.length,
    required,
    start,
    end: start,
    line: cursor.line,
    column: column(cursor),
  }
}

function unindent(scanner: Scanner, to: number): void {
  if (scanner.flow > 0) return
  while (scanner.indent > to) {
    scanner.indent = scanner.indents.pop() as number
    emit(scanner, 'block-end', 0)
  }
}

function indentTo(scanner: Scanner, to: number): boolean {
  if (scanner.indent >= to) return false
  scanner.indents.push(scanner.indent)
  scanner.indent = to
  return true
}

function openBlock(scanner: Scanner, type: 'block-sequence' | 'block-mapping', what: string): void {
  if (!scanner.keyAllowed)
    throw yamlError(
      scanner.cursor.file,
      here(scanner.cursor),
      `${what} cannot begin here`,
      type === 'block-mapping' ? "put the value in quotes if ': ' belongs to it" : undefined,
    )
  if (indentTo(scanner, column(scanner.cursor))) emit(scanner, type, 0)
}

function fetchValue(scanner: Scanner): void {
  const key = scanner.keys[scanner.flow]
  if (key) {
    scanner.keys[scanner.flow] = undefined
    const { token, start, line, column: at } = key
    const span = { start, end: start, line, column: at }
    if (scanner.flow === 0 && indentTo(scanner, at))
      scanner.tokens.splice(token, 0, { type: 'block-mapping', ...span }, { type: 'key', ...span })
    else scanner.tokens.splice(token, 0, { type: 'key', ...span })
    scanner.keyAllowed = false
  } else {
    if (scanner.flow === 0) openBlock(scanner, 'block-mapping', 'the value of a key')
    scanner.keyAllowed = scanner.flow === 0
    dropKey(scanner)
  }
  emit(scanner, 'value', 1)
}

function fetchName(scanner: Scanner, type: 'anchor' | 'alias'): void {
  const { cursor } = scanner
  const start = cursor.at
  const span = { line: cursor.line, column: column(cursor) }
  cursor.at++
  while (isNameCharacter(code(cursor))) cursor.at++
  const value = cursor.text.slice(start + 1, cursor.at)
  const next = code(cursor)
  if (value === '' || !(isBlankOrEnd(next) || '?:,]}%@`'.includes(String.fromCharCode(next))))
    throw yamlError(
      cursor.file,
      here(cursor),
      `the name of an ${type} has letters, digits, '-' and '_', not ${nameCharacter(cursor)}`,
      type === 'alias'
        ? "put the value in quotes if it begins with '*'"
        : "put the value in quotes if it begins with '&'",
    )
  scanner.tokens.push({ type, value, start, end: cursor.at, ...span })
}

function fetchScalar(scanner: Scanner, style: ScalarStyle): void {
  const { cursor } = scanner
  const start = cursor.at
  const span = { line: cursor.line, column: column(cursor) }
  if (style === 'plain') {
    const { value, end, brokeLine } = scanPlain(cursor, scanner.flow > 0, scanner.indent)
    scanner.keyAllowed = brokeLine
    scanner.tokens.push({ type: 'scalar', value, style, start, end, ...span })
  } else {
    const value = style === 'single' || style === 'double' ? scanQuoted(cursor) : scanBlock(cursor, scanner.indent)
    scanner.tokens.push({ type: 'scalar', value, style, start, end: cursor.at, ...span })
  }
}

function startsPlain(scanner: Scanner): boolean {
  const unit = code(scanner.cursor)
  if (unit === 45) return !isBlankOrEnd(code(scanner.cursor, 1))
  if (unit === 63 || unit === 58) return scanner.flow === 0 && !isBlankOrEnd(code(scanner.cursor, 1))
  return !isBlankOrEnd(unit) && !',[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(unit))
}

function fetchContent(scanner: Scanner): void {
  const { cursor } = scanner
  const sign = cursor.text.charAt(cursor.at)
  if ((sign === '|' || sign === '>') && scanner.flow === 0) {
    scanner.keyAllowed = true
    dropKey(scanner)
    fetchScalar(scanner, sign === '|' ? 'literal' : 'folded')
    return
  }
  const plain = startsPlain(scanner)
  if (!plain && !'*&!\'"'.includes(sign))
    throw yamlError(cursor.file, here(cursor), `a value cannot begin with ${nameCharacter(cursor)}`, hintFor(sign))
  rememberKey(scanner)
  scanner.keyAllowed = false
  if (plain) fetchScalar(scanner, 'plain')
  else if (sign === '*') fetchName(scanner, 'alias')
  else if (sign === '&') fetchName(scanner, 'anchor')
  else if (sign === "'") fetchScalar(scanner, 'single')
  else if (sign === '"') fetchScalar(scanner, 'double')
  else {
    const span = { start: cursor.at, line: cursor.line, column: column(cursor) }
    const tag = scanTag(cursor)
    scanner.tokens.push({ type: 'tag', tag, end: cursor.at, ...span })
  }
}

function hintFor(sign: string): string | undefined {
  return sign === '\t' ? 'YAML is indented with spaces' : 'put it in quotes'
}

function skipToToken(scanner: Scanner): void {
  const { cursor } = scanner
  for (;;) {
    skipSpaces(cursor)
    skipComment(cursor)
    if (takeBreak(cursor) === '') return
    if (scanner.flow === 0) scanner.keyAllowed = true
  }
}

function fetchFlow(scanner: Scanner, type: 'sequence' | 'mapping' | 'sequence-end' | 'mapping-end' | 'comma'): void {
  if (type === 'sequence' || type === 'mapping') {
    rememberKey(scanner)
    // Refused here already: looking through the keys of all levels for each token must stay cheap.
    if (++scanner.flow > yamlLimits.depth) throw yamlError(scanner.cursor.file, here(scanner.cursor), tooDeep)
    scanner.keyAllowed = true
  } else {
    dropKey(scanner)
    if (type === 'comma') scanner.keyAllowed = true
    else {
      scanner.flow = Math.max(0, scanner.flow - 1)
      scanner.keyAllowed = false
    }
  }
  emit(scanner, type, 1)
}

function fetchLineStart(scanner: Scanner, type: 'document-start' | 'document-end' | 'directive'): void {
  const { cursor } = scanner
  unindent(scanner, -1)
  dropKey(scanner)
  scanner.keyAllowed = false
  if (type !== 'directive') {
    emit(scanner, type, 3)
    return
  }
  const span = { start: cursor.at, line: cursor.line, column: column(cursor) }
  const directive = scanDirective(cursor)
  scanner.tokens.push({ type, directive, end: cursor.at, ...span })
}

function fetchSign(scanner: Scanner): void {
  const { cursor } = scanner
  const sign = cursor.text.charAt(cursor.at)
  const alone = isBlankOrEnd(code(cursor, 1))
  if (sign === '%' && column(cursor) === 0) fetchLineStart(scanner, 'directive')
  else if (column(cursor) === 0 && atDocumentMark(cursor))
    fetchLineStart(scanner, sign === '-' ? 'document-start' : 'document-end')
  else if (sign === '[') fetchFlow(scanner, 'sequence')
  else if (sign === '{') fetchFlow(scanner, 'mapping')
  else if (sign === ']') fetchFlow(scanner, 'sequence-end')
  else if (sign === '}') fetchFlow(scanner, 'mapping-end')
  else if (sign === ',') fetchFlow(scanner, 'comma')
  else if (sign === '-' && alone) {
    if (scanner.flow === 0) openBlock(scanner, 'block-sequence', 'a list')
    scanner.keyAllowed = true
    dropKey(scanner)
    emit(scanner, 'entry', 1)
  } else if (sign === '?' && (scanner.flow > 0 || alone)) {
    if (scanner.flow === 0) openBlock(scanner, 'block-mapping', 'a key')
    scanner.keyAllowed = scanner.flow === 0
    dropKey(scanner)
    emit(scanner, 'key', 1)
  } else if (sign === ':' && (scanner.flow > 0 || alone)) fetchValue(scanner)
  else fetchContent(scanner)
}

/**
 * The tokens of a YAML 1.1 text, as PyYAML cuts them: block structure becomes tokens too, and `key` stands before each
 * key.
 * @throws ConfigError placed at the character at fault.
 */
export function scan(text: string, file: string): Token[] {
  const cursor = openCursor(text, file)
  const scanner: Scanner = { cursor, tokens: [], flow: 0, indent: -1, indents: [], keyAllowed: true, keys: [] }
  for (;;) {
    skipToToken(scanner)
    dropStaleKeys(scanner)
    unindent(scanner, column(cursor))
    if (Number.isNaN(code(cursor))) break
    fetchSign(scanner)
  }
  unindent(scanner, -1)
  dropKey(scanner)
  emit(scanner, 'end', 0)
  return scanner.tokens
}
