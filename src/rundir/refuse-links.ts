import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

/**
 * Checks a directory that is about to be written to, and may have come from somebody else: a link in it could lead what
 * is written into any file of the user's, and who opens a pipe waits for its reader.
 * @throws ConfigError naming everything that leads out of the directory, or nowhere, or is neither file nor folder
 */
export function refuseLinks(dir: string): void {
  const root = realpathSync(dir)
  const found = entriesBelow(dir)
    .filter(({ entry, path }) => isStrange(entry) && !(entry.isSymbolicLink() && target(path)?.startsWith(`${root}/`)))
    .map(({ entry, path }) => strange(path, entry))
  if (found.length > 0) throw new ConfigError(found)
}

/**
 * What keeps a run from writing into a directory that exists: a link, or anything that is neither file nor folder, at
 * one of these places, on the way to it, or below it.
 * @param places in the directory, absolute
 */
export function obstacles(dir: string, places: Iterable<string>): Diagnostic[] {
  if (!lstat(dir)) return []
  const found = new Map<string, Diagnostic>()
  for (const place of places) {
    const onTheWay = obstaclesOnTheWay(dir, place)
    for (const obstacle of onTheWay) found.set(obstacle.message, obstacle)
    if (onTheWay.length > 0 || !lstat(place)?.isDirectory()) continue
    for (const { entry, path } of entriesBelow(place)) {
      if (!isStrange(entry)) continue
      const obstacle = strange(path, entry)
      found.set(obstacle.message, obstacle)
    }
  }
  return [...found.values()]
}

/** The same of the place itself and the folders between it and the directory. */
export function obstaclesOnTheWay(dir: string, place: string): Diagnostic[] {
  let path = dir
  for (const part of relative(dir, place).split(sep).filter(Boolean)) {
    path = join(path, part)
    const stats = lstat(path)
    if (!stats) return []
    if (isStrange(stats)) return [strange(path, stats)]
  }
  return []
}

/** Undefined, too, where a file is in the place of a folder: whoever makes the folder says so. */
function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/**
 * Keeps a command from writing into the directory that it reads.
 * @param target where it would write; it need not be there
 * @throws ConfigError where that lies in the directory, also by way of links
 */
export function refuseInside(target: string, dir: string): void {
  const way = relative(realpathSync(dir), realPath(target))
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return
  throw new ConfigError({
    code: 'inside-run-directory',
    path: '',
    message: `'${shownPath(target)}' lies in the directory that is read: nothing is written there`,
    hint: 'name another one with --in DIR',
  })
}

/** A path without links, as far as it is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path))
  }
}

type Kind = Pick<Stats | Dirent, 'isSymbolicLink' | 'isFile' | 'isDirectory'>

function isStrange(kind: Kind): boolean {
  return !kind.isFile() && !kind.isDirectory()
}

function strange(path: string, kind: Kind): Diagnostic {
  const shown = `'${shownPath(path)}'`
  const link = kind.isSymbolicLink()
  return {
    code: link ? 'link-out-of-run' : 'no-regular-file',
    path: '',
    message: link
      ? `${shown} is a link out of the run's directory, in which a run writes`
      : `${shown} is neither a file nor a folder, and lies where a run writes`,
    hint: link ? 'put the file itself in its place, or remove the link' : 'remove it, or choose another directory',
  }
}

/** Sorted, so that two reports of the same directory are the same. */
function entriesBelow(dir: string): { entry: Dirent; path: string }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function target(link: string): string | undefined {
  try {
    return realpathSync(link)
  } catch {
    return undefined
  }
}
