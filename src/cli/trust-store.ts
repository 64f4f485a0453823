import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeFileAtomic } from '../rundir/write-file.js'
import { parseJson } from '../util/bounded-json.js'
import { readRegular } from '../util/read-regular.js'
import { sha256 } from '../util/sha256.js'

const LARGEST = 2 ** 24

/**
 * Where it is kept which projects the user trusts: `$XDG_CONFIG_HOME/polyhead/trusted.json`, by default in `~/.config`.
 */
function storeFile(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'polyhead', 'trusted.json')
}

/** Hashes of package.json, by the path of its folder. */
function readStore(): Map<string, string> {
  try {
    const found = parseJson(readRegular(storeFile(), { largest: LARGEST }).toString('utf8')) as { projects?: unknown }
    const entries = Object.entries((found.projects ?? {}) as Record<string, unknown>)
    return new Map(entries.flatMap(([folder, hash]) => (typeof hash === 'string' ? [[folder, hash] as const] : [])))
  } catch {
    // There is none, or it is damaged: nothing is trusted then.
    return new Map()
  }
}

function packageHash(folder: string): string {
  return sha256(readRegular(join(folder, 'package.json'), { largest: LARGEST }))
}

/** Whether the plugins that a folder's package.json names now may be loaded without being asked for. */
export function isTrusted(folder: string): boolean {
  return readStore().get(folder) === packageHash(folder)
}

/** Keeps that they may. @throws Error where that cannot be written */
export function trust(folder: string): void {
  if (isTrusted(folder)) return
  const projects = readStore().set(folder, packageHash(folder))
  mkdirSync(dirname(storeFile()), { recursive: true })
  writeFileAtomic(storeFile(), `${JSON.stringify({ projects: Object.fromEntries(projects) }, null, 2)}\n`)
}
