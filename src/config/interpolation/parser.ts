import { parsePythonFloat, parsePythonInt } from '../../util/python-number.js'
import type { ScalarNode } from '../node.js'
import type { ElementTree, InterpolationTree, TextTree } from './ast.js'
import { type Token, type TokenType, tokenize } from './lexer.js'
import { InterpolationSyntaxError } from './syntax-error.js'

/** Interpolations, lists and dicts in one another. */
const DEEPEST = 100

interface Parser {
  readonly text: string
  readonly tokens: readonly Token[]
  at: number
  depth: number
}

const PRIMITIVE: ReadonlySet<TokenType> = new Set([
  'id',
  'null',
  'int',
  'float',
  'bool',
  'character',
  'colon',
  'escape',
  'space',
  'open',
])
const DICT_KEY: ReadonlySet<TokenType> = new Set(['id', 'null', 'int', 'float', 'bool', 'character', 'escape', 'space'])

function peek(parser: Parser): Token {
  return parser.tokens[parser.at] as Token
}

function take(parser: Parser, type: TokenType): Token | undefined {
  return peek(parser).type === type ? (parser.tokens[parser.at++] as Token) : undefined
}

function unexpected(parser: Parser, expected: string): InterpolationSyntaxError {
  const { type, text, start, end } = peek(parser)
  const found = type === 'end' ? 'the text ends' : `found '${text.trim() || text}'`
  const quote = type === 'quote-open' && parser.at > 0 ? 'quotes go around a whole argument' : undefined
  return new InterpolationSyntaxError(`expected ${expected}, but ${found}`, start, Math.max(end, start), quote)
}

function expect(parser: Parser, type: TokenType, expected: string): Token {
  const token = take(parser, type)
  if (!token) throw unexpected(parser, expected)
  return token
}

function nested<T>(parser: Parser, parse: () => T): T {
  if (++parser.depth > DEEPEST) {
    const { start, end } = peek(parser)
    throw new InterpolationSyntaxError(`nested more than ${DEEPEST} deep`, start, end)
  }
  const result = parse()
  parser.depth--
  return result
}

/** Every second character: what escaped sequences leave. */
function halve(text: string): string {
  let out = ''
  for (let i = 1; i < text.length; i += 2) out += text[i]
  return out
}

/** A token's text once escapes are undone; backslashes count as escapes only before `${` or the closing quote. */
function unescaped(token: Token, next: TokenType | undefined): string {
  const { type, text } = token
  if (type === 'escaped-interpolation') return text.slice(-(Math.floor(text.length / 2) + 1))
  if (type === 'escape') return halve(text)
  if (type === 'top-backslashes') return next === 'open' ? halve(text) : text
  if (type === 'quoted-backslashes') return next === 'open' || next === undefined ? halve(text) : text
  return text
}

function parseText(parser: Parser, until: TokenType): (string | InterpolationTree)[] {
  const parts: (string | InterpolationTree)[] = []
  for (;;) {
    const token = peek(parser)
    if (token.type === until) return parts
    if (token.type === 'open') parts.push(parseInterpolation(parser))
    else if (token.type === 'end') throw unexpected(parser, 'the closing quote')
    else {
      parser.at++
      const next = peek(parser).type
      parts.push(unescaped(token, next === until ? undefined : next))
    }
  }
}

function parseInterpolation(parser: Parser): InterpolationTree {
  return nested(parser, () => {
    const open = expect(parser, 'open', "'${'")
    const first = parser.at
    const parts: (string | InterpolationTree)[] = []
    const key = (): string | InterpolationTree => {
      if (peek(parser).type === 'open') return parseInterpolation(parser)
      const token = take(parser, 'id') ?? take(parser, 'key')
      if (!token) throw unexpected(parser, 'a key')
      return token.text
    }
    for (let dot = take(parser, 'dot'); dot; dot = take(parser, 'dot')) parts.push('.')
    const bracketed = () => {
      parser.at++
      parts.push('[', key())
      expect(parser, 'bracket-close', "']'")
      parts.push(']')
    }
    if (peek(parser).type === 'bracket-open') bracketed()
    else parts.push(key())
    for (;;) {
      if (take(parser, 'dot')) parts.push('.', key())
      else if (peek(parser).type === 'bracket-open') bracketed()
      else break
    }
    const close = take(parser, 'close')
    if (close) return { type: 'path', parts, start: open.start, end: close.end }
    if (peek(parser).type !== 'colon') throw unexpected(parser, "'}', '.', '[' or ':'")
    return parseResolver(parser, open, first, parts)
  })
}

function parseResolver(
  parser: Parser,
  open: Token,
  first: number,
  parts: (string | InterpolationTree)[],
): InterpolationTree {
  for (let i = first; i < parser.at; i++) {
    const { type, text, start, end } = parser.tokens[i] as Token
    // Keys inside a nested interpolation were checked on their own.
    if (type === 'open') i = endOfNested(parser, i)
    else if (type !== 'id' && !(type === 'dot' && i > first))
      throw new InterpolationSyntaxError(`'${text}' cannot be part of a resolver's name`, start, end)
  }
  parser.at++
  const args: ElementTree[] = []
  const texts: string[] = []
  if (peek(parser).type !== 'brace-close') parseSequence(parser, 'brace-close', args, texts)
  const close = expect(parser, 'brace-close', "',' or '}'")
  return { type: 'resolver', name: parts, args, texts, start: open.start, end: close.end }
}

