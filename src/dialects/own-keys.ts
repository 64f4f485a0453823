import type { MapNode } from '../config/node.js'
import { counterpart, ownKey, theirPlace } from '../util/their-names.js'
import { isForeign } from './in-own-words.js'

/** Root keys of CLArena's whose components are the same here; a data set's keys are its own. */
const SAME = ['algorithm', 'loggers']

/**
 * Whether a root key of polyhead's sets nothing in a config of CLArena's: another key stands there for it, or what it
 * has is found by rules.
 */
export function setsNothing({ entries }: MapNode, key: string): boolean {
  return key === 'heads' || counterpart(entries, key) !== undefined || theirPlace(entries, key) !== undefined
}

/**
 * A config, and one of its root keys, by polyhead's names of them where they are the same.
 * @returns `first`: null where the key sets nothing
 */
export function byOwnKeys(root: MapNode, key: string): { root: MapNode; first: string | null } {
  if (!isForeign(root)) return { root, first: key }
  if (setsNothing(root, key)) return { root, first: null }
  const entries = new Map(root.entries)
  for (const own of SAME) {
    const theirs = counterpart(root.entries, own)
    const node = theirs === undefined ? undefined : root.entries.get(theirs)
    if (node) entries.set(own, node)
  }
  const own = ownKey(key)
  return { root: { ...root, entries }, first: own !== undefined && SAME.includes(own) ? own : key }
}
