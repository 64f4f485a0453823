import type { MapNode } from '../config/node.js'
import { flatConfig } from '../rundir/flat-config.js'
import { LARGEST } from '../rundir/run-file.js'
import { bytesText } from '../util/bytes-text.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** Half of what is read of a run's record: its other parts have the rest. */
const LARGEST_CONFIG = LARGEST.record / 2

/** A resolved config that is too large for the record of its run, which nobody could read then. */
export function checkSize(root: MapNode): Diagnostic[] {
  const bytes = Buffer.byteLength(JSON.stringify(flatConfig(root), null, 2))
  if (bytes <= LARGEST_CONFIG) return []
  const message = `the resolved config takes ${bytesText(bytes)}, more than ${bytesText(LARGEST_CONFIG)} of a run's record`
  return [{ code: 'too-large', path: '', message, hint: 'a file of data is a better place for long lists and texts' }]
}
