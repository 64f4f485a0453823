import { childPath } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { type PlacedNode, walk } from './node-paths.js'
import { keyPlace, provenance } from './provenance.js'

/** Keys of dicts that are there as a number and as its text: only one of them would count, and it is not said which. */
export function twinKeys(place: PlacedNode): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const { node, path } of walk(place.node, place.path)) {
    if (node.kind !== 'map') continue
    for (const key of node.entries.keys()) {
      const twin = typeof key === 'string' ? undefined : node.entries.get(String(key))
      if (twin === undefined) continue
      const at = childPath(path, node, key)
      found.push({
        code: 'twin-key',
        path: at,
        message: `${path} has the key ${String(key)} twice: as a number and as the text '${String(key)}'`,
        source: keyPlace(twin, String(key)),
        hint: `a key that is a number is set within the dict: '${path}={${String(key)}: …}'`,
        notes: provenance(twin),
      })
    }
  }
  return found
}
