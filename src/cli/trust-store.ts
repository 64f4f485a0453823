import { join } from 'node:path'
import { SWEEP } from '../rundir/layout.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { parseJson } from '../util/bounded-json.js'
import { makeFolder } from '../util/make-folder.js'
import { readRegular } from '../util/read-regular.js'
import { sha256 } from '../util/sha256.js'
import { userConfig } from '../util/user-folders.js'

const LARGEST = 2 ** 24

/** What the user trusts, and the file of its folder that must be the same still. */
const KINDS = { projects: 'package.json', sweeps: SWEEP.definition } as const
type Kind = keyof typeof KINDS

/** The checksum of a folder's file when it was trusted. */
interface Entry {
  folder: string
  sha256: string
}

/** Where it is kept what the user trusts: `$XDG_CONFIG_HOME/polyhead/trusted`, by default in `~/.config`. */
function storeFolder(kind: Kind): string {
  return userConfig('trusted', kind)
}

/** Each folder has a file of its own: two processes that trust at the same time are not in each other's way. */
function entryFile(folder: string, kind: Kind): string {
  return join(storeFolder(kind), `${sha256(folder)}.json`)
}

/** What is kept of a folder; undefined where nothing is, or it is damaged: it is not trusted then. */
function readEntry(folder: string, kind: Kind): Partial<Entry> | undefined {
  try {
    return parseJson(readRegular(entryFile(folder, kind), { largest: LARGEST }).toString('utf8')) as Partial<Entry>
  } catch {
    return undefined
  }
}

function hashOf(folder: string, kind: Kind): string {
  return sha256(readRegular(join(folder, KINDS[kind]), { largest: LARGEST }))
}

/**
 * Whether the plugins that a folder's package.json names now may be loaded without being asked for; of a sweep, whether
 * it was run here and may write elsewhere than in its directory.
 */
export function isTrusted(folder: string, kind: Kind = 'projects'): boolean {
  const known = readEntry(folder, kind)
  return known?.folder === folder && known.sha256 === hashOf(folder, kind)
}

/** Remembers that these may be loaded. @throws Error if that cannot be written */
export function trust(folder: string, kind: Kind = 'projects'): void {
  if (isTrusted(folder, kind)) return
  const entry: Entry = { folder, sha256: hashOf(folder, kind) }
  makeFolder(storeFolder(kind))
  writeFileAtomic(entryFile(folder, kind), `${JSON.stringify(entry)}\n`)
}
