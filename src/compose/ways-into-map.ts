import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import { snakeCase } from '../util/snake-case.js'
import { ownKey } from '../util/their-names.js'
import type { ApplyContext } from './apply-context.js'
import { contextOf, type ListEdit, type Override } from './override/index.js'
import { toNode } from './override/to-node.js'
import { asTyped, type Way } from './tried-hints.js'

/** How a map is given, or relieved of, what an override would edit a list by: each item by a name of its own. */
export function waysIntoMap(map: MapNode, override: Override, { isOption }: Pick<ApplyContext, 'isOption'>): Way[] {
  const { keyOrGroup: key, text } = override
  const { edit, items } = override.value as ListEdit
  const taken = new Set([...map.entries.keys()].map(String))
  const overrides = items.map((item) => {
    const node = toNode(item, contextOf(override))
    const name = node.kind === 'string' ? node.value : undefined
    const target = entryAt(node, '_target_')
    if (edit === 'remove') {
      const entry = name ?? (target?.kind === 'string' ? entryOf(map, target.value) : undefined)
      return entry !== undefined && taken.has(entry) ? `~${key}.${entry}` : undefined
    }
    // A target by itself lacks what the component requires, which its option has.
    const isBare = node.kind === 'map' && node.entries.size === 1
    const option = target?.kind === 'string' ? snakeCase(target.value.split('.').at(-1) ?? '') : name
    const groups = [key, ownKey(key) ?? key]
    const group = groups.find((each) => option !== undefined && isOption(each, option))
    if (option === undefined || (group === undefined && target === undefined)) return undefined
    const free = freeName(option, taken)
    taken.add(free)
    const isOfGroup = group !== undefined && (isBare || target === undefined)
    return isOfGroup ? `+${group}@${key}.${free}=${option}` : `+${key}.${free}=${text.slice(...item.range)}`
  })
  if (!overrides.every((each) => each !== undefined)) return []
  const typed = overrides.map((each) => asTyped(each)).join(' ')
  const hint = edit === 'remove' ? `to take it out of the map, use ${typed}` : `a map is added to by name: use ${typed}`
  return [{ overrides, hint }]
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const each = count > 1 ? `${name}_${count}` : name
    if (!taken.has(each)) return each
  }
}

/** The only entry of a map whose component goes by a target. */
function entryOf(map: MapNode, target: string): string | undefined {
  const found = [...map.entries].filter(([, node]) => {
    const own = entryAt(node, '_target_')
    return own?.kind === 'string' && own.value === target
  })
  return found.length === 1 ? String(found[0]?.[0]) : undefined
}
