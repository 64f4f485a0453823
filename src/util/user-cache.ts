import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** Where the user's caches are: `$XDG_CACHE_HOME`, or `~/.cache` where it is not set. A relative one does not count. */
export function cacheRoot(): string {
  const given = process.env.XDG_CACHE_HOME
  return given && isAbsolute(given) ? resolve(given) : join(homedir(), '.cache')
}

/** The path of what polyhead keeps among the user's caches. @param names of folders and a file below its own folder */
export function userCache(...names: string[]): string {
  return join(cacheRoot(), 'polyhead', ...names)
}
