import { find, type Key, type MapNode, type Node, splitKey, toYaml } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { ApplyContext } from './apply-context.js'
import { nodeEquals } from './node-equals.js'
import type { Override } from './override/index.js'
import { shownKey } from './shown-key.js'
import { asTyped, hintThatWorks } from './tried-hints.js'
import { nearestKey } from './unknown-key.js'

/**
 * Applies `~key` or `~key=value`: takes a key out of the config.
 * @throws ConfigError where it is not there, is null or `???`, or has another value than the one named
 */
export function deleteValue(root: MapNode, override: Override, context: ApplyContext): MapNode {
  const { groups, resolving, tries } = context
  const key = override.keyOrGroup
  const shown = (): string => shownKey(root, key)
  const refuse = (message: string, hint?: string): ConfigError =>
    new ConfigError({ code: 'cannot-delete', path: shown(), message, source: override.keySource, hint })
  const found = find(root, key, resolving)?.node
  if (!found || found.kind === 'null' || found.kind === 'missing') {
    const why = found ? `is ${found.kind === 'null' ? 'null' : "'???'"}` : 'is not in the config'
    const near = found ? undefined : nearestKey(root, key, groups)
    const ways = near === undefined ? [] : [{ overrides: [`~${near}`], hint: `did you mean '${near}'?` }]
    const hint = hintThatWorks(ways, tries, { instead: override.text })
    throw refuse(`cannot delete '${shown()}', which ${why}`, hint)
  }
  const value = override.value as Node | null
  if (value && value.kind !== 'null' && !nodeEquals(value, found)) {
    const hint = hintThatWorks(
      [{ overrides: [`~${key}`], hint: `to delete it whatever its value is, use ${asTyped(`~${key}`)}` }],
      tries,
      { instead: override.text },
    )
    throw refuse(`cannot delete '${shown()}': its value is ${toYaml(found).trim()}, not ${override.valueText}`, hint)
  }
  const keys = splitKey(key)
  const last = keys.at(-1) as string
  const holder =
    keys.length === 1 ? { node: root, keys: [] } : find(root, key.slice(0, key.lastIndexOf('.')), resolving)
  if (holder?.node.kind !== 'map') {
    throw refuse(`cannot delete '${shown()}': only keys of a map can be deleted, not items of a list`)
  }
  // A value that a resolver made is stored nowhere, so there is nothing to take out.
  return holder.keys ? (without(root, [...holder.keys, last]) as MapNode) : root
}

/** A copy of the node without the value at these keys; what is not on the way is shared. */
function without(node: Node, keys: readonly Key[]): Node {
  const [key, ...rest] = keys as [Key, ...Key[]]
  if (node.kind === 'list')
    return { ...node, items: node.items.with(Number(key), without(node.items[Number(key)] as Node, rest)) }
  if (node.kind !== 'map') return node
  const entries = new Map(node.entries)
  if (rest.length === 0) entries.delete(key)
  else entries.set(key, without(entries.get(key) as Node, rest))
  return { ...node, entries }
}
