import { entryAt } from '../config/key-path.js'
import type { Key, ListNode, MapNode, Node } from '../config/node.js'
import { snakeCase } from '../util/snake-case.js'

/**
 * A list of components as a dict, as trees for Lightning write them: each goes by the name of its class, in lower case
 * with underscores, and a number where there are several of it.
 */
export function namedItems({ items, ...about }: ListNode): MapNode {
  const counts = new Map<string, number>()
  const entries = items.map((item): [Key, Node] => {
    const target = entryAt(item, '_target_')
    const name = (target?.kind === 'string' && snakeCase(target.value.split('.').at(-1) ?? '')) || 'item'
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return [count > 1 ? `${name}_${count}` : name, item]
  })
  return { ...about, kind: 'map', entries: new Map(entries) }
}
