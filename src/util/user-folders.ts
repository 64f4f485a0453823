import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** A folder that a variable of the environment names, or one at home. A relative one does not count. */
function userFolder(variable: string, atHome: string): string {
  const given = process.env[variable]
  return given && isAbsolute(given) ? resolve(given) : join(homedir(), atHome)
}

/** Where the user's caches are: `$XDG_CACHE_HOME`, or `~/.cache` where it is not set. A relative one does not count. */
export function cacheRoot(): string {
  return userFolder('XDG_CACHE_HOME', '.cache')
}

/** The path of what polyhead keeps among the user's caches. @param names of folders and a file below its own folder */
export function userCache(...names: string[]): string {
  return join(cacheRoot(), 'polyhead', ...names)
}

/**
 * The path of what the user has decided, in `$XDG_CONFIG_HOME` or `~/.config`. A relative folder does not count.
 * @param names of folders and a file below polyhead's own folder
 */
export function userConfig(...names: string[]): string {
  return join(userFolder('XDG_CONFIG_HOME', '.config'), 'polyhead', ...names)
}
