import { childPath, joinPath } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import {
  type ComponentGroup,
  componentGroups,
  dictGroups,
  type PartGroup,
  partGroups,
  partPaths,
} from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { certainFix, nearest } from '../util/suggest.js'
import type { PlacedNode } from './node-paths.js'
import { provenance } from './provenance.js'
import { showNode } from './schema-errors.js'

/** The nodes that must be components: each group's, and each entry of a group that is a dict by name. */
export function* groupPlaces(root: MapNode): Generator<GroupPlace> {
  for (const group of componentGroups) {
    const node = root.entries.get(group)
    if (node?.kind !== 'map') continue
    if (!dictGroups.has(group)) yield { node, path: group, group }
    else {
      for (const [key, child] of node.entries) {
        if (child.kind === 'map') yield { node: child, path: childPath(group, node, key), group }
      }
    }
  }
  for (const group of partGroups) {
    const node = entryAt(root, ...partPaths[group])
    if (node?.kind === 'map') yield { node, path: partPaths[group].join('.'), group }
  }
}

type GroupPlace = PlacedNode & { group: ComponentGroup | PartGroup }

/** What is wrong where a component must be: none is named, or one of another group. */
export function componentOf({ node, path, group }: GroupPlace, registry: Registry): Diagnostic[] {
  const { entries } = node as MapNode
  const target = entries.get('_target_')
  const manifest = target?.kind === 'string' ? registry.find(target.value) : undefined
  if (target && (!manifest || manifest.group === group)) return []
  const targets = registry.list(group).map((each) => each.target)
  const notes = [`components of group ${group}: ${targets.join(', ')}`]
  if (!target || !manifest) {
    const misspelt = [...entries.keys()].find((key) => typeof key === 'string' && nearest(key, ['_target_']))
    const first = misspelt === undefined ? undefined : entries.get(misspelt)
    const what = entries.size === 0 ? 'is empty' : 'has no _target_'
    const message = `${path} ${what}: it must name a component of group ${group}`
    const source = first ? (first.keySource ?? first.source) : (node.keySource ?? node.source)
    const hint = first ? "did you mean '_target_'?" : `add '_target_: ${targets[0] ?? '…'}', for example`
    const fix = misspelt === undefined ? undefined : certainFix(first?.keySource, String(misspelt), ['_target_'])
    return [{ code: 'missing-target', path, message, source, hint, fix, notes }]
  }
  const at = joinPath(path, '_target_')
  const message = `${at} must be a component of group ${group}, but ${showNode(target)} is ${manifest.group} '${manifest.option}'`
  const hint = `for example ${targets[0] ?? '…'}`
  return [
    { code: 'wrong-group', path: at, message, source: target.source, hint, notes: [...provenance(target), ...notes] },
  ]
}
