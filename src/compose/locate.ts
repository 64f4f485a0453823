import type { Key, MapNode, Node } from '../config/index.js'
import { splitKey } from '../config/index.js'

/** An interpolation that is nothing but a reference: `${a.b}`, `${..c}`. */
const REFERENCE = /^\$\{\s*(\.*)([^:{}\s]*)\s*\}$/
const MAX_STEPS = 100

function child(node: Node, key: Key): Node | undefined {
  if (node.kind === 'map') return node.entries.get(key)
  if (node.kind === 'list' && typeof key === 'string' && /^\d+$/.test(key)) return node.items[Number(key)]
  return undefined
}

/**
 * The keys under which the value of a dotted path is stored, once references on the way are followed:
 * of `x.a` where `x: ${y}`, `y` and `a`. Undefined where a resolver makes the value, so that it is stored nowhere.
 */
export function locate(root: MapNode, path: readonly Key[]): Key[] | undefined {
  let keys = [...path]
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    let node: Node = root
    let at = 0
    for (; at < keys.length; at++) {
      const next = child(node, keys[at] as Key)
      if (!next) return undefined
      node = next
      if (next.kind === 'interpolation') break
    }
    if (at === keys.length || node.kind !== 'interpolation') return keys
    const match = REFERENCE.exec(node.value)
    if (!match) return undefined
    const [, dots, name] = match as unknown as [string, string, string]
    const up = dots === '' ? [] : keys.slice(0, at + 1 - dots.length)
    keys = [...up, ...(name === '' ? [] : splitKey(name)), ...keys.slice(at + 1)]
  }
  return undefined
}

/** A copy of the node without the value at these keys; what is not on the way is shared. */
export function without(node: Node, keys: readonly Key[]): Node {
  const [key, ...rest] = keys as [Key, ...Key[]]
  if (node.kind === 'map') {
    const entries = new Map(node.entries)
    const next = entries.get(key)
    if (rest.length === 0) entries.delete(key)
    else if (next) entries.set(key, without(next, rest))
    return { ...node, entries }
  }
  if (node.kind !== 'list') return node
  return { ...node, items: node.items.map((item, index) => (index === Number(key) ? without(item, rest) : item)) }
}
