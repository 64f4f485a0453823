import { ConfigError, type Diagnostic, MOST_FOUND } from '../../util/diagnostic.js'
import type { Key, ListNode, MapNode, Node, ScalarNode } from '../node.js'
import { listChild, mapChild, type Place, pathOf } from '../place.js'
import { LONGEST_PATH } from '../split-key.js'
import { LARGEST_TREE, ownSize, tooLarge } from '../tree-size.js'
import { dereference, isShared } from './evaluate.js'
import { failAt, type Session, TO_MISSING } from './session.js'

interface Work {
  readonly session: Session
  readonly diagnostics: Diagnostic[]
  /** Containers that are being resolved: one that holds itself would never end. */
  readonly open: Set<Place>
  readonly done: Map<Place, Resolved>
}

interface Resolved {
  node: Node
  /** Values in it, and itself. */
  size: number
  /** Levels of maps and lists. */
  depth: number
  /** It is, or holds, a value that was made for this tree alone. */
  fresh?: boolean
}

/** Maps and lists that are known to hold no interpolation: other trees may share them. */
const withoutAny = new WeakMap<Node, Omit<Resolved, 'node'>>()

/** Whether a value is known to be what it is: neither missing nor to be resolved, nor is anything in it. */
export function isPlain(node: Node): boolean {
  if (node.kind === 'map' || node.kind === 'list') return withoutAny.has(node)
  return node.kind !== 'missing' && node.kind !== 'interpolation'
}

/** What came of a map or list, by what stands in it in place of its interpolations, one after the other. */
interface Made {
  resolved?: Resolved
  next?: WeakMap<Node, Made>
}

/** The configs of a sweep's jobs share most nodes. Resolved to the same values, they share the resolved ones, too. */
const madeBefore = new WeakMap<Node, Made>()

/** @param values of what is resolved in it, in order */
function shared(node: MapNode | ListNode, values: readonly Node[], resolved: Resolved): Resolved {
  let at = madeBefore.get(node)
  if (!at) {
    // Many are of one tree alone, such as its root.
    madeBefore.set(node, {})
    return resolved
  }
  for (const value of values) {
    at.next ??= new WeakMap()
    let next = at.next.get(value)
    if (!next) {
      next = {}
      at.next.set(value, next)
    }
    at = next
  }
  at.resolved ??= resolved
  return at.resolved
}

/**
 * The value at a place with every interpolation below it resolved. What does not change is shared with the input.
 * @throws ConfigError with all that went wrong.
 */
export function resolvePlace(session: Session, place: Place): Node {
  const work: Work = { session, diagnostics: [], open: new Set(), done: new Map() }
  const { node } = resolveAt(work, place)
  if (work.diagnostics.length > 0) throw new ConfigError(work.diagnostics)
  return node
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return a.path === b.path && a.message === b.message
}

/** Errors are collected, as far as somebody will read them: the value at fault stays as it is. */
function attempt<T>(work: Work, otherwise: T, action: () => T): T {
  if (work.diagnostics.length >= MOST_FOUND) return otherwise
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const diagnostic of error.diagnostics)
      if (!work.diagnostics.some((known) => same(known, diagnostic))) work.diagnostics.push(diagnostic)
    return otherwise
  }
}

function resolveAt(work: Work, place: Place): Resolved {
  const { node } = place
  if (node.kind === 'interpolation' && !place.plain) {
    const target = attempt(work, undefined, () => follow(work.session, place))
    if (!target) return { node, size: 1, depth: 0 }
    const { node: value, ...measures } = resolveAt(work, target)
    const fresh = measures.fresh === true || !isShared(target)
    const stands = fresh ? standIn(node, value, target) : sharedStandIn(node, value, target)
    return { node: stands, ...measures, fresh }
  }
  if (node.kind !== 'map' && node.kind !== 'list') return { node, size: ownSize(node), depth: 0 }
  const unchanged = withoutAny.get(node)
  if (unchanged) return { node, ...unchanged }
  const known = work.done.get(place)
  if (known) return known
  const result = attempt<Resolved>(work, { node, size: 1, depth: 1 }, () => {
    if (work.open.has(place)) failAt(place, undefined, `'${pathOf(place)}' holds itself, by way of interpolations`)
    work.open.add(place)
    try {
      return resolveWithin(work, place, node)
    } finally {
      work.open.delete(place)
    }
  })
  work.done.set(place, result)
  return result
}

