import nodePath, { type PlatformPath } from 'node:path'

/**
 * A directory as pages call it: its way from the folder, with `/` on every system; `.` is the folder itself. Undefined
 * where it does not lie below it.
 */
export function nameBelow(root: string, dir: string, system: PlatformPath = nodePath): string | undefined {
  const way = system.relative(root, dir)
  if (way === '..' || way.startsWith(`..${system.sep}`) || system.isAbsolute(way)) return undefined
  return way === '' ? '.' : way.split(system.sep).join('/')
}

/** The parts of a name: none of the folder itself. */
export function partsOf(name: string): string[] {
  return name === '.' ? [] : name.split('/')
}
