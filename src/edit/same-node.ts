import type { Key, Node } from '../config/node.js'

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

/** The path of the first value that two nodes do not have in common; undefined where they are written the same. */
export function firstDifference(a: Node, b: Node, path: readonly Key[] = []): readonly Key[] | undefined {
  if (sameNode(a, b)) return undefined
  if (a.kind === 'map' && b.kind === 'map') {
    for (const key of new Set([...a.entries.keys(), ...b.entries.keys()])) {
      const [one, other] = [a.entries.get(key), b.entries.get(key)]
      const found = one && other ? firstDifference(one, other, [...path, key]) : [...path, key]
      if (found) return found
    }
  }
  if (a.kind === 'list' && b.kind === 'list') {
    for (let i = 0; i < Math.max(a.items.length, b.items.length); i++) {
      const [one, other] = [a.items[i], b.items[i]]
      const found = one && other ? firstDifference(one, other, [...path, i]) : [...path, i]
      if (found) return found
    }
  }
  return path
}
