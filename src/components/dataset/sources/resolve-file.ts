import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { packageRoot } from '../../../util/package-root.js'
import { expandHome } from '../find-file.js'

/**
 * A file as a config names it: relative to the source's root, where it has one. Without one a table that comes with
 * polyhead is found by its name, where the working directory has none of that name.
 */
export function resolveFile(file: string, root: string | null): string {
  const name = expandHome(file)
  if (root !== null) return isAbsolute(name) ? name : join(expandHome(root), name)
  const shipped = join(packageRoot, 'data', name)
  return /^[\w-]+\.csv$/.test(name) && !existsSync(name) && existsSync(shipped) ? shipped : name
}
