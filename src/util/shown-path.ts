import { relative, resolve } from 'node:path'

/** A path as messages show it: relative to the working directory, where that is not longer than the whole path. */
export function shownPath(path: string, cwd: string = process.cwd()): string {
  const whole = resolve(cwd, path)
  const short = relative(cwd, whole) || '.'
  return short.length <= whole.length ? short : whole
}
