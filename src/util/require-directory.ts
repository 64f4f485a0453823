import { ConfigError } from './diagnostic.js'
import { statPath } from './stat-path.js'

/**
 * @param shown how messages name it
 * @throws ConfigError where there is no such folder
 */
export function requireDirectory(path: string, shown = path): void {
  if (statPath(path)?.isDirectory()) return
  throw new ConfigError({ code: 'no-such-folder', path: '', message: `there is no folder '${shown}'` })
}
