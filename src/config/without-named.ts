import { maskNamed } from '../util/mask-named.js'
import { childPath } from './key-path.js'
import type { Node } from './node.js'

/**
 * A tree to be shown: its texts are masked where a part of their path is named like a secret.
 * @param path of the tree
 * @param hides which of those texts are masked. Default: all.
 */
export function withoutNamed(node: Node, path: string, hides: (node: Node) => boolean = () => true): Node {
  if (node.kind === 'map') {
    const entries = [...node.entries].map(
      ([key, child]) => [key, withoutNamed(child, childPath(path, node, key), hides)] as const,
    )
    return { ...node, entries: new Map(entries) }
  }
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => withoutNamed(item, childPath(path, node, index), hides))
    return { ...node, items }
  }
  return node.kind === 'string' && hides(node) ? { ...node, value: maskNamed(path, node.value) } : node
}
