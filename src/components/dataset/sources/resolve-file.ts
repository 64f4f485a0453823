import { isAbsolute, join } from 'node:path'
import { expandHome } from '../find-file.js'

/** A file as a config names it: relative to the source's root, where it has one. */
export function resolveFile(file: string, root: string | null): string {
  const name = expandHome(file)
  return root === null || isAbsolute(name) ? name : join(expandHome(root), name)
}
