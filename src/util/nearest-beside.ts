import { readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { shownPath } from './shown-path.js'
import { nearest } from './suggest.js'

/**
 * `did you mean 'outputs/first'?`: what lies beside a path that is not there, and has nearly its name.
 * @param fits which of those could be meant
 */
export function nearestBeside(path: string, fits: (other: string) => boolean): string | undefined {
  const whole = resolve(path)
  const folder = dirname(whole)
  const near = nearest(basename(whole), namesIn(folder))
  const other = near === undefined ? undefined : join(folder, near)
  return other !== undefined && fits(other) ? `did you mean '${shownPath(other)}'?` : undefined
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // It is not there itself, or may not be read.
    return []
  }
}
