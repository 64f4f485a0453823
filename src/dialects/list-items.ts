import type { MapNode, Node } from '../config/node.js'
import { namedItems } from '../registry/named-items.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** Where components stand by name, and a config may have a list of them. */
const GROUPS = ['metrics', 'callbacks', 'loggers', 'lightning_loggers'] as const

/**
 * Diagnostics of a config that has lists of components, which a run knows by names: with their indexes, as they can be
 * typed.
 * @param root of the config with the lists
 * @param inRun what an item is in a run; undefined: it is left out
 */
export function withIndexes(
  root: MapNode,
  diagnostics: readonly Diagnostic[],
  inRun: (item: Node) => Node | undefined = (item) => item,
): readonly Diagnostic[] {
  const indexes = GROUPS.flatMap((group) => indexesIn(group, root.entries.get(group), inRun))
  if (indexes.length === 0) return diagnostics
  const known = new Map(indexes)
  const put = (text: string, show: (group: string, index: number) => string): string =>
    text.replace(/(?<![\w./$@\]-])(\w+)\.(\w+)/g, (name, group: string) => {
      const index = known.get(name)
      return index === undefined ? name : show(group, index)
    })
  const shown = (text: string) => put(text, (group, index) => `${group}[${index}]`)
  const typed = (text: string) => put(text, (group, index) => `${group}.${index}`)
  return diagnostics.map((each) => ({
    ...each,
    path: shown(each.path),
    message: shown(each.message),
    ...(each.hint !== undefined && { hint: typed(each.hint) }),
    ...(each.notes && { notes: each.notes.map(shown) }),
  }))
}

function indexesIn(
  group: string,
  node: Node | undefined,
  inRun: (item: Node) => Node | undefined,
): [name: string, index: number][] {
  if (node?.kind !== 'list') return []
  const kept = node.items.flatMap((item, index) => {
    const own = inRun(item)
    return own ? [{ own, index }] : []
  })
  const names = [...namedItems({ ...node, items: kept.map(({ own }) => own) }).entries.keys()]
  return names.map((name, i) => [`${group}.${String(name)}`, kept[i]?.index as number])
}
