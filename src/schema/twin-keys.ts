import { childPath } from '../config/index.js'
import type { Node } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { shellWord } from '../util/shell-word.js'
import type { Source } from '../util/source.js'
import { type PlacedNode, walk } from './node-paths.js'
import { keyPlace, provenance } from './provenance.js'

/** Keys of dicts that are there as a number, or a bool, and as its text: only one would count, it is not said which. */
export function twinKeys(place: PlacedNode): Diagnostic[] {
  if (!hasTwins(place.node)) return []
  const found: Diagnostic[] = []
  for (const { node, path } of walk(place.node, place.path)) {
    if (node.kind !== 'map') continue
    for (const key of node.entries.keys()) {
      const twin = typeof key === 'string' ? undefined : node.entries.get(String(key))
      if (twin === undefined) continue
      const at = childPath(path, node, key)
      const kind = typeof key === 'boolean' ? 'bool' : 'number'
      const source = keyPlace(twin, String(key))
      found.push({
        code: 'twin-key',
        path: at,
        message: `${path} has the key ${String(key)} twice: as a ${kind} and as the text '${String(key)}'`,
        source,
        hint: hintFor(source, kind, { path, at, key: String(key) }),
        notes: provenance(twin),
      })
    }
  }
  return found
}

/** Maps and lists with no such keys in them: the jobs of a sweep share most of them. */
const withoutTwins = new WeakSet<Node>()

function hasTwins(node: Node): boolean {
  if ((node.kind !== 'map' && node.kind !== 'list') || withoutTwins.has(node)) return false
  const own = node.kind === 'map' ? node.entries : undefined
  for (const key of own?.keys() ?? []) if (typeof key !== 'string' && own?.has(String(key))) return true
  for (const child of node.kind === 'map' ? node.entries.values() : node.items) if (hasTwins(child)) return true
  withoutTwins.add(node)
  return false
}

/** Of an override, the one that sets the key that was meant. */
function hintFor(
  source: Source | undefined,
  kind: 'bool' | 'number',
  { path, at, key }: { path: string; at: string; key: string },
): string {
  const [, typed, value] = (source?.kind === 'override' && /^\+{0,2}([^=]*)=(.*)$/s.exec(source.text)) || []
  if (typed !== at) return `leave out the text, or write the key as it is there: ${key}, without quotes`
  return `a key that is a ${kind} is set within the dict: ${shellWord(`${path}={${key}: ${value}}`)}`
}
