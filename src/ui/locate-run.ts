import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../util/diagnostic.js'
import { partsOf } from './run-names.js'
import type { RunStore } from './run-store.js'

/**
 * The directory of a run that the store knows.
 * @param run its directory relative to the folder, as a page names it
 * @throws ConfigError where there is none, or a link has taken the place of a folder on the way to it
 */
export function locateRun(store: RunStore, run: string | undefined): string {
  return locate(store.root, run, (dir) => store.run(dir) !== undefined, 'run')
}

/** The same of a sweep. */
export function locateSweep(store: RunStore, sweep: string | undefined): string {
  return locate(store.root, sweep, (dir) => store.hasSweep(dir), 'sweep')
}

function locate(root: string, dir: string | undefined, isKnown: (dir: string) => boolean, what: string): string {
  const refuse = (message: string) => new ConfigError({ code: 'not-a-run', path: '', message })
  if (dir === undefined || !isKnown(dir)) throw refuse(`there is no ${what} '${dir ?? ''}' here`)
  let path = root
  for (const part of partsOf(dir)) {
    path = join(path, part)
    if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) throw refuse(`'${dir}' is no directory any more`)
  }
  return path
}
