import { find, type ListNode, type MapNode, type Node, update } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { ApplyContext } from './apply-context.js'
import { nodeEquals } from './node-equals.js'
import { contextOf, type ListEdit, type Override } from './override/index.js'
import { toNode } from './override/to-node.js'
import { shownKey } from './shown-key.js'
import { unknownKey } from './unknown-key.js'

function edited(list: readonly Node[], edit: ListEdit['edit'], items: readonly Node[]): Node[] | undefined {
  if (edit === 'append') return [...list, ...items]
  if (edit === 'prepend') return [...items, ...list]
  return items.every((item) => list.some((old) => nodeEquals(old, item)))
    ? list.filter((old) => !items.some((item) => nodeEquals(old, item)))
    : undefined
}

/**
 * Applies `key=append(…)`, `key=prepend(…)` or `key=remove(…)`: edits the list that the config has.
 * A null or `???` counts as an empty list; `+` and `++` begin one where the key is absent.
 * @throws ConfigError where the value is no list, or where an item to remove is not in it
 */
export function editList(root: MapNode, override: Override, context: ApplyContext): MapNode {
  const { resolving } = context
  const key = override.keyOrGroup
  const shown = (): string => shownKey(root, key)
  const { edit, items } = override.value as ListEdit
  const refuse = (message: string, hint?: string): ConfigError =>
    new ConfigError({ code: 'list-edit', path: shown(), message, source: override.source, hint })
  const before = find(root, key, resolving)?.node
  if (!before && override.type === 'CHANGE')
    throw unknownKey(root, override, context) ?? refuse(`'${shown()}' is not there`)
  const empty = !before || before.kind === 'null' || before.kind === 'missing'
  if (!empty && before.kind !== 'list') {
    throw refuse(
      `'${edit}' edits a list, but '${shown()}' is ${before.kind === 'map' ? 'a map' : `a value (${before.kind})`}`,
    )
  }
  const nodes = items.map((item) => toNode(item, contextOf(override)))
  const old = empty ? [] : (before as ListNode).items
  const list = edited(old, edit, nodes)
  if (!list) throw refuse(`'${shown()}' does not hold what is to be removed from it`)
  const value: ListNode = { kind: 'list', items: list, source: override.source }
  return update(root, key, value, {
    merge: true,
    resolving,
    ...(override.type === 'CHANGE' ? { struct: true } : { forceAdd: true }),
  }) as MapNode
}
