import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { FileSource } from '../../util/source.js'
import { finishEntries, heldKey, newEntries, setEntry } from '../entries.js'
import { checkInterpolation } from '../interpolation/check.js'
import { joinPath } from '../key-path.js'
import type { Key, ListNode, MapNode, Node, ScalarNode } from '../node.js'
import { keyText } from '../python.js'
import { textNode } from '../scalar.js'
import { withShadow } from '../shadow.js'
import { fileSource, type Span, yamlError } from './cursor.js'
import { yamlLimits } from './limits.js'
import type { RawMapping, RawNode } from './parser.js'
import { constructScalar, scalarTag } from './resolve-scalar.js'

const CORE = 'tag:yaml.org,2002:'
const MERGE = `${CORE}merge`
const DELETE = '!delete'

/** The way to a value, for errors. */
interface Path {
  readonly up: Path | undefined
  readonly key: Key
  readonly kind: 'index' | 'key' | 'float-key'
}

function formatPath(path: Path | undefined): string {
  if (!path) return ''
  const key = Number(path.key)
  if (path.kind === 'index') return joinPath(formatPath(path.up), key)
  return joinPath(formatPath(path.up), keyText(path.key, path.kind === 'float-key' ? new Map([[key, key]]) : undefined))
}

interface Builder {
  readonly file: string
  /** Duplicate keys were looked for already, before merge keys were taken in. */
  readonly flattened: boolean
  /** What maps and lists became: an alias is the same node. */
  readonly done: Map<RawNode, Node>
  /** Errors of values rather than of the text: those of a value that a later equal key replaces do not count. */
  diagnostics: Diagnostic[]
}

function tagOf(raw: RawNode): string {
  if (raw.type === 'scalar') return scalarTag(raw.tag, raw.style === 'plain', raw.value)
  return raw.tag === undefined || raw.tag === '!' ? CORE + (raw.type === 'mapping' ? 'map' : 'seq') : raw.tag
}

/** Duplicate keys are an error where they are strings; merged ones do not count, unless merging came first. */
function refuseDuplicates(file: string, raw: RawMapping): void {
  const seen = new Map<string, RawNode>()
  for (const [key] of raw.pairs) {
    if (key.type !== 'scalar' || tagOf(key) !== `${CORE}str`) continue
    const first = seen.get(key.value)
    if (first) {
      const hint = `the first one is in line ${first.line + 1}: remove one of them`
      throw yamlError(file, key, `the key '${key.value}' is here twice`, hint)
    }
    seen.set(key.value, key)
  }
}

function flatten(file: string, raw: RawMapping): void {
  if (!raw.pairs.some(([key]) => tagOf(key) === MERGE)) return
  const merged: RawMapping['pairs'] = []
  const own: RawMapping['pairs'] = []
  const take = (from: RawMapping) => {
    flatten(file, from)
    if (merged.length + from.pairs.length > yamlLimits.nodes) throw yamlError(file, from, "'<<' makes this too large")
    for (const pair of from.pairs) merged.push(pair)
  }
  const refuse = (at: Span) => yamlError(file, at, "'<<' takes a mapping, or a list of mappings")
  for (const pair of raw.pairs) {
    const [key, value] = pair
    if (tagOf(key) !== MERGE) own.push(pair)
    else if (value.type === 'mapping') take(value)
    else if (value.type === 'sequence') {
      // Of several, the first has the last word; all are checked, in order, before any is taken.
      for (const item of value.items) if (item.type !== 'mapping') throw refuse(item)
      for (const item of [...value.items].reverse()) take(item as RawMapping)
    } else throw refuse(value)
  }
  raw.pairs = [...merged, ...own]
}

/**
 * Merge keys, breadth first: PyYAML builds outer mappings before inner ones, and duplicates show or hide by that order.
 */
function flattenAll(file: string, root: RawNode): void {
  const seen = new Set<RawNode>([root])
  for (const raw of seen) {
    if (raw.type === 'scalar') continue
    if (raw.type === 'mapping') {
      refuseDuplicates(file, raw)
      flatten(file, raw)
      for (const [key, value] of raw.pairs) seen.add(key).add(value)
    } else for (const item of raw.items) seen.add(item)
  }
}

function keyOf(builder: Builder, raw: RawNode): { key: Key; float: boolean } {
  const fail = (message: string) => yamlError(builder.file, raw, message)
  if (raw.type !== 'scalar') throw fail('a list or mapping cannot be a key')
  const tag = tagOf(raw)
  const bare =
    tag === `${CORE}value` ? ({ kind: 'string', value: raw.value } as const) : constructScalar(tag, raw.value)
  if (bare === undefined || bare === 'unknown') throw fail(`this key is no ${shortTag(tag)}`)
  if (bare.kind === 'bytes') throw fail('bytes cannot be a key')
  if (bare.value === '__proto__') throw fail("'__proto__' cannot be a key")
  return { key: bare.value as Key, float: bare.kind === 'float' }
}

function shortTag(tag: string): string {
  return tag.startsWith(CORE) ? tag.slice(CORE.length) : tag
}

