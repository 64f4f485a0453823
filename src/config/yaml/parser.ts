import { type Span, yamlError } from './cursor.js'
import { tooDeep, yamlLimits } from './limits.js'
import { type ScalarStyle, scan, type Token } from './scanner.js'

/**
 * A node as written, before its tag says what it means. `tag` is the full name, `'!'`, or undefined where none was
 * given.
 */
export type RawNode = RawScalar | RawSequence | RawMapping

interface RawBase extends Span {
  tag: string | undefined
  /** Nodes below and including this one, each alias counted as what it stands for. */
  size: number
}

export interface RawScalar extends RawBase {
  type: 'scalar'
  value: string
  style: ScalarStyle
}

export interface RawSequence extends RawBase {
  type: 'sequence'
  items: RawNode[]
}

export interface RawMapping extends RawBase {
  type: 'mapping'
  pairs: [key: RawNode, value: RawNode][]
}

interface Parser {
  readonly text: string
  readonly file: string
  readonly tokens: readonly Token[]
  at: number
  depth: number
  readonly handles: Map<string, string>
  readonly anchors: Map<string, RawNode>
  /** Collections that are being read: an alias to one of them would never end. */
  readonly open: Set<RawNode>
  /** The signs by which those of them that end with a sign were opened. */
  readonly signs: Token[]
}

function peek(parser: Parser): Token {
  return parser.tokens[parser.at] as Token
}

function next(parser: Parser): Token {
  return parser.tokens[parser.at++] as Token
}

function is(parser: Parser, ...types: Token['type'][]): boolean {
  return types.includes(peek(parser).type)
}

const NAMES: Readonly<Record<Token['type'], string>> = {
  scalar: 'a value',
  anchor: 'an anchor',
  alias: 'an alias',
  tag: 'a tag',
  directive: 'a directive',
  'document-start': "'---'",
  'document-end': "'...'",
  'block-sequence': 'a list',
  'block-mapping': 'a mapping',
  'block-end': 'the end of the block',
  sequence: "'['",
  'sequence-end': "']'",
  mapping: "'{'",
  'mapping-end': "'}'",
  entry: "'-'",
  comma: "','",
  key: 'a key',
  value: "':'",
  end: 'the end of the text',
}

/** A list or a mapping that is never closed goes on into what follows it. @returns the sign that opened it */
function unclosed(parser: Parser): Token | undefined {
  const sign = parser.signs.at(-1)
  const token = peek(parser)
  if (!sign || token.type === 'end') return sign
  if (isClosed(parser, sign)) return undefined
  const isBehind = token.line > sign.line && indentation(parser, token) <= indentation(parser, sign)
  return isBehind ? sign : undefined
}

/** Whether the sign that closes what is being read comes later. */
function isClosed({ tokens, at }: Parser, { type }: Token): boolean {
  let depth = 0
  for (let i = at; i < tokens.length; i++) {
    const found = (tokens[i] as Token).type
    if (found === 'sequence' || found === 'mapping') depth++
    else if ((found === 'sequence-end' || found === 'mapping-end') && depth-- === 0) return found === `${type}-end`
  }
  return false
}

/** Of the line on which a token stands. */
function indentation({ text }: Parser, { start, column }: Token): number {
  const line = text.slice(start - column, start)
  return line.length - line.trimStart().length
}

function unexpected(parser: Parser, expected: string, hint?: string): Error {
  const sign = unclosed(parser)
  if (sign) return yamlError(parser.file, sign, `this ${NAMES[sign.type]} is never closed`)
  const token = peek(parser)
  const found = token.type === 'key' && parser.text[token.start] === '?' ? "'?'" : NAMES[token.type]
  return yamlError(parser.file, token, `expected ${expected}, not ${found}`, hint)
}

function emptyScalar(token: Token): RawScalar {
  const { line, column, start } = token
  return { type: 'scalar', value: '', style: 'plain', tag: undefined, size: 1, start, end: start, line, column }
}

/** An empty value behind `token` (a dash, a colon, a question mark). */
function emptyBehind(token: Token): RawScalar {
  const column = token.column + (token.end - token.start)
  const { end, line } = token
  return { type: 'scalar', value: '', style: 'plain', tag: undefined, size: 1, start: end, end, line, column }
}

function parseAlias(parser: Parser): RawNode {
  const token = next(parser) as Token & { type: 'alias' }
  const target = parser.anchors.get(token.value)
  if (!target) throw yamlError(parser.file, token, `no anchor '&${token.value}' stands before this alias`)
  if (parser.open.has(target)) throw yamlError(parser.file, token, `'*${token.value}' stands inside what it refers to`)
  return target
}

interface Properties {
  anchor: (Token & { value: string }) | undefined
  tag: string | undefined
  first: Token | undefined
  last: Token | undefined
}

