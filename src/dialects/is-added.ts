import type { Node } from '../config/node.js'

/** Whether overrides alone gave a value, and all that is in it: no config has its key. */
export function isAdded(node: Node): boolean {
  if (node.shadows && !isAdded(node.shadows)) return false
  if (node.source) return node.source.kind === 'override'
  // Neither the maps on the way to an option's package have a place, nor those on the way to an override's key.
  return node.kind !== 'map' || [...node.entries.values()].every(isAdded)
}
