import type { Node } from './node.js'

/** The node as the winner over `beaten`: behind whatever it has beaten before. */
export function withShadow(node: Node, beaten: Node | undefined): Node {
  if (!beaten || beaten === node) return node
  return { ...node, shadows: node.shadows ? withShadow(node.shadows, beaten) : beaten }
}
