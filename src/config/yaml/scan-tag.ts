import {
  type Cursor,
  char,
  code,
  here,
  isBlankOrEnd,
  isBreakOrEnd,
  isNameCharacter,
  nameCharacter,
  skipComment,
  skipSpaces,
  takeBreak,
  yamlError,
} from './cursor.js'

const URI = /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]/

/** A tag as written: `handle` undefined for `!<uri>` and for the bare `!`. */
export interface TagText {
  handle: string | undefined
  suffix: string
}

/** `%YAML 1.1`, `%TAG !h! prefix`, or another one, which means nothing. */
export interface Directive {
  name: string
  major?: number
  handle?: string
  prefix?: string
}

function scanEscapedBytes(cursor: Cursor): string {
  const bytes: number[] = []
  while (char(cursor) === '%') {
    const digits = cursor.text.slice(cursor.at + 1, cursor.at + 3)
    if (!/^[0-9A-Fa-f]{2}$/.test(digits))
      throw yamlError(cursor.file, here(cursor), '% in a tag takes two hexadecimal digits')
    bytes.push(Number.parseInt(digits, 16))
    cursor.at += 3
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    throw yamlError(cursor.file, here(cursor), 'the escapes in this tag are no UTF-8')
  }
}

function scanUri(cursor: Cursor): string {
  let uri = ''
  while (URI.test(char(cursor))) {
    if (char(cursor) === '%') uri += scanEscapedBytes(cursor)
    else {
      uri += char(cursor)
      cursor.at++
    }
  }
  if (uri === '') throw yamlError(cursor.file, here(cursor), `expected a tag's name, not ${nameCharacter(cursor)}`)
  return uri
}

function scanHandle(cursor: Cursor): string {
  if (char(cursor) !== '!')
    throw yamlError(cursor.file, here(cursor), `expected a tag's handle such as !h!, not ${nameCharacter(cursor)}`)
  const start = cursor.at
  cursor.at++
  if (char(cursor) !== ' ') {
    while (isNameCharacter(code(cursor))) cursor.at++
    if (char(cursor) !== '!')
      throw yamlError(
        cursor.file,
        here(cursor),
        `expected '!' at the end of a tag's handle, not ${nameCharacter(cursor)}`,
      )
    cursor.at++
  }
  return cursor.text.slice(start, cursor.at)
}

function hasHandle(cursor: Cursor): boolean {
  for (let ahead = 1; ; ahead++) {
    const unit = code(cursor, ahead)
    if (unit === 32 || isBreakOrEnd(unit)) return false
    if (unit === 33) return true
  }
}

/** `!name`, `!!name`, `!h!name`, `!<uri>` or `!`; the cursor stands on the first `!`. */
export function scanTag(cursor: Cursor): TagText {
  let tag: TagText
  if (char(cursor, 1) === '<') {
    cursor.at += 2
    tag = { handle: undefined, suffix: scanUri(cursor) }
    if (char(cursor) !== '>')
      throw yamlError(cursor.file, here(cursor), `expected '>' at the end of a tag, not ${nameCharacter(cursor)}`)
    cursor.at++
  } else if (isBlankOrEnd(code(cursor, 1))) {
    cursor.at++
    tag = { handle: undefined, suffix: '!' }
  } else if (hasHandle(cursor)) {
    const handle = scanHandle(cursor)
    tag = { handle, suffix: scanUri(cursor) }
  } else {
    cursor.at++
    tag = { handle: '!', suffix: scanUri(cursor) }
  }
  if (char(cursor) !== ' ' && !isBreakOrEnd(code(cursor)))
    throw yamlError(cursor.file, here(cursor), `expected a space behind the tag, not ${nameCharacter(cursor)}`)
  return tag
}

function scanNumber(cursor: Cursor): number {
  const start = cursor.at
  while (code(cursor) >= 48 && code(cursor) <= 57) cursor.at++
  if (start === cursor.at) throw yamlError(cursor.file, here(cursor), `expected a digit, not ${nameCharacter(cursor)}`)
  return Number(cursor.text.slice(start, cursor.at))
}

function endsWord(cursor: Cursor, what: string): void {
  if (char(cursor) !== ' ' && !isBreakOrEnd(code(cursor)))
    throw yamlError(cursor.file, here(cursor), `expected a space behind ${what}, not ${nameCharacter(cursor)}`)
}

/** A line that starts with `%`; the cursor stands on it. */
export function scanDirective(cursor: Cursor): Directive {
  cursor.at++
  const start = cursor.at
  while (isNameCharacter(code(cursor))) cursor.at++
  const name = cursor.text.slice(start, cursor.at)
  if (name === '')
    throw yamlError(cursor.file, here(cursor), `expected a directive's name, not ${nameCharacter(cursor)}`)
  endsWord(cursor, "a directive's name")
  const directive: Directive = { name }
  if (name === 'YAML') {
    skipSpaces(cursor)
    directive.major = scanNumber(cursor)
    if (char(cursor) !== '.') throw yamlError(cursor.file, here(cursor), `expected '.', not ${nameCharacter(cursor)}`)
    cursor.at++
    scanNumber(cursor)
    endsWord(cursor, 'the version')
  } else if (name === 'TAG') {
    skipSpaces(cursor)
    directive.handle = scanHandle(cursor)
    if (char(cursor) !== ' ')
      throw yamlError(cursor.file, here(cursor), `expected a space, not ${nameCharacter(cursor)}`)
    skipSpaces(cursor)
    directive.prefix = scanUri(cursor)
    endsWord(cursor, "the tag's prefix")
  } else while (!isBreakOrEnd(code(cursor))) cursor.at++
  skipSpaces(cursor)
  skipComment(cursor)
  if (!isBreakOrEnd(code(cursor)))
    throw yamlError(cursor.file, here(cursor), `expected the end of the line, not ${nameCharacter(cursor)}`)
  takeBreak(cursor)
  return directive
}