function endOfNested(parser: Parser, from: number): number {
  let depth = 0
  for (let i = from; ; i++) {
    const { type } = parser.tokens[i] as Token
    if (type === 'open' || type === 'brace-open') depth++
    if ((type === 'close' || type === 'brace-close') && --depth === 0) return i
  }
}

/** `a,b`: a missing element is an empty string. */
function parseSequence(parser: Parser, close: TokenType, items: ElementTree[], texts: string[]): void {
  const add = (): void => {
    const { start } = peek(parser)
    const end = peek(parser).type
    if (end === 'comma' || end === close) {
      items.push({ type: 'constant', node: { kind: 'string', value: '' }, start, end: start })
      texts.push('')
      return
    }
    const item = parseElement(parser)
    items.push(item)
    texts.push(parser.text.slice(item.start, item.end))
  }
  add()
  while (take(parser, 'comma')) add()
}

function parseElement(parser: Parser): ElementTree {
  return nested(parser, () => {
    const token = peek(parser)
    if (token.type === 'quote-open') {
      parser.at++
      const parts = parseText(parser, 'quote-close')
      const { end } = expect(parser, 'quote-close', 'the closing quote')
      return { type: 'quoted', parts, start: token.start, end }
    }
    if (token.type === 'bracket-open') {
      parser.at++
      const items: ElementTree[] = []
      if (peek(parser).type !== 'bracket-close') parseSequence(parser, 'bracket-close', items, [])
      const { end } = expect(parser, 'bracket-close', "',' or ']'")
      return { type: 'list', items, start: token.start, end }
    }
    if (token.type === 'brace-open') return parseDict(parser)
    return parsePrimitive(parser)
  })
}

function parseDict(parser: Parser): ElementTree {
  const { start } = expect(parser, 'brace-open', "'{'")
  const pairs: [ScalarNode, ElementTree][] = []
  if (peek(parser).type !== 'brace-close') {
    do {
      const tokens: Token[] = []
      while (DICT_KEY.has(peek(parser).type)) tokens.push(parser.tokens[parser.at++] as Token)
      if (tokens.length === 0) throw unexpected(parser, 'a key')
      const key = tokens.length === 1 ? constant(tokens[0] as Token) : joined(tokens)
      expect(parser, 'colon', "':'")
      pairs.push([key, parseElement(parser)])
    } while (take(parser, 'comma'))
  }
  const { end } = expect(parser, 'brace-close', "',' or '}'")
  return { type: 'dict', pairs, start, end }
}

function joined(tokens: readonly Token[]): ScalarNode {
  return { kind: 'string', value: tokens.map((token) => unescaped(token, undefined)).join('') }
}

function constant({ type, text, start, end }: Token): ScalarNode {
  switch (type) {
    case 'null':
      return { kind: 'null', value: null }
    case 'bool':
      return { kind: 'bool', value: text.toLowerCase() === 'true' }
    case 'int': {
      const value = parsePythonInt(text)
      if (value === undefined) throw new InterpolationSyntaxError('this int has too many digits', start, end)
      return { kind: 'int', value }
    }
    case 'float':
      return { kind: 'float', value: parsePythonFloat(text) as number }
    case 'escape':
      return { kind: 'string', value: halve(text) }
    default:
      return { kind: 'string', value: text }
  }
}

function parsePrimitive(parser: Parser): ElementTree {
  const { start } = peek(parser)
  const tokens: Token[] = []
  const parts: (string | InterpolationTree)[] = []
  let end = start
  while (PRIMITIVE.has(peek(parser).type)) {
    const token = peek(parser)
    if (token.type === 'open') {
      const inner = parseInterpolation(parser)
      parts.push(inner)
      end = inner.end
    } else {
      parser.at++
      tokens.push(token)
      parts.push(unescaped(token, undefined))
      end = token.end
    }
  }
  const only = parts[0]
  if (only === undefined) throw unexpected(parser, 'a value')
  if (parts.length > 1) return { type: 'concat', parts, start, end }
  if (typeof only !== 'string') return only
  const token = tokens[0] as Token
  if (token.type === 'space') throw new InterpolationSyntaxError('expected a value', start, end)
  return { type: 'constant', node: constant(token), start, end }
}

/** Texts that were read before: the configs of a sweep's jobs have the same. */
const known = new Map<string, TextTree>()
const [MOST_KNOWN, LONGEST_KNOWN] = [2000, 500]

/**
 * A string with `${…}` in it, by OmegaConf's grammar.
 * @throws InterpolationSyntaxError
 */
export function parseInterpolatedText(text: string): TextTree {
  const tree = known.get(text) ?? parseTextAnew(text)
  if (known.size < MOST_KNOWN && text.length <= LONGEST_KNOWN) known.set(text, tree)
  return tree
}

function parseTextAnew(text: string): TextTree {
  const parser: Parser = { text, tokens: tokenize(text, 'top'), at: 0, depth: 0 }
  const parts = parseText(parser, 'end')
  return { type: 'text', parts, start: 0, end: text.length }
}

/**
 * One value by OmegaConf's grammar, as `oc.decode` reads it: `1`, `[a,b]`, `{a:1}`, `'text'`, `${a}`.
 * @throws InterpolationSyntaxError
 */
export function parseSingleElement(text: string): ElementTree {
  const parser: Parser = { text, tokens: tokenize(text, 'value'), at: 0, depth: 0 }
  const element = parseElement(parser)
  if (peek(parser).type !== 'end') throw unexpected(parser, 'the end')
  return element
}
