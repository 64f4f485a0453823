import { knownDatasets } from './dataset.js'
import { NEEDLESS_CALLBACKS, SAME_AS } from './names.js'

/** What a class of CLArena's that is no component is in a tree of CLArena's; undefined: nothing. */
export function readAs(target: string): string | undefined {
  if (NEEDLESS_CALLBACKS.includes(target)) return 'what a run does by itself'
  if (Object.hasOwn(SAME_AS, target)) return `${SAME_AS[target]}, in a tree of CLArena's`
  return knownDatasets.includes(target) ? "read in a tree of CLArena's" : undefined
}

export function isOfClarena(target: string): boolean {
  return target.startsWith('clarena.')
}
