import type { Node } from './node.js'

/**
 * Values that a resolved tree may have, wherever they come from; ten characters of text count as one more. Above any
 * config, and small enough to be written and read again.
 */
export const LARGEST_TREE = 1_000_000

export const tooLarge = `this becomes larger than ${LARGEST_TREE} values or ${LARGEST_TREE * 10} characters`

/** What a value by itself adds to the size of its tree. */
export function ownSize(node: Node): number {
  return node.kind === 'string' ? 1 + Math.floor(node.value.length / 10) : 1
}

/** The size of a value with all that it holds. */
export function treeSize(node: Node): number {
  let size = ownSize(node)
  if (node.kind === 'map') for (const child of node.entries.values()) size += treeSize(child)
  if (node.kind === 'list') for (const item of node.items) size += treeSize(item)
  return size
}
