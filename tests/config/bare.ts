import type { Node } from '../../src/config/index.js'

/** A node by its value alone: without sources and shadows, keys in order, floats apart from ints. */
export function bare(node: Node): unknown {
  switch (node.kind) {
    case 'map':
      return { map: [...node.entries].map(([key, value]) => [key, bare(value)]) }
    case 'list':
      return node.items.map(bare)
    case 'bytes':
      return { bytes: [...node.value] }
    case 'string':
      return node.value
    default:
      return { [node.kind]: Object.is(node.value, -0) ? '-0' : node.value }
  }
}
