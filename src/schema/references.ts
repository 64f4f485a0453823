import type { MapNode } from '../config/node.js'
import { walk } from './node-paths.js'

/**
 * Root keys that some interpolation refers to (`${key…}`, or a key's name among a resolver's arguments), in a resolved
 * tree or in one that is not. A key is taken as referred to when in doubt.
 */
export function referredRootKeys(...roots: readonly (MapNode | undefined)[]): Set<string> {
  const keys = new Set<string>()
  for (const root of roots) {
    if (!root) continue
    for (const { node } of walk(root)) {
      const text = node.kind === 'interpolation' ? node.value : node.via ? String(node.via.value) : undefined
      if (text !== undefined) for (const key of namesIn(text)) keys.add(key)
    }
  }
  return keys
}

/** Words that begin a reference or a resolver's argument. */
function namesIn(text: string): string[] {
  return text
    .split(/\$\{|[:,]/)
    .slice(1)
    .flatMap((rest) => /^[\s'".[]*([^\s${}'".[\]]+)/.exec(rest)?.[1] ?? [])
}
