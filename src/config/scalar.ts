import type { ScalarNode } from './node.js'

/** What a text means in a config: `???` is missing, `${` makes it an interpolation. */
export function textNode(value: string): ScalarNode {
  if (value === '???') return { kind: 'missing', value }
  return value.includes('${') ? { kind: 'interpolation', value } : { kind: 'string', value }
}

/** Whether the node is a scalar. */
export function isScalar(node: { kind: string }): node is ScalarNode {
  return node.kind !== 'map' && node.kind !== 'list'
}
