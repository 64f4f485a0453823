import type { Override } from '../compose/override/index.js'
import { childPath } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { sameValue } from './same-value.js'

/** A value that two configs do not have in common. */
export interface ChangedValue {
  path: string
  before: Node | undefined
  after: Node | undefined
}

/** Where two configs differ, as deep down as it goes. */
export function changedValues(before: Node | undefined, after: Node | undefined, path = ''): ChangedValue[] {
  if (before?.kind !== 'map' || after?.kind !== 'map') {
    return before && after && sameValue(before, after) ? [] : [{ path, before, after }]
  }
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()])
  return [...keys].flatMap((key) =>
    changedValues(before.entries.get(key), after.entries.get(key), childPath(path, before, key)),
  )
}

/** The path of what an override changes. */
export function targetOf(override: Override): string {
  return override.package ?? override.keyOrGroup.replaceAll('/', '.')
}

/** Whether a path is a key, or lies below it. */
export function isBelow(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)
}