function parseProperties(parser: Parser): Properties {
  const properties: Properties = { anchor: undefined, tag: undefined, first: undefined, last: undefined }
  for (let i = 0; i < 2; i++) {
    const token = peek(parser)
    if (token.type === 'anchor' && !properties.anchor) properties.anchor = token
    else if (token.type === 'tag' && properties.tag === undefined) {
      const { handle, suffix } = token.tag
      const prefix = handle === undefined ? '' : parser.handles.get(handle)
      if (prefix === undefined) throw yamlError(parser.file, token, `no %TAG line defines the handle '${handle}'`)
      properties.tag = prefix + suffix
    } else break
    properties.first ??= token
    properties.last = token
    parser.at++
  }
  return properties
}

function enter(parser: Parser, token: Token): void {
  if (++parser.depth > yamlLimits.depth) throw yamlError(parser.file, token, tooDeep)
}

function grow(parser: Parser, node: RawSequence | RawMapping, child: RawNode): void {
  node.size += child.size
  if (node.size > yamlLimits.nodes)
    throw yamlError(parser.file, node, `this has more than ${yamlLimits.nodes} nodes, counting what aliases stand for`)
}

function leave(parser: Parser, node: RawSequence | RawMapping, end: number): RawNode {
  parser.depth--
  parser.open.delete(node)
  node.end = end
  return node
}

/** Where the last token that says something ended: block ends take no room. */
function lastEnd(parser: Parser): number {
  let at = parser.at - 1
  while (at > 0 && (parser.tokens[at] as Token).type === 'block-end') at--
  return (parser.tokens[at] as Token).end
}

function parseBlockSequence(parser: Parser, node: RawSequence, indentless: boolean): RawNode {
  if (!indentless) parser.at++
  while (is(parser, 'entry')) {
    const dash = next(parser)
    const none = indentless ? is(parser, 'entry', 'key', 'value', 'block-end') : is(parser, 'entry', 'block-end')
    const item = none ? emptyBehind(dash) : parseNode(parser, true, false)
    node.items.push(item)
    grow(parser, node, item)
  }
  if (!indentless) {
    if (!is(parser, 'block-end')) throw unexpected(parser, "'- ' or the end of the list", 'check the indentation')
    parser.at++
  }
  return leave(parser, node, lastEnd(parser))
}

function parseBlockMapping(parser: Parser, node: RawMapping): RawNode {
  parser.at++
  while (is(parser, 'key', 'value')) {
    // A value without a key, as in `: a`, is no mapping of YAML's.
    if (!is(parser, 'key')) throw unexpected(parser, 'a key')
    const sign = next(parser)
    const key = is(parser, 'key', 'value', 'block-end') ? emptyBehind(sign) : parseNode(parser, true, true)
    let value: RawNode = emptyScalar(peek(parser))
    if (is(parser, 'value')) {
      const colon = next(parser)
      value = is(parser, 'key', 'value', 'block-end') ? emptyBehind(colon) : parseNode(parser, true, true)
    }
    node.pairs.push([key, value])
    grow(parser, node, key)
    grow(parser, node, value)
  }
  if (!is(parser, 'block-end')) throw unexpected(parser, 'a key or the end of the mapping', 'check the indentation')
  parser.at++
  return leave(parser, node, lastEnd(parser))
}

function parseFlowPair(parser: Parser, close: 'sequence-end' | 'mapping-end'): [RawNode, RawNode] {
  const sign = next(parser)
  const key = is(parser, 'value', 'comma', close) ? emptyBehind(sign) : parseNode(parser, false, false)
  if (!is(parser, 'value')) return [key, emptyScalar(peek(parser))]
  const colon = next(parser)
  return [key, is(parser, 'comma', close) ? emptyBehind(colon) : parseNode(parser, false, false)]
}

function parseFlowSequence(parser: Parser, node: RawSequence): RawNode {
  parser.at++
  while (!is(parser, 'sequence-end')) {
    if (node.items.length > 0) {
      if (!is(parser, 'comma')) throw unexpected(parser, "',' or ']'", 'text with , [ ] { } needs quotes in a list')
      parser.at++
      if (is(parser, 'sequence-end')) break
    }
    let item: RawNode
    if (is(parser, 'key')) {
      const { start, line, column } = peek(parser)
      enter(parser, peek(parser))
      const pair = parseFlowPair(parser, 'sequence-end')
      const end = lastEnd(parser)
      item = { type: 'mapping', pairs: [pair], tag: undefined, size: 1, start, end, line, column }
      grow(parser, item, pair[0])
      grow(parser, item, pair[1])
      parser.depth--
    } else item = parseNode(parser, false, false)
    node.items.push(item)
    grow(parser, node, item)
  }
  return leave(parser, node, next(parser).end)
}

