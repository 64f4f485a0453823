import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

/**
 * Checks a directory that is about to be written to, and may have come from somebody else: a link in it could lead what is
 * written into any file of the user's.
 * @throws ConfigError naming every symbolic link that leads out of the directory, or nowhere
 */
export function refuseLinks(dir: string): void {
  const root = realpathSync(dir)
  const links = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((link) => !target(link)?.startsWith(`${root}/`))
  if (links.length === 0) return
  throw new ConfigError(
    links.sort().map((link) => ({
      code: 'link-out-of-run',
      path: '',
      message: `'${shownPath(link)}' is a link out of the run's directory, in which a run writes`,
      hint: 'put the file itself in its place, or remove the link',
    })),
  )
}

function target(link: string): string | undefined {
  try {
    return realpathSync(link)
  } catch {
    return undefined
  }
}
