import type { ListNode, MapNode, Node } from '../config/index.js'
import type { DerivedSource } from '../util/source.js'

/** A string, or what its text stands for: `???`, an interpolation. */
export function textNode(text: string, source?: DerivedSource): Node {
  const about = source && { source }
  if (text === '???') return { kind: 'missing', value: text, ...about }
  return text.includes('${')
    ? { kind: 'interpolation', value: text, ...about }
    : { kind: 'string', value: text, ...about }
}

/** A string, or null. */
export const optionalTextNode = (text: string | null, source?: DerivedSource): Node =>
  text === null ? { kind: 'null', value: null, source } : textNode(text, source)

export const listNode = (items: readonly Node[], source?: DerivedSource): ListNode => ({
  kind: 'list',
  items,
  source,
})

/** A copy of a map with some entries set. */
export const withEntries = (node: MapNode, entries: Iterable<readonly [string, Node]>): MapNode => {
  const all = new Map(node.entries)
  for (const [key, value] of entries) all.set(key, value)
  return { ...node, entries: all }
}