function scalarNode(
  builder: Builder,
  raw: RawNode & { type: 'scalar' },
  path: Path | undefined,
  keySource?: FileSource,
): ScalarNode {
  const { file } = builder
  const tag = tagOf(raw)
  const base = keySource ? { source: fileSource(file, raw), keySource } : { source: fileSource(file, raw) }
  if (tag === DELETE) return { kind: 'null', value: null, deletes: true, ...base }
  const bare = constructScalar(tag, raw.value)
  if (bare === 'unknown') {
    const hint = tag === `${CORE}value` ? "put '=' in quotes" : undefined
    throw yamlError(
      file,
      raw,
      `the tag ${tag.startsWith('!') ? tag : `!!${shortTag(tag)}`} means nothing in a config`,
      hint,
    )
  }
  if (bare === undefined) throw yamlError(file, raw, `'${raw.value}' is no ${shortTag(tag)}`)
  if (bare.kind !== 'string') return { ...bare, ...base } as ScalarNode
  const node = { ...textNode(bare.value as string), ...base } as ScalarNode
  if (node.kind === 'interpolation') {
    const wrong = checkInterpolation(node, () => formatPath(path), raw.style === 'double' ? '\\\\${' : undefined)
    if (wrong) builder.diagnostics.push(wrong)
  }
  return node
}

function mapNode(builder: Builder, raw: RawMapping, path: Path | undefined): MapNode {
  const entries = newEntries()
  const outer = builder.diagnostics
  const found = new Map<Key, readonly Diagnostic[]>()
  if (!builder.flattened) refuseDuplicates(builder.file, raw)
  let deletes = false
  for (const [rawKey, rawValue] of raw.pairs) {
    const { key, float } = keyOf(builder, rawKey)
    builder.diagnostics = []
    const keySource = fileSource(builder.file, rawKey)
    const way: Path = { up: path, key, kind: float ? 'float-key' : 'key' }
    const value: Node =
      rawValue.type === 'scalar'
        ? scalarNode(builder, rawValue, way, keySource)
        : { ...construct(builder, rawValue, way), keySource }
    if (key === null) builder.diagnostics.push(nullKey(builder.file, rawKey, formatPath(path)))
    if (value.deletes) deletes = true
    const held = heldKey(entries.entries, key)
    const before = entries.entries.get(held)
    if (before || builder.diagnostics.length > 0) found.set(held, builder.diagnostics)
    setEntry(entries, key, withShadow(value, before), float)
  }
  builder.diagnostics = outer
  for (const diagnostics of found.values()) outer.push(...diagnostics)
  const node: MapNode = { kind: 'map', ...finishEntries(entries), source: fileSource(builder.file, raw) }
  return deletes ? { ...node, deletes } : node
}

function nullKey(file: string, raw: RawNode, path: string): Diagnostic {
  const hint = "put it in quotes: 'null'"
  return { code: 'yaml', path, message: 'null cannot be a key', source: fileSource(file, raw), hint }
}

function listNode(builder: Builder, raw: RawNode & { type: 'sequence' }, path: Path | undefined): ListNode {
  const items = raw.items.map((item, i) => construct(builder, item, { up: path, key: i, kind: 'index' }))
  const direct = raw.items.find((item) => item.tag === DELETE && item.type === 'scalar')
  if (direct) throw yamlError(builder.file, direct, '!delete stands for the value of a key, not for an item of a list')
  const node: ListNode = { kind: 'list', items, source: fileSource(builder.file, raw) }
  return items.some((item) => item.deletes) ? { ...node, deletes: true } : node
}

/** `!!omap` and `!!pairs`: a list of one-key mappings, which becomes a list of pairs. */
function pairsNode(builder: Builder, raw: RawNode & { type: 'sequence' }, path: Path | undefined): ListNode {
  const { file } = builder
  const items = raw.items.map((item, i): ListNode => {
    const pair = item.type === 'mapping' && item.pairs.length === 1 ? item.pairs[0] : undefined
    if (!pair) throw yamlError(file, item, 'expected a mapping of one key')
    const source = fileSource(file, item)
    const way: Path = { up: path, key: i, kind: 'index' }
    const sides = pair.map((side, key) => construct(builder, side, { up: way, key, kind: 'index' }))
    return { kind: 'list', items: sides, source }
  })
  return { kind: 'list', items, source: fileSource(file, raw) }
}

function construct(builder: Builder, raw: RawNode, path: Path | undefined): Node {
  if (raw.type === 'scalar') return scalarNode(builder, raw, path)
  const known = builder.done.get(raw)
  if (known) return known
  const tag = tagOf(raw)
  let node: Node
  if (raw.type === 'mapping' && tag === `${CORE}map`) node = mapNode(builder, raw, path)
  else if (raw.type === 'sequence' && tag === `${CORE}seq`) node = listNode(builder, raw, path)
  else if (raw.type === 'sequence' && (tag === `${CORE}omap` || tag === `${CORE}pairs`))
    node = pairsNode(builder, raw, path)
  else {
    const what = raw.type === 'mapping' ? 'mapping' : 'list'
    throw yamlError(
      builder.file,
      raw,
      `a ${what} cannot have the tag ${tag.startsWith('!') ? tag : `!!${shortTag(tag)}`}`,
    )
  }
  builder.done.set(raw, node)
  return node
}

/**
 * Nodes of a raw document: duplicates refused, merge keys taken in, tags applied, interpolations checked. `merges`: the
 * text may have merge keys.
 * @throws ConfigError
 */
export function constructDocument(root: RawNode, file: string, merges: boolean): Node {
  if (merges) flattenAll(file, root)
  const builder: Builder = { file, flattened: merges, done: new Map(), diagnostics: [] }
  const node = construct(builder, root, undefined)
  // A lone string becomes a key: whatever it holds, it is no interpolation.
  if (root.type !== 'scalar' && builder.diagnostics.length > 0) throw new ConfigError(builder.diagnostics)
  return node
}