/** Where an interpolation leads; to itself, but missing, where it leads to `???` and that is to be kept. */
function follow(session: Session, place: Place): Place {
  try {
    return dereference(session, place)
  } catch (error) {
    const missing = error instanceof ConfigError && error.diagnostics.every(({ code }) => code === TO_MISSING)
    if (!missing || !session.keepMissing) throw error
    return { ...place, node: { kind: 'missing', value: '???' } }
  }
}

const standIns = new WeakMap<Node, WeakMap<Node, Node>>()

function sharedStandIn(node: ScalarNode, value: Node, target: Place): Node {
  const known = standIns.get(node) ?? new WeakMap<Node, Node>()
  standIns.set(node, known)
  const found = known.get(value) ?? standIn(node, value, target)
  known.set(value, found)
  return found
}

/** The resolved value in the place of its interpolation: it remembers both. */
function standIn(node: ScalarNode, value: Node, target: Place): Node {
  const { keySource, shadows, ...rest } = value
  const env = target.node.env ?? value.env
  return {
    ...rest,
    via: node,
    ...(rest.source === undefined && node.source && { source: node.source }),
    ...(node.keySource && { keySource: node.keySource }),
    ...(node.shadows && { shadows: node.shadows }),
    ...(env && { env }),
  } as Node
}

/** Adds what a value at `place` holds to the measures of the map or list that it is in. */
function grow(place: Place, outer: { size: number; depth: number }, { size, depth }: Omit<Resolved, 'node'>): void {
  outer.size += size
  outer.depth = Math.max(outer.depth, depth + 1)
  if (outer.size > LARGEST_TREE) failAt(place, undefined, tooLarge)
  if (outer.depth > LONGEST_PATH) failAt(place, undefined, `this is nested more than ${LONGEST_PATH} deep`)
}

/** Most values need no place: they are what they are. */
function isFinal({ kind }: Node): boolean {
  return kind !== 'interpolation' && kind !== 'map' && kind !== 'list'
}

function resolveWithin(work: Work, place: Place, node: MapNode | ListNode): Resolved {
  const values: Node[] = []
  const changed: [Key, Node][] = []
  let isPlain = true
  let fresh = false
  const measures = { size: 1, depth: 1 }
  for (const [key, value] of node.kind === 'map' ? node.entries : node.items.entries()) {
    if (isFinal(value)) {
      grow(place, measures, { size: ownSize(value), depth: 0 })
      continue
    }
    const known = withoutAny.get(value)
    if (known && measures.size + known.size <= LARGEST_TREE && known.depth < LONGEST_PATH) {
      grow(place, measures, known)
      continue
    }
    const child = childOf(place, node, key)
    const resolved = resolveAt(work, child)
    grow(child, measures, resolved)
    if (withoutAny.has(value)) continue
    isPlain = false
    fresh ||= resolved.fresh === true
    values.push(resolved.node)
    if (resolved.node !== value) changed.push([key, resolved.node])
  }
  if (isPlain) withoutAny.set(node, measures)
  if (changed.length === 0) return { node, ...measures }
  const made = { node: withChanged(node, changed), ...measures, fresh }
  return fresh ? made : shared(node, values, made)
}

function childOf(place: Place, { kind }: MapNode | ListNode, key: Key): Place {
  if (kind === 'map') return mapChild(place as Place & { node: MapNode }, key) as Place
  return listChild(place as Place & { node: ListNode }, key as number) as Place
}

function withChanged(node: MapNode | ListNode, changed: readonly [Key, Node][]): Node {
  if (node.kind === 'map') {
    const entries = new Map(node.entries)
    for (const [key, value] of changed) entries.set(key, value)
    return { ...node, entries }
  }
  const items = [...node.items]
  for (const [index, value] of changed) items[index as number] = value
  return { ...node, items }
}
