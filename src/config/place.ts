import { parsePythonInt } from '../util/python-number.js'
import { childPath } from './key-path.js'
import type { Key, ListNode, MapNode, Node } from './node.js'

/**
 * A node at its place in a tree. Nodes know no parent (they are shared), but relative interpolations need one, so
 * resolving walks places. The place of a node is one object per tree: it tells that an interpolation came back to
 * itself.
 */
export interface Place {
  readonly node: Node
  readonly parent: Place | undefined
  readonly key: Key | undefined
  /** A finished value that a resolver made: no part of the tree, whatever text it holds. */
  readonly plain?: boolean
  /** Values inside a plain container that have a place of their own. */
  readonly inner?: ReadonlyMap<Node, Place>
  children?: Map<Key, Place>
}

export function rootPlace(node: Node): Place {
  return { node, parent: undefined, key: undefined }
}

export function topOf(place: Place): Place {
  let top = place
  while (top.parent) top = top.parent
  return top
}

function childAt(place: Place, key: Key, node: Node): Place {
  place.children ??= new Map()
  const known = place.children.get(key)
  if (known) return known
  const own = place.inner?.get(node)
  const child: Place = own ?? { node, parent: place, key, plain: place.plain }
  place.children.set(key, child)
  return child
}

/** The value under a key of a map. */
export function mapChild(place: Place & { node: MapNode }, key: Key): Place | undefined {
  const node = place.node.entries.get(key)
  return node && childAt(place, key, node)
}

/** The item of a list; undefined outside of it. */
export function listChild(place: Place & { node: ListNode }, index: number): Place | undefined {
  const node = place.node.items[index]
  return node && childAt(place, index, node)
}

/**
 * One step down a dotted path: a map's string key, or a list's index.
 * Undefined: not there. `'not-an-index'`: a list was asked for a key that is no int.
 */
export function step(place: Place, key: string): Place | undefined | 'not-an-index' {
  const { node } = place
  if (node.kind === 'map') return mapChild(place as Place & { node: MapNode }, key)
  if (node.kind !== 'list') return undefined
  const index = parsePythonInt(key)
  if (index === undefined) return 'not-an-index'
  return index >= 0 ? listChild(place as Place & { node: ListNode }, Number(index)) : undefined
}

export function isContainer(place: Place): boolean {
  return place.plain !== true && (place.node.kind === 'map' || place.node.kind === 'list')
}

/** The path of a place, for diagnostics. */
export function pathOf({ parent, key }: Place): string {
  const path = parent ? pathOf(parent) : ''
  return parent && key !== undefined ? childPath(path, parent.node, key) : path
}
