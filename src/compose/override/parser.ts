import { parsePythonFloat, parsePythonInt } from '../../util/python-number.js'
import { asTyped } from '../tried-hints.js'
import { type OverrideContext, overrideError, quoteHint } from './errors.js'
import { type Call, describe, evaluate, type NamedArgument } from './functions.js'
import { type Token, type TokenType, tokenize } from './lexer.js'
import { unescaped, unquote } from './quote.js'
import type { ChoiceSweep, DictElement, Element, OverrideType, Range, Scalar } from './types.js'
import { zip } from './zip.js'

/** As deep as the YAML reader goes: a run must be able to read back what it saved. */
const maxDepth = 128

const BRACKETS: Readonly<Record<string, string>> = { '}': 'brace', ')': 'parenthesis', ']': 'bracket' }
/** Where a shell splits a list, a map or a call, it does so behind a comma or a colon, or an opening sign. */
const MAY_BE_SPLIT = /[[{(,:]$/

/** An override, split and evaluated. */
export interface Parsed {
  readonly type: OverrideType
  readonly keyOrGroup: string
  readonly package: string | null
  readonly keyRange: Range
  /** Null for `~key`. */
  readonly element: Element | null
  readonly valueRange: Range
}

/**
 * Recursive descent over Hydra 1.3's override grammar:
 *
 *     override  = [ "+" | "++" ] key "=" [ value ]  |  "~" key [ "=" [ value ] ]
 *     key       = ( group | package ) [ "@" package ]       group = id "/" id { "/" id }       package = [ id | $id |
 * a.b.c ] value     = element { "," element } element   = quoted | list | dict | call | primitive list      = "[" [
 * element { "," element } ] "]" dict      = "{" [ primitive ":" element { "," primitive ":" element } ] "}" call      =
 * id "(" [ [ id "=" ] element { "," [ id "=" ] element } ] ")" primitive = one or more of the other tokens; as a dict's
 * key without ":" and "${…}"
 *
 * @throws ConfigError placed at the token at fault
 */
export function parse(context: OverrideContext): Parsed {
  const { text } = context
  const tokens = tokenize(text)
  let at = 0
  let depth = 0

  function peek(ahead = 0): Token {
    return tokens[Math.min(at + ahead, tokens.length - 1)] as Token
  }

  function accept(type: TokenType): Token | undefined {
    return peek().type === type ? tokens[at++] : undefined
  }

  function expect(type: TokenType, wanted: string): Token {
    return accept(type) ?? fail(wanted)
  }

  function fail(wanted: string): never {
    const { type, text: found, start, end } = peek()
    const inValue = tokens.slice(0, at).some((token) => token.type === '=')
    const what = type === 'end' ? 'end' : `'${found.trim() || found}'`
    const spaces = found.trim() === '' ? 0 : found.length - found.trimStart().length
    const range: Range = [start + spaces, end]
    const open = text.slice(start - 1, start + 1) === '${'
    const message = open ? "this '${' is never closed" : `unexpected ${what}: expected ${wanted}`
    throw overrideError(context, open ? [start - 1, end] : range, message, hintFor(peek(), inValue))
  }

  function hintFor({ type, text: found }: Token, inValue: boolean): string | undefined {
    if (inValue) {
      const closing = ['}', ')', ']'].find((sign) => works(text + sign))
      if (closing !== undefined) return `close the ${BRACKETS[closing]}: ${asTyped(text + closing)}`
      const whole = text.trimEnd()
      const shorter = whole.slice(0, -1).trimEnd()
      if (whole.endsWith(',') && works(shorter)) return `take away the comma: ${asTyped(shorter)}`
      if (type === 'end' && MAY_BE_SPLIT.test(text)) return 'a shell splits at spaces: put the whole override in quotes'
      const closed = type === 'unknown' && (found === '"' || found === "'") ? text + found : undefined
      if (closed !== undefined && works(closed)) return `close the quote: ${asTyped(closed)}`
      return quoteHint(context)
    }
    if (type === 'end' && !text.includes('=')) {
      if (text.startsWith('+')) return `'${text}=value' adds a key`
      return `'${text}=value' sets a key${works(`~${text}`) ? `, '~${text}' removes it` : ''}`
    }
    if (found === ' ' || found === '\t') return 'there is no space in a key, nor before its ='
    return 'a key is a dotted path (a.b) or a group (a/b, a/b@package)'
  }

  function works(other: string): boolean {
    return context.tries?.([other], { instead: text }) === true
  }

  function parseOverride(): Parsed {
    const type: OverrideType = accept('~') ? 'DEL' : accept('+') ? (accept('+') ? 'FORCE_ADD' : 'ADD') : 'CHANGE'
    const keyStart = peek().start
    const keyOrGroup = parsePackageOrGroup()
    const pack = accept('@') ? parsePackage() : null
    const keyRange: Range = [keyStart, peek().start]
    if (type === 'DEL' && peek().type === 'end') {
      return { type, keyOrGroup, package: pack, keyRange, element: null, valueRange: [0, text.length] }
    }
    expect('=', type === 'DEL' ? "'=' or the end" : "'='")
    const valueStart = peek().start
    const element = peek().type === 'end' ? emptyString(valueStart) : parseValue(type)
    if (peek().type !== 'end') fail("the end, or ',' and another value")
    return { type, keyOrGroup, package: pack, keyRange, element, valueRange: [valueStart, text.length] }
  }

  function parsePackageOrGroup(): string {
    if (peek().type !== 'id' || peek(1).type !== '/') return parsePackage()
    let group = (tokens[at++] as Token).text
    while (accept('/')) group += `/${expect('id', 'the name of a group').text}`
    return group
  }

  function parsePackage(): string {
    return (accept('id') ?? accept('key-special') ?? accept('dot-path'))?.text ?? ''
  }

  function parseValue(type: OverrideType): Element {
    const first = parseElement()
    if (peek().type !== ',') {
      if (first.kind === 'list-edit' && type === 'DEL') {
        throw overrideError(context, first.range, `~ removes the whole key: ${first.edit}(…) needs a key without ~`)
      }
      return first
    }
    const list = [first]
    while (accept(',')) list.push(parseElement())
    const nested = list.find(({ kind }) => kind === 'zip')
    if (nested)
      throw overrideError(context, nested.range, 'zip(…) is a sweep of its own: it cannot be one value of another')
    const range: Range = [first.range[0], (list.at(-1) as Element).range[1]]
    return { kind: 'choice', list, simpleForm: true, shuffle: false, tags: [], range } satisfies ChoiceSweep
  }

  function parseElement(): Element {
    if (++depth > maxDepth) {
      throw overrideError(context, [peek().start, peek().end], `a value nests at most ${maxDepth} levels deep`)
    }
    const element = parseElementHere()
    depth--
    return element
  }

  function parseElementHere(): Element {
    const { type, start, end, text: found } = peek()
    switch (type) {
      case 'quoted':
        at++
        return { kind: 'string', value: unquote(found), quote: found[0] as '"' | "'", range: [start, end] }
      case '[':
        return parseList()
      case '{':
        return parseDict()
      case 'id':
        return peek(1).type === '(' ? parseCall() : parsePrimitive('a value', false)
      default:
        return parsePrimitive('a value', false)
    }
  }

  function parseList(): Element {
    const { start } = expect('[', "'['")
    const items: Element[] = []
    if (peek().type !== ']') {
      do items.push(parseItem())
      while (accept(','))
    }
    const { end } = expect(']', "',' or ']'")
    return { kind: 'list', items, range: [start, end] }
  }

  function parseDict(): DictElement {
    const { start } = expect('{', "'{'")
    const entries: [Scalar, Element][] = []
    const places = new Map<string, number>()
    if (peek().type !== '}') {
      do {
        const key = parsePrimitive('a key (unquoted)', true)
        expect(':', "':'")
        const value = parseItem()
        const name = keyIdentity(key, entries.length)
        const place = places.get(name)
        if (place === undefined) {
          places.set(name, entries.length)
          entries.push([key, value])
        } else (entries[place] as [Scalar, Element])[1] = value
      } while (accept(','))
    }
    const { end } = expect('}', "',' or '}'")
    return { kind: 'dict', entries, range: [start, end] }
  }

  function parseItem(): Element {
    const item = parseElement()
    if (item.kind === 'list-edit' || item.kind === 'zip') {
      throw overrideError(context, item.range, `${describe(item)} stands for a whole value: it cannot be inside one`)
    }
    return item
  }

  function parseCall(): Element {
    const name = expect('id', 'a function')
    expect('(', "'('")
    if (name.text === 'zip') return parseZip(name)
    const args: Element[] = []
    const named = new Map<string, NamedArgument>()
    if (peek().type !== ')') {
      do {
        if (peek().type === 'id' && peek(1).type === '=') {
          const argument = tokens[at++] as Token
          at++
          named.set(argument.text, { nameRange: [argument.start, argument.end], value: parseElement() })
        } else {
          const value = parseElement()
          if (named.size > 0)
            throw overrideError(context, value.range, 'an argument without a name follows one with a name')
          args.push(value)
        }
      } while (accept(','))
    }
    const { end } = expect(')', "',' or ')'")
    const call: Call = { name: name.text, nameRange: [name.start, name.end], args, named, range: [name.start, end] }
    return evaluate(call, context)
  }

  /** Its arguments are named by override keys, which may hold dots, slashes, `@` and `+`. */
  function parseZip(name: Token): Element {
    const members: { key: string; keyRange: Range; value: Element }[] = []
    do {
      const { start } = peek()
      while (keyTokens.has(peek().type)) at++
      const keyRange: Range = [start, peek().start]
      if (keyRange[0] === keyRange[1]) fail('a key, as in zip(a=choice(1,2), b=choice(x,y))')
      expect('=', "'='")
      members.push({ key: text.slice(...keyRange), keyRange, value: parseElement() })
    } while (accept(','))
    const { end } = expect(')', "',' or ')'")
    return zip(members, [name.start, end], context)
  }

  function parsePrimitive(wanted: string, asKey: boolean): Scalar {
    const from = at
    while (primitiveTokens.has(peek().type) && !(asKey && (peek().type === ':' || peek().type === 'interpolation')))
      at++
    let [first, last] = [from, at]
    if (tokens[first]?.type === 'space' && first < last) first++
    if (tokens[last - 1]?.type === 'space' && first < last) last--
    if (first === last) fail(wanted)
    const range: Range = [(tokens[first] as Token).start, (tokens[last - 1] as Token).end]
    if (last - first === 1) return scalar(tokens[first] as Token, range)
    const parts = tokens.slice(first, last)
    const value = parts.map((part) => (part.type === 'escape' ? unescaped(part.text) : part.text)).join('')
    return { kind: 'string', value, range }
  }

  function scalar({ type, text: found }: Token, range: Range): Scalar {
    switch (type) {
      case 'null':
        return { kind: 'null', range }
      case 'bool':
        return { kind: 'bool', value: found.toLowerCase() === 'true', range }
      case 'float':
        return { kind: 'float', value: parsePythonFloat(found) as number, range }
      case 'int': {
        const value = parsePythonInt(found)
        if (value === undefined) throw overrideError(context, range, 'an int has at most 4300 digits')
        return { kind: 'int', value, range }
      }
      case 'escape':
        return { kind: 'string', value: unescaped(found), range }
      default:
        return { kind: 'string', value: found, range }
    }
  }

  return parseOverride()
}

const primitiveTokens = new Set<TokenType>([
  'id',
  'null',
  'int',
  'float',
  'bool',
  'interpolation',
  'character',
  ':',
  'escape',
  'space',
])
const keyTokens = new Set<TokenType>(['id', 'null', 'int', 'float', 'bool', 'character'])

function emptyString(at: number): Scalar {
  return { kind: 'string', value: '', range: [at, at] }
}

/** One name for keys that are one in Python: `1`, `1.0` and `true`; each NaN is a key of its own. */
function keyIdentity(key: Scalar, position: number): string {
  switch (key.kind) {
    case 'null':
      return 'null'
    case 'string':
      return `s${key.value}`
    case 'float':
      if (Number.isNaN(key.value)) return `nan${position}`
      return Number.isInteger(key.value) ? `n${BigInt(key.value)}` : `n${key.value}`
    default:
      return `n${BigInt(key.value)}`
  }
}
