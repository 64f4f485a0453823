import type { MapNode, Node } from '../config/node.js'
import { flatConfig } from '../rundir/flat-config.js'
import { LARGEST } from '../rundir/run-file.js'
import { bytesText } from '../util/bytes-text.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** Half of what is read of a run's record: its other parts have the rest. */
const LARGEST_CONFIG = LARGEST.record / 2

/** A resolved config that is too large for the record of its run, which nobody could read then. */
export function checkSize(root: MapNode): Diagnostic[] {
  if (atMost(root).bytes <= LARGEST_CONFIG) return []
  const bytes = Buffer.byteLength(JSON.stringify(flatConfig(root), null, 2))
  if (bytes <= LARGEST_CONFIG) return []
  const message = `the resolved config takes ${bytesText(bytes)}, more than ${bytesText(LARGEST_CONFIG)} of a run's record`
  return [{ code: 'too-large', path: '', message, hint: 'a file of data is a better place for long lists and texts' }]
}

/** A character takes up to six bytes as JSON, and a value's punctuation, or a number, up to this many. */
const [CHARACTER, VALUE] = [6, 64]

interface Bound {
  values: number
  bytes: number
}

/** Of maps and lists that were measured before: the jobs of a sweep share most of them. */
const bounds = new WeakMap<Node, Bound>()

/** What the record takes at most: most configs are known to be small without being written. */
function atMost(node: Node): Bound {
  if (node.kind !== 'map' && node.kind !== 'list') {
    return { values: 1, bytes: VALUE + CHARACTER * String(node.value).length }
  }
  const known = bounds.get(node)
  if (known) return known
  const bound = { values: 1, bytes: VALUE }
  for (const [key, child] of node.kind === 'map' ? node.entries : node.items.entries()) {
    const { values, bytes } = atMost(child)
    bound.values += values
    bound.bytes += bytes + values * CHARACTER * (String(key).length + 3)
  }
  bounds.set(node, bound)
  return bound
}
