import type { Node } from '../config/node.js'

/** Whether two nodes are written the same but for their places: `1` and `1.0` are not, in whatever order keys stand. */
export function sameNode(a: Node, b: Node): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || a.deletes !== b.deletes) return false
  if (a.kind === 'map' && b.kind === 'map') {
    if (a.entries.size !== b.entries.size) return false
    return [...a.entries].every(([key, value]) => {
      const other = b.entries.get(key)
      return (
        other !== undefined &&
        sameNode(value, other) &&
        a.floatKeys?.get(key as number) === b.floatKeys?.get(key as number)
      )
    })
  }
  if (a.kind === 'list' && b.kind === 'list') {
    return a.items.length === b.items.length && a.items.every((item, i) => sameNode(item, b.items[i] as Node))
  }
  if (a.kind === 'bytes' && b.kind === 'bytes') return Buffer.compare(a.value, b.value) === 0
  return 'value' in a && 'value' in b && Object.is(a.value, b.value)
}