function parseFlowMapping(parser: Parser, node: RawMapping): RawNode {
  parser.at++
  while (!is(parser, 'mapping-end')) {
    if (node.pairs.length > 0) {
      if (!is(parser, 'comma')) throw unexpected(parser, "',' or '}'", 'text with , [ ] { } needs quotes in a mapping')
      parser.at++
      if (is(parser, 'mapping-end')) break
    }
    let pair: [RawNode, RawNode]
    if (is(parser, 'key')) pair = parseFlowPair(parser, 'mapping-end')
    else {
      const key = parseNode(parser, false, false)
      pair = [key, emptyScalar(peek(parser))]
    }
    node.pairs.push(pair)
    grow(parser, node, pair[0])
    grow(parser, node, pair[1])
  }
  return leave(parser, node, next(parser).end)
}

function withinSigns(parser: Parser, sign: Token, parse: () => RawNode): RawNode {
  parser.signs.push(sign)
  const node = parse()
  parser.signs.pop()
  return node
}

function parseNode(parser: Parser, block: boolean, indentless: boolean): RawNode {
  if (is(parser, 'alias')) return parseAlias(parser)
  const { anchor, tag, first, last } = parseProperties(parser)
  const token = peek(parser)
  if (anchor && parser.anchors.has(anchor.value))
    throw yamlError(parser.file, anchor, `the anchor '&${anchor.value}' is defined twice`)
  const { start, line, column } = first ?? token
  const base = { tag, size: 1, start, end: token.end, line, column }
  const name = (node: RawNode) => {
    if (anchor) parser.anchors.set(anchor.value, node)
  }
  if (token.type === 'scalar') {
    parser.at++
    const node: RawScalar = { type: 'scalar', value: token.value, style: token.style, ...base }
    // The place of a scalar is its text, without anchor and tag.
    if (first) Object.assign(node, { start: token.start, line: token.line, column: token.column })
    name(node)
    return node
  }
  const dashes = indentless && token.type === 'entry'
  if (dashes || token.type === 'sequence' || (block && token.type === 'block-sequence')) {
    enter(parser, token)
    const node: RawSequence = { type: 'sequence', items: [], ...base }
    name(node)
    parser.open.add(node)
    if (token.type !== 'sequence') return parseBlockSequence(parser, node, dashes)
    return withinSigns(parser, token, () => parseFlowSequence(parser, node))
  }
  if (token.type === 'mapping' || (block && token.type === 'block-mapping')) {
    enter(parser, token)
    const node: RawMapping = { type: 'mapping', pairs: [], ...base }
    name(node)
    parser.open.add(node)
    if (token.type !== 'mapping') return parseBlockMapping(parser, node)
    return withinSigns(parser, token, () => parseFlowMapping(parser, node))
  }
  if (!last) throw unexpected(parser, 'a value', 'put the value in quotes if it begins with a sign')
  const node: RawScalar = {
    type: 'scalar',
    value: '',
    style: tag === undefined || tag === '!' ? 'plain' : 'single',
    ...base,
    end: last.end,
  }
  name(node)
  return node
}

function parseDirectives(parser: Parser): void {
  let version = false
  parser.handles.clear()
  while (is(parser, 'directive')) {
    const token = next(parser) as Token & { type: 'directive' }
    const { name, major, handle, prefix } = token.directive
    if (name === 'YAML') {
      if (version) throw yamlError(parser.file, token, '%YAML stands here twice')
      if (major !== 1) throw yamlError(parser.file, token, 'this YAML is not of version 1')
      version = true
    } else if (name === 'TAG') {
      if (parser.handles.has(handle as string)) throw yamlError(parser.file, token, `%TAG ${handle} stands here twice`)
      parser.handles.set(handle as string, prefix as string)
    }
  }
  if (!parser.handles.has('!')) parser.handles.set('!', '!')
  if (!parser.handles.has('!!')) parser.handles.set('!!', 'tag:yaml.org,2002:')
}

/**
 * The one document of a YAML 1.1 text; undefined where there is none.
 * @throws ConfigError placed at the token at fault.
 */
export function parseYaml(text: string, file: string): RawNode | undefined {
  const tokens = scan(text, file)
  const parser: Parser = {
    text,
    file,
    tokens,
    at: 0,
    depth: 0,
    handles: new Map(),
    anchors: new Map(),
    open: new Set(),
    signs: [],
  }
  let explicit = is(parser, 'directive', 'document-start')
  // Document ends before the first document mean nothing, unless nothing else follows.
  if (!explicit && is(parser, 'end')) return undefined
  parseDirectives(parser)
  if (explicit) {
    if (!is(parser, 'document-start')) throw unexpected(parser, "'---' behind the directives")
    parser.at++
  }
  const nothing = explicit && is(parser, 'directive', 'document-start', 'document-end', 'end')
  const root = nothing ? emptyScalar(peek(parser)) : parseNode(parser, true, false)
  explicit = false
  while (is(parser, 'document-end')) {
    explicit = true
    parser.at++
  }
  if (is(parser, 'end')) return root
  if (is(parser, 'document-start', 'directive') || explicit)
    throw yamlError(parser.file, peek(parser), 'a second document begins here', 'a config file holds one document')
  throw unexpected(parser, 'the end of the text', 'check the indentation')
}
