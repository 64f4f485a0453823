import type { MapNode } from '../config/node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { hideSecrets } from './hide-secrets.js'
import { type PlacedNode, stepInto } from './node-paths.js'
import { provenance } from './provenance.js'

/**
 * Does something, and adds to its ConfigErrors where values were written. Opening the data tells that
 * `dataset.num_classes` is wrong; the config tells which line set it. Of several errors about one value the first is
 * kept.
 * @param root the resolved config
 */
export async function withPlaces<T>(root: MapNode, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(placeDiagnostics(error.diagnostics, root), { cause: error.cause })
  }
}

/** Diagnostics without a source get that of the value at their path. */
export function placeDiagnostics(diagnostics: readonly Diagnostic[], root: MapNode): Diagnostic[] {
  const seen = new Set<string>()
  const placed = diagnostics.flatMap((diagnostic): Diagnostic[] => {
    const { source, path, code } = diagnostic
    if (source || path === '') return [diagnostic]
    const node = nodeAt(root, path)
    if (!node?.source) return [diagnostic]
    const key = `${code} ${path}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ ...diagnostic, source: node.source, notes: [...provenance(node), ...(diagnostic.notes ?? [])] }]
  })
  return hideSecrets(placed, root)
}

function nodeAt(root: MapNode, path: string) {
  let place: PlacedNode | undefined = { node: root, path: '' }
  for (const segment of path.replace(/\[(\d+)\]/g, '.$1').split('.')) place = place && stepInto(place, segment)
  return place?.node
}
