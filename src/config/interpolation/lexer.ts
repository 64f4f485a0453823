import { InterpolationSyntaxError } from './syntax-error.js'

export type TokenType =
  | 'text'
  | 'escaped-interpolation'
  | 'top-backslashes'
  | 'quoted-backslashes'
  | 'open'
  | 'close'
  | 'brace-open'
  | 'brace-close'
  | 'quote-open'
  | 'quote-close'
  | 'comma'
  | 'bracket-open'
  | 'bracket-close'
  | 'colon'
  | 'float'
  | 'int'
  | 'bool'
  | 'null'
  | 'character'
  | 'id'
  | 'escape'
  | 'space'
  | 'dot'
  | 'key'
  | 'end'

/** `text` as written; `[start, end)` in the whole string. */
export interface Token {
  type: TokenType
  text: string
  start: number
  end: number
}

/** `top`: text with interpolations. `value`: arguments of a resolver. `path`: between `${` and `}` or `:`. */
export type Mode = 'top' | 'value' | 'path' | 'single' | 'double'

type Rule = [type: TokenType, pattern: RegExp]

const INT_UNSIGNED = '(?:0|[1-9](?:_?[0-9])*)'
const POINT_FLOAT = `(?:${INT_UNSIGNED}?\\.[0-9](?:_?[0-9])*|${INT_UNSIGNED}\\.)`
const EXPONENT_FLOAT = `(?:(?:${POINT_FLOAT}|${INT_UNSIGNED})[eE][-+]?[0-9](?:_?[0-9])*)`

// Each mode takes the longest match, and of equal ones the first rule's.
const RULES: Readonly<Record<Mode, readonly Rule[]>> = {
  top: [
    ['open', /\$\{[ \t]*/y],
    ['text', /[^$]*[^\\$]/y],
    ['escaped-interpolation', /(?:\\\\)*\\\$\{/y],
    ['top-backslashes', /(?:\\\\)+/y],
    ['text', /\\+/y],
    ['text', /\$/y],
  ],
  value: [
    ['open', /\$\{[ \t]*/y],
    ['brace-open', /\{[ \t]*/y],
    ['brace-close', /[ \t]*\}/y],
    ['quote-open', /['"]/y],
    ['comma', /[ \t]*,[ \t]*/y],
    ['bracket-open', /\[[ \t]*/y],
    ['bracket-close', /[ \t]*\]/y],
    ['colon', /[ \t]*:[ \t]*/y],
    ['float', new RegExp(`[-+]?(?:${EXPONENT_FLOAT}|${POINT_FLOAT}|[Ii][Nn][Ff]|[Nn][Aa][Nn])`, 'y')],
    ['int', new RegExp(`[-+]?${INT_UNSIGNED}`, 'y')],
    ['bool', /true|false/iy],
    ['null', /null/iy],
    ['character', /[/\-\\+.$%*@?|]/y],
    ['id', /[A-Za-z_][A-Za-z0-9_-]*/y],
    ['escape', /(?:\\[\\()[\]{}:=, \t])+/y],
    ['space', /[ \t]+/y],
  ],
  path: [
    ['open', /[ \t]*\$\{[ \t]*/y],
    ['colon', /[ \t]*:[ \t]*/y],
    ['close', /[ \t]*\}/y],
    ['dot', /\./y],
    ['bracket-open', /\[/y],
    ['bracket-close', /\]/y],
    ['id', /[A-Za-z_][A-Za-z0-9_-]*/y],
    ['key', /[^\\{}()[\]:. \t'"]+/y],
  ],
  single: quoted("'"),
  double: quoted('"'),
}

function quoted(quote: string): Rule[] {
  return [
    ['open', /\$\{[ \t]*/y],
    ['quote-close', new RegExp(quote, 'y')],
    ['text', new RegExp(`[^${quote}$]*[^${quote}\\\\$]`, 'y')],
    ['escaped-interpolation', /(?:\\\\)*\\\$\{/y],
    ['escape', new RegExp(`(?:\\\\\\\\)*\\\\${quote}`, 'y')],
    ['quoted-backslashes', /(?:\\\\)+/y],
    ['text', /\\+/y],
    ['text', /\$/y],
  ]
}

function longest(text: string, at: number, mode: Mode): Token | undefined {
  let best: Token | undefined
  for (const [type, pattern] of RULES[mode]) {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    if (match && match.length > (best?.text.length ?? 0))
      best = { type, text: match, start: at, end: at + match.length }
  }
  return best
}

/**
 * Cuts a string into the tokens of OmegaConf's grammar, the last of type `end`.
 * @throws InterpolationSyntaxError at a character that begins no token.
 */
export function tokenize(text: string, start: 'top' | 'value'): Token[] {
  const tokens: Token[] = []
  const modes: Mode[] = [start]
  for (let at = 0; at < text.length; ) {
    const token = longest(text, at, modes.at(-1) as Mode)
    if (!token) throw new InterpolationSyntaxError(describeCharacter(text, at), at, at + 1)
    if (token.type === 'open') modes.push('path')
    else if (token.type === 'brace-open') modes.push('value')
    else if (token.type === 'quote-open') modes.push(token.text === "'" ? 'single' : 'double')
    else if (token.type === 'colon' && modes.at(-1) === 'path') modes[modes.length - 1] = 'value'
    else if (token.type === 'close' || token.type === 'brace-close' || token.type === 'quote-close') {
      modes.pop()
      if (modes.length === 0) throw new InterpolationSyntaxError("this '}' closes nothing", token.end - 1, token.end)
    }
    tokens.push(token)
    at = token.end
  }
  tokens.push({ type: 'end', text: '', start: text.length, end: text.length })
  return tokens
}

function describeCharacter(text: string, at: number): string {
  const c = String.fromCodePoint(text.codePointAt(at) as number)
  return `${c === ' ' ? 'a space' : c === '\t' ? 'a tab' : `'${c}'`} cannot stand here`
}
