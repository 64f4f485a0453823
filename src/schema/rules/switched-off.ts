import { childPath } from '../../config/key-path.js'
import { LastAnswer } from '../../config/last-answer.js'
import type { MapNode, Node } from '../../config/node.js'
import { type ComponentGroup, dictGroups } from '../../registry/manifest.js'
import type { Registry } from '../../registry/registry.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { certainFix, didYouMean } from '../../util/suggest.js'
import { ownProperties, readSchema } from '../component-schema.js'
import { keyPlace } from '../provenance.js'

type Chosen = Readonly<Record<string, string | null>>

/** What was said last, by the options that were chosen: the jobs of a sweep share those. */
const last = new WeakMap<Chosen, { registry: Registry; answer: LastAnswer<Diagnostic[]> }>()

/**
 * Null switches off a component of a group that is a dict by name: one that is not there was not meant.
 * @param chosen the groups that options were chosen for; a dict that no option filled may have been saved like this
 */
export function switchedOff(root: MapNode, registry: Registry, chosen: Chosen): Diagnostic[] {
  const before = last.get(chosen)
  const known = before?.registry === registry ? before : { registry, answer: new LastAnswer<Diagnostic[]>() }
  last.set(chosen, known)
  return known.answer.of(root, (read) => offIn(read, registry, Object.keys(chosen)))
}

function offIn(root: MapNode, registry: Registry, chosen: readonly string[]): Diagnostic[] {
  return [...dictGroups].flatMap((group) => {
    const node = root.entries.get(group)
    // One component in its place is an error of its own.
    if (node?.kind !== 'map' || node.entries.has('_target_')) return []
    const nulls = [...node.entries].filter(([, child]) => child.kind === 'null')
    if (nulls.length === 0 || !chosen.some((key) => key.split('@')[0] === group)) return []
    const known = new Set([...Object.keys(schemaKeys(group)), ...registry.list(group).map(({ option }) => option)])
    return nulls.flatMap(([key, child]) => {
      const name = String(key)
      if (child.via || known.has(name) || hasBeaten(child)) return []
      const there = [...node.entries].filter(([, other]) => other.kind !== 'null').map(([other]) => String(other))
      const path = childPath(group, node, key)
      return [
        {
          code: 'unknown-key',
          path,
          message: `${path} is null, which switches a component off, but no component has that name`,
          source: keyPlace(child, name),
          hint: didYouMean(name, [...there, ...known]),
          fix: certainFix(child.keySource, name, [...there, ...known]),
          notes: [`names in ${group}: ${there.join(', ')}`],
        },
      ]
    })
  })
}

/** Whether there was a value before it. */
function hasBeaten({ shadows }: Node): boolean {
  return shadows !== undefined && (shadows.kind !== 'null' || hasBeaten(shadows))
}

function schemaKeys(group: ComponentGroup): Record<string, unknown> {
  const groups = ownProperties(readSchema('config'))
  return (groups[group]?.properties ?? {}) as Record<string, unknown>
}
