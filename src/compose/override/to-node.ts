import type { Key, MapNode, Node, ScalarNode } from '../../config/node.js'
import { type OverrideContext, overrideError, sourceOf } from './errors.js'
import type { Element, Scalar } from './types.js'

/**
 * A value as a config node whose sources point into the override. Strings lose their quotes, which no config knows.
 * @throws ConfigError where a sweep stands inside
 */
export function toNode(element: Element, context: OverrideContext): Node {
  const source = sourceOf(context, element.range)
  switch (element.kind) {
    case 'list':
      return { kind: 'list', items: element.items.map((item) => toNode(item, context)), source }
    case 'dict': {
      const entries = new Map<Key, Node>()
      for (const [key, value] of element.entries) {
        entries.set(key.kind === 'null' ? null : key.value, {
          ...toNode(value, context),
          keySource: sourceOf(context, key.range),
        })
      }
      return { kind: 'map', entries, source } satisfies MapNode
    }
    case 'null':
    case 'bool':
    case 'int':
    case 'float':
    case 'string':
      return { ...scalarNode(element), source }
    default: {
      const name = element.kind === 'list-edit' ? element.edit : element.kind
      throw overrideError(context, element.range, `${name}(…) cannot be inside another value`)
    }
  }
}

function scalarNode(element: Scalar): ScalarNode {
  if (element.kind === 'null') return { kind: 'null', value: null }
  if (element.kind !== 'string') return { kind: element.kind, value: element.value } as ScalarNode
  const { value } = element
  if (value === '???') return { kind: 'missing', value }
  return { kind: value.includes('${') ? 'interpolation' : 'string', value }
}
