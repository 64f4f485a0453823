import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NOT_SOURCES } from '../inspect/python/find-modules.js'
import { shortList } from '../util/short-list.js'
import { statPath } from '../util/stat-path.js'
import { usageError } from './usage-error.js'

/** What folders of configs are called. */
const CALLED = /^(conf|confs|config|configs|cfg|cfgs|hydra|.*[_-](conf|config|configs|cfg))$/i

/** Folders below the one that is given. */
const DEEPEST = 4

/**
 * The folder of the configs: the one that is given, or the one below it that has them, where it is a project's.
 * @throws UsageError where there are several below it
 */
export function findTree(dir: string, shown: string): { dir: string; shown: string } {
  if (hasPrimary(dir)) return { dir, shown }
  const found = treesBelow(dir, 1)
  const [only, other] = found
  if (only === undefined) return { dir, shown }
  const named = (path: readonly string[]) => join(shown, ...path)
  if (other === undefined) return { dir: join(dir, ...only), shown: named(only) }
  const all = found.map(named)
  throw usageError(
    `'${shown}' has several folders of configs: name one of them, such as '${all[0]}' (${shortList(all)})`,
  )
}

/** Paths of the nearest folders that are called as folders of configs are, and have a primary config. */
function treesBelow(dir: string, depth: number): string[][] {
  if (depth > DEEPEST) return []
  return folders(dir).flatMap((name) => {
    const path = join(dir, name)
    if (CALLED.test(name) && hasPrimary(path)) return [[name]]
    return treesBelow(path, depth + 1).map((below) => [name, ...below])
  })
}

/** A folder of more files holds data. */
const MOST_ENTRIES = 2000

function folders(dir: string): string[] {
  const found = entries(dir)
  if (found.length > MOST_ENTRIES) return []
  return found
    .filter((entry) => !NOT_SOURCES.test(entry.name) && isFolder(dir, entry))
    .map(({ name }) => name)
    .sort()
}

/** Links are followed: only they are looked at one by one. */
function isFolder(dir: string, entry: Dirent): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && statPath(join(dir, entry.name))?.isDirectory() === true)
}

/** Whether a config with a defaults list lies in the folder itself. */
function hasPrimary(dir: string): boolean {
  return entries(dir).some(({ name }) => /\.ya?ml$/.test(name) && /^defaults\s*:/m.test(textOf(join(dir, name))))
}

/** A folder that cannot be read has none. */
function entries(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Of a config: a larger file is none. */
const MOST_BYTES = 1 << 20

/** Of a file that can be read. */
function textOf(file: string): string {
  const found = statPath(file)
  if (!found?.isFile() || found.size > MOST_BYTES) return ''
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
