import { counted } from '../util/counted.js'
import { ConfigError, type DiagnosticCode } from '../util/diagnostic.js'
import { parsePythonInt } from '../util/python-number.js'
import { finishEntries, newEntries, setEntry } from './entries.js'
import { entryAt, joinPath } from './key-path.js'
import { type MergeSite, mergeInto, unknownKey, withoutDeleted } from './merge.js'
import type { ListNode, MapNode, Node } from './node.js'
import { listChild, mapChild, type Place, pathOf, rootPlace } from './place.js'
import type { ResolveOptions } from './resolvers/registry.js'
import { withShadow } from './shadow.js'
import { LONGEST_PATH, splitKey } from './split-key.js'

/** How a value is set. */
export interface UpdateOptions {
  /** A map or list is merged into the one that is there, not put in its place. Default true. */
  merge?: boolean
  /** Keys that are not there are added, whatever `struct` says. Default false. */
  forceAdd?: boolean
  /** Only keys that are there can be set. Default false. */
  struct?: boolean
  /** How interpolations that are merged into are followed. */
  resolving?: ResolveOptions
}

interface Update {
  readonly options: UpdateOptions
  readonly keys: readonly string[]
  readonly value: Node
}

const EMPTY: MapNode = { kind: 'map', entries: new Map() }

function isContainer(node: Node | undefined): node is MapNode | ListNode {
  return node?.kind === 'map' || node?.kind === 'list'
}

function fail({ value }: Update, path: string, message: string, code: DiagnosticCode = 'update', hint?: string): never {
  throw new ConfigError({ code, path, message, source: value.source, hint })
}

/** An index of Python's: negative ones count from the end. */
function indexIn(update: Update, list: ListNode, key: string, holder: () => string): number {
  const index = parsePythonInt(key)
  const { length } = list.items
  const known = length === 0 ? undefined : `its indexes are ${length === 1 ? '0' : `0 to ${length - 1}`}`
  if (index === undefined) {
    return fail(update, joinPath(holder(), key), `'${key}' is no index of a list`, 'list-index', known)
  }
  const at = Number(index) < 0 ? length + Number(index) : Number(index)
  if (at >= 0 && at < length) return at
  const message = `the list has ${counted(length, 'item')}, so there is none at ${key}`
  return fail(update, joinPath(holder(), Number(index)), message, 'list-index', known)
}

/** The tree with the rest of the path set in `node`. `locate` gives the place of a changed `node` in the whole tree. */
function setIn(update: Update, node: MapNode | ListNode, depth: number, locate: MergeSite['locate']): Node {
  const key = update.keys[depth] as string
  const last = depth === update.keys.length - 1
  if (node.kind === 'list') {
    const index = indexIn(update, node, key, () => pathOf(locate(node)))
    const there = node.items[index] as Node
    const put = (child: Node): ListNode => ({ ...node, items: node.items.with(index, child) })
    const at = (child: Node) => listChild(locate(put(child)) as Place & { node: ListNode }, index) as Place
    // A path through a negative index starts anew there: that is what OmegaConf does.
    const kept = last || Number(parsePythonInt(key)) >= 0 ? there : undefined
    return put(descend(update, kept, there, depth, at))
  }
  const there = node.entries.get(key)
  if (there === undefined && update.options.struct && !update.options.forceAdd)
    throw unknownKey(node, pathOf(locate(node)), key, update.value.source)
  const put = (child: Node): MapNode => {
    const builder = newEntries(node)
    setEntry(builder, key, child)
    return { ...node, ...finishEntries(builder) }
  }
  const at = (child: Node) => mapChild(locate(put(child)) as Place & { node: MapNode }, key) as Place
  return put(descend(update, there, there, depth, at))
}

/** By the node and the value that is set in it: the jobs of a sweep share both. */
const known = new WeakMap<Node, WeakMap<Node, Map<string, Node>>>()

function once(node: Node, { keys, options, value }: Update, depth: number, make: () => Node): Node {
  const { merge, struct, forceAdd } = options
  const how = [merge, struct, forceAdd, ...keys.slice(depth)].join('\0')
  const byValue = known.get(node) ?? new WeakMap<Node, Map<string, Node>>()
  known.set(node, byValue)
  const byKeys = byValue.get(value) ?? new Map<string, Node>()
  byValue.set(value, byKeys)
  const made = byKeys.get(how) ?? make()
  byKeys.set(how, made)
  return made
}

function descend(
  update: Update,
  kept: Node | undefined,
  there: Node | undefined,
  depth: number,
  locate: MergeSite['locate'],
): Node {
  const { options, value, keys } = update
  if (depth < keys.length - 1) {
    if (!isContainer(kept)) return setIn(update, withShadow(EMPTY, there) as MapNode, depth + 1, locate)
    // A map that is merged into it may follow interpolations to anywhere.
    if (value.kind === 'map') return setIn(update, kept, depth + 1, locate)
    return once(kept, update, depth + 1, () => setIn(update, kept, depth + 1, locate))
  }
  if (options.merge !== false && isContainer(value) && isContainer(kept))
    return mergeInto(
      { locate, struct: options.struct === true && !options.forceAdd, resolving: options.resolving ?? {} },
      kept,
      value,
    )
  const keySource = value.keySource ?? there?.keySource
  return withShadow({ ...withoutDeleted(value), ...(keySource && { keySource }) }, there)
}

/**
 * The tree with the value at a dotted path set, as OmegaConf's `update`: what is no container on the way becomes a map.
 * List items can be set, not added.
 * @throws ConfigError for a key that is not there (`struct`), an index outside of its list, or a map that meets a list.
 */
export function update(node: Node, key: string, value: Node, options: UpdateOptions = {}): Node {
  const work: Update = { options, keys: splitKey(key), value }
  if (!isContainer(node)) return fail(work, key, 'a single value has no keys')
  if (work.keys.length === 0) return fail(work, key, `'${key}' is no path`)
  if (work.keys.length > LONGEST_PATH) {
    const { length } = work.keys
    return fail(work, key, `a path has at most ${LONGEST_PATH} keys, but '${key.slice(0, 40)}…' has ${length}`)
  }
  return setIn(work, node, 0, rootPlace)
}

/**
 * The map without the key at a dotted path.
 * @throws ConfigError where there is no such key; items of lists cannot be removed.
 */
export function remove(node: Node, key: string): Node {
  const keys = splitKey(key)
  if (keys.length === 0) throw new ConfigError({ code: 'unknown-key', path: key, message: `'${key}' is no path` })
  return removeIn(node, keys, '')
}

function removeIn(node: Node, keys: readonly string[], above: string): Node {
  const [key, ...rest] = keys as [string, ...string[]]
  const there = entryAt(node, key)
  const index = node.kind === 'list' ? parsePythonInt(key) : undefined
  const path = index === undefined ? joinPath(above, key) : joinPath(above, Number(index))
  if (rest.length > 0 && node.kind === 'list') {
    const item = typeof index === 'number' ? node.items[index] : undefined
    if (item) return { ...node, items: node.items.with(Number(index), removeIn(item, rest, path)) }
  }
  if (node.kind !== 'map' || there === undefined) {
    throw new ConfigError({ code: 'unknown-key', path, message: `there is no key '${path}' to remove` })
  }
  const entries = new Map(node.entries)
  if (rest.length > 0) entries.set(key, removeIn(there, rest, path))
  else entries.delete(key)
  return { ...node, entries }
}
