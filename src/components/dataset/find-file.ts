import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** A folder as a config names it: `~` is the home folder. */
export function expandHome(folder: string): string {
  if (folder === '~') return homedir()
  return folder.startsWith('~/') ? join(homedir(), folder.slice(2)) : folder
}

/** The first of these folders' files that exists, gzip or not; undefined where none does. */
export function findFile(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    for (const file of [join(folder, name), join(folder, `${name}.gz`)]) if (existsSync(resolve(file))) return file
  }
  return undefined
}
