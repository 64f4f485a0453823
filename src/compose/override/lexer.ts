/**
 * The tokens of an override. The lexer has two modes, as Hydra 1.3's: up to the first `=` it reads a key, after it a
 * value. Spaces around punctuation of a value belong to that punctuation, so that `[ a , b ]` is `[a,b]` and `a b`
 * keeps its space.
 */
export type TokenType =
  // keys
  | '~'
  | '+'
  | '@'
  | '/'
  | 'key-special'
  | 'dot-path'
  // both
  | 'id'
  | '='
  | ':'
  // values
  | '('
  | ')'
  | ','
  | '['
  | ']'
  | '{'
  | '}'
  | 'int'
  | 'float'
  | 'bool'
  | 'null'
  | 'character'
  | 'escape'
  | 'space'
  | 'quoted'
  | 'interpolation'
  /** A character that begins no token: always the last but one. */
  | 'unknown'
  | 'end'

export interface Token {
  readonly type: TokenType
  /** As written, spaces included. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const int = '(?:0|[1-9](?:_?[0-9])*)'
const keyPart = `(?:[A-Za-z_$][A-Za-z0-9_$-]*|${int})`
const keyPatterns: readonly (readonly [TokenType, RegExp])[] = [
  // In order of preference where two match the same length.
  ['id', /[A-Za-z_][A-Za-z0-9_-]*/y],
  ['key-special', /[A-Za-z_$][A-Za-z0-9_$-]*/y],
  ['dot-path', new RegExp(`${keyPart}(?:\\.${keyPart})+`, 'y')],
]
const idPattern = /[A-Za-z_][A-Za-z0-9_-]*/y
const numberPattern = new RegExp(
  `[+-]?(?:(?:${int}(?:\\.(?:[0-9](?:_?[0-9])*)?)?|\\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[iI][nN][fF]|[nN][aA][nN])`,
  'y',
)
const intPattern = new RegExp(`^[+-]?${int}$`)
const escapable = '\\()[]{}:=, \t'

/**
 * Splits an override into tokens, ending with `end`, or with `unknown` and `end` at the first character that begins no
 * token.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  // Without it, every `${` of a text that never closes one would look for its brace to the end.
  const lastBrace = text.lastIndexOf('}')
  let inValue = false
  let at = 0
  while (at < text.length) {
    const token = inValue ? valueToken(text, at, lastBrace) : keyToken(text, at)
    tokens.push(token)
    at = token.end
    if (token.type === '=') inValue = true
    if (token.type === 'unknown') break
  }
  tokens.push({ type: 'end', text: '', start: at, end: at })
  return tokens
}

function token(type: TokenType, text: string, start: number, end: number): Token {
  return { type, text: text.slice(start, end), start, end }
}

function keyToken(text: string, start: number): Token {
  const character = text[start] as string
  if (character === '=') return token('=', text, start, afterSpaces(text, start + 1))
  if (character === '~' || character === '+' || character === '@' || character === ':' || character === '/') {
    return token(character, text, start, start + 1)
  }
  let best: TokenType = 'unknown'
  let end = start
  for (const [type, pattern] of keyPatterns) {
    const reached = matchEnd(pattern, text, start)
    if (reached > end) {
      best = type
      end = reached
    }
  }
  return best === 'unknown' ? unknown(text, start) : token(best, text, start, end)
}

function valueToken(text: string, start: number, lastBrace: number): Token {
  const first = afterSpaces(text, start)
  const character = text[first]
  switch (character) {
    case '(':
    case ',':
    case ':':
    case '=':
      return token(character, text, start, afterSpaces(text, first + 1))
    case ')':
    case ']':
    case '}':
      return token(character, text, start, first + 1)
    default:
      return first > start ? token('space', text, start, first) : plainToken(text, start, lastBrace)
  }
}

function plainToken(text: string, start: number, lastBrace: number): Token {
  const character = text[start] as string
  switch (character) {
    case '[':
    case '{':
      return token(character, text, start, afterSpaces(text, start + 1))
    case '"':
    case "'": {
      const end = afterQuoted(text, start)
      return end > start ? token('quoted', text, start, end) : unknown(text, start)
    }
    case '$': {
      const end = text[start + 1] === '{' && lastBrace > start + 2 ? text.indexOf('}', start + 2) + 1 : 0
      return end > start + 3 ? token('interpolation', text, start, end) : token('character', text, start, start + 1)
    }
    case '\\': {
      const end = afterEscapes(text, start)
      return end > start ? token('escape', text, start, end) : token('character', text, start, start + 1)
    }
    default:
  }
  const word = matchEnd(idPattern, text, start)
  if (word > start) return token(wordType(text.slice(start, word)), text, start, word)
  const number = matchEnd(numberPattern, text, start)
  if (number > start) {
    return token(intPattern.test(text.slice(start, number)) ? 'int' : 'float', text, start, number)
  }
  if ('/-+.%*@?|'.includes(character)) return token('character', text, start, start + 1)
  return unknown(text, start)
}

function wordType(word: string): TokenType {
  if (word.length > 5) return 'id'
  const lower = word.toLowerCase()
  if (lower === 'true' || lower === 'false') return 'bool'
  if (lower === 'null') return 'null'
  return lower === 'inf' || lower === 'nan' ? 'float' : 'id'
}

/** One whole character, not half a surrogate pair. */
function unknown(text: string, start: number): Token {
  return token('unknown', text, start, start + String.fromCodePoint(text.codePointAt(start) as number).length)
}

function afterSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

/**
 * Behind the first quote like the one at `start` that an even number of backslashes precedes; `start` where there is
 * none.
 */
function afterQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === text[start]) return at + 1
  }
  return start
}

function afterEscapes(text: string, start: number): number {
  let at = start
  while (text[at] === '\\' && at + 1 < text.length && escapable.includes(text[at + 1] as string)) at += 2
  return at
}

function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : start
}
