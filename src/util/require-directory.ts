import { ConfigError } from './diagnostic.js'
import { nearestBeside } from './nearest-beside.js'
import { statPath } from './stat-path.js'

/**
 * @param shown how messages name it
 * @throws ConfigError where there is no such folder
 */
export function requireDirectory(path: string, shown = path): void {
  if (isFolder(path)) return
  const hint = nearestBeside(path, isFolder)
  throw new ConfigError({ code: 'no-such-folder', path: '', message: `there is no folder '${shown}'`, hint })
}

/** Whether a folder is there. */
export function isFolder(path: string): boolean {
  return statPath(path)?.isDirectory() === true
}
