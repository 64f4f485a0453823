import { finishEntries, newEntries, setEntry } from '../../config/entries.js'
import type { Node, ScalarNode } from '../../config/node.js'
import { textNode } from '../../config/scalar.js'
import { formatFloat } from '../../util/python-number.js'
import { type OverrideContext, overrideError, sourceOf } from './errors.js'
import type { DictElement, Element, GlobSweep, Scalar, StringElement } from './types.js'

/**
 * A value as a config node whose sources point into the override. Strings lose their quotes, which no config knows.
 * @throws ConfigError where a sweep stands inside, and for the keys null and `__proto__`
 */
export function toNode(element: Element, context: OverrideContext): Node {
  const source = sourceOf(context, element.range)
  switch (element.kind) {
    case 'list':
      return { kind: 'list', items: element.items.map((item) => toNode(item, context)), source }
    case 'dict': {
      const builder = newEntries()
      for (const [key, value] of element.entries) {
        if (key.kind === 'null' || key.value === '__proto__') {
          throw overrideError(
            context,
            key.range,
            `${key.kind === 'null' ? 'null' : key.value} cannot be a key of a config`,
          )
        }
        const node = { ...toNode(value, context), keySource: sourceOf(context, key.range) }
        setEntry(builder, key.value, node, key.kind === 'float')
      }
      return { kind: 'map', ...finishEntries(builder), source }
    }
    case 'null':
    case 'bool':
    case 'int':
    case 'float':
    case 'string':
      return { ...scalarNode(element), source }
    case 'glob':
      return toNode(globAsDict(element, context), context)
    default: {
      const name = element.kind === 'list-edit' ? element.edit : element.kind
      throw overrideError(context, element.range, `${name}(…) cannot be inside another value`)
    }
  }
}

function scalarNode(element: Scalar): ScalarNode {
  if (element.kind === 'null') return { kind: 'null', value: null }
  return element.kind === 'string'
    ? textNode(element.value)
    : ({ kind: element.kind, value: element.value } as ScalarNode)
}

/**
 * A glob inside a value selects nothing: Hydra makes of it the dict of its patterns, as strings.
 * @throws ConfigError for a pattern that is quoted, null, or no scalar
 */
export function globAsDict(glob: GlobSweep, context: OverrideContext): DictElement {
  const { range } = glob
  const text = (value: string): StringElement => ({ kind: 'string', value, range })
  const pattern = (item: Element): StringElement => {
    if (item.kind === 'string' && !item.quote) return item
    if (item.kind === 'int') return text(String(item.value))
    if (item.kind === 'float') return text(formatFloat(item.value))
    if (item.kind === 'bool') return text(item.value ? 'True' : 'False')
    throw overrideError(context, item.range, 'a pattern in a list is a name without quotes, such as [a*, b?]')
  }
  const list = (items: readonly Element[]): Element => ({ kind: 'list', items: items.map(pattern), range })
  const entries = [
    [text('include'), list(glob.include)],
    [text('exclude'), list(glob.exclude)],
  ] as const
  return { kind: 'dict', entries, range }
}
