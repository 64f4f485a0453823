import type { Key, MapNode, Node } from './node.js'
import { keyText } from './python.js'
import { splitKey } from './split-key.js'

/**
 * The path of a value below another, as messages have it, and OmegaConf: a list's index in brackets, a map's key (as
 * text) after a dot.
 */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

/** The path of what a map or list holds under a key. */
export function childPath(path: string, holder: Node, key: Key): string {
  if (holder.kind === 'list') return joinPath(path, Number(key))
  return joinPath(path, keyText(key, holder.kind === 'map' ? holder.floatKeys : undefined))
}

/** A path as an override's key has it: `betas.1`, where messages have `betas[1]`. */
export function typedPath(path: string): string {
  return splitKey(path).join('.')
}

/** Keys as messages have them; every number is taken for an item of a list. */
export function shownKeys(keys: readonly Key[]): string {
  return keys.reduce<string>((above, key) => joinPath(above, typeof key === 'number' ? key : String(key)), '')
}

/** Keys as a path that `select` takes apart into these very keys, dots and all. */
export function keyPath(keys: readonly Key[]): string {
  return keys.map((key) => `[${String(key)}]`).join('')
}

/** The node that keys lead to through maps, as it is written; undefined where there is none. */
export function entryAt(node: Node | undefined, ...keys: readonly Key[]): Node | undefined {
  let found = node
  for (const key of keys) found = found?.kind === 'map' ? found.entries.get(key) : undefined
  return found
}

/** The same tree with another value at a place that it has. */
export function withValueAt(node: Node, keys: readonly Key[], value: Node): Node {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (node.kind === 'list') {
    return { ...node, items: node.items.map((item, i) => (i === key ? withValueAt(item, rest, value) : item)) }
  }
  const child = entryAt(node, key)
  if (!child) return node
  const map = node as MapNode
  return { ...map, entries: new Map(map.entries).set(key, withValueAt(child, rest, value)) }
}
