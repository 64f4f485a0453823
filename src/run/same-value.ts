import type { MapNode, Node, ScalarNode } from '../config/node.js'

/** Whether two values are the same, kinds and all: `1` is not `1.0`. The order of keys does not matter. */
export function sameValue(a: Node, b: Node | undefined): boolean {
  if (a.kind !== b?.kind) return false
  if (a.kind === 'map') {
    const other = (b as MapNode).entries
    return a.entries.size === other.size && [...a.entries].every(([key, child]) => sameValue(child, other.get(key)))
  }
  if (a.kind === 'list') {
    const other = (b as typeof a).items
    return a.items.length === other.length && a.items.every((item, i) => sameValue(item, other[i]))
  }
  if (a.kind === 'bytes') return Buffer.from(a.value).equals((b as typeof a).value)
  return Object.is(a.value, (b as ScalarNode).value)
}
