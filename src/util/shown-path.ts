import { relative, resolve } from 'node:path'

/**
 * A path as messages show it: relative to the working directory where it lies below it, `.` for that itself, else
 * whole.
 */
export function shownPath(path: string, cwd: string = process.cwd()): string {
  const whole = resolve(cwd, path)
  const below = relative(cwd, whole)
  return /^\.\.([/\\]|$)/.test(below) ? whole : below || '.'
}
