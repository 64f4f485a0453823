import { relative } from 'node:path'
import type { RunLayout } from '../rundir/layout.js'
import { sha256OfFile } from '../util/sha256.js'

/** sha256 of each file of results and weights that is there. */
export function fileHashes(layout: RunLayout): Record<string, string> {
  const found: Record<string, string> = {}
  for (const file of [layout.metrics, layout.accuracy, layout.loss, layout.bestWeights, layout.finalWeights]) {
    const hash = sha256OfFile(file)
    if (hash !== undefined) found[relative(layout.dir, file)] = hash
  }
  return found
}
