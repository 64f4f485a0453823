import { find, type ListNode, type MapNode, type Node, selectRaw, update } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { ApplyContext } from './apply-context.js'
import { nodeEquals } from './node-equals.js'
import { contextOf, type ListEdit, type Override } from './override/index.js'
import { toNode } from './override/to-node.js'
import { shownKey } from './shown-key.js'
import { asTyped, hintsThatWork, type Way } from './tried-hints.js'
import { unknownKey } from './unknown-key.js'
import { waysIntoMap } from './ways-into-map.js'

/**
 * Hydra's of 1.4: what is extended must be a list.
 * @throws ConfigError by 1.3, and with a prefix
 */
function checkExtends(override: Override, before: Node | undefined, context: ApplyContext): void {
  const { tries, versionBase } = context
  const { keyElement, keyOrGroup, text } = override
  const appended = text.replace('extend_list(', 'append(')
  const changed = text.slice(text.indexOf(keyElement.replace(/^\++/, '')))
  const refuse = (message: string, other: string): ConfigError => {
    const ways: Way[] = [{ overrides: [other], hint: `use ${asTyped(other)}` }]
    if (before?.kind === 'map') ways.push(...waysIntoMap(before, override, context))
    const found = hintsThatWork(ways, tries, { instead: text })
    return new ConfigError({ code: 'list-edit', path: keyOrGroup, message, source: override.source, ...found })
  }
  if (versionBase !== '1.4') {
    throw refuse("there is no function 'extend_list' by the rules of 1.3, but by those of version_base '1.4'", appended)
  }
  if (override.type !== 'CHANGE') throw refuse("'extend_list' extends a list that is there: it takes no '+'", changed)
  if (before?.kind !== 'null' && before?.kind !== 'missing') return
  const what = before.kind === 'null' ? 'is null' : "is still to be given ('???')"
  throw refuse(`'extend_list' extends a list, but '${keyOrGroup}' ${what}`, appended)
}

function edited(list: readonly Node[], edit: ListEdit['edit'], items: readonly Node[]): Node[] | undefined {
  if (edit === 'append' || edit === 'extend_list') return [...list, ...items]
  if (edit === 'prepend') return [...items, ...list]
  return items.every((item) => list.some((old) => nodeEquals(old, item)))
    ? list.filter((old) => !items.some((item) => nodeEquals(old, item)))
    : undefined
}

/**
 * Applies `key=append(…)`, `key=prepend(…)`, `key=remove(…)` or `key=extend_list(…)`: edits the list that the config
 * has.
 * A null or `???` counts as an empty list; `+` and `++` begin one where the key is absent.
 * @throws ConfigError where the value is no list, or where an item to remove is not in it
 */
export function editList(root: MapNode, override: Override, context: ApplyContext): MapNode {
  const { resolving } = context
  const key = override.keyOrGroup
  const shown = (): string => shownKey(root, key)
  const { edit, items } = override.value as ListEdit
  const refuse = (message: string, ways: readonly Way[] = []): ConfigError => {
    const advice = hintsThatWork(ways, context.tries, { instead: override.text })
    return new ConfigError({ code: 'list-edit', path: shown(), message, source: override.source, ...advice })
  }
  const raw = selectRaw(root, key)
  const before = find(root, key, resolving)?.node ?? (raw?.kind === 'missing' ? raw : undefined)
  if (!before && override.type === 'CHANGE')
    throw unknownKey(root, override, context) ?? refuse(`'${shown()}' is not there`)
  if (edit === 'extend_list') checkExtends(override, before, context)
  const empty = !before || before.kind === 'null' || before.kind === 'missing'
  if (!empty && before.kind !== 'list') {
    const what = before.kind === 'map' ? 'a map' : `a value (${before.kind})`
    const ways = before.kind === 'map' ? waysIntoMap(before, override, context) : []
    throw refuse(`'${edit}' edits a list, but '${shown()}' is ${what}`, ways)
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
