import type { Node, ScalarNode } from './node.js'

/** What a text means in a config: `???` is missing, `${` makes it an interpolation. */
export function textNode(value: string): ScalarNode {
  if (value === '???') return { kind: 'missing', value }
  return value.includes('${') ? { kind: 'interpolation', value } : { kind: 'string', value }
}

/** Whether the node is a scalar. */
export function isScalar(node: { kind: string }): node is ScalarNode {
  return node.kind !== 'map' && node.kind !== 'list'
}

/** Whether the value is `???`, be it the text that a resolver gave. */
export function isMissing(node: Node): boolean {
  return node.kind === 'missing' || (node.kind === 'string' && node.value === '???')
}
