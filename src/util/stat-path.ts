import { type Stats, statSync } from 'node:fs'

/**
 * What lies at a path, links followed; undefined where nothing does, it cannot be looked at, or no file can have such a
 * name (too long, with a NUL).
 */
export function statPath(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
