import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeFileAtomic } from '../rundir/write-file.js'
import { parseJson } from '../util/bounded-json.js'
import { readRegular } from '../util/read-regular.js'
import { sha256 } from '../util/sha256.js'

const LARGEST = 2 ** 24

/** What the user trusts, and the file of its folder that must be the same still. */
const KINDS = { projects: 'package.json', sweeps: 'sweep.yaml' } as const
type Kind = keyof typeof KINDS

/** Where it is kept what the user trusts: `$XDG_CONFIG_HOME/polyhead/trusted.json`, by default in `~/.config`. */
function storeFile(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'polyhead', 'trusted.json')
}

/** Hashes of files, by the path of their folder. */
type Store = Record<Kind, Record<string, string>>

function readStore(): Store {
  const store: Store = { projects: {}, sweeps: {} }
  try {
    const found = parseJson(readRegular(storeFile(), { largest: LARGEST }).toString('utf8')) as Partial<Store>
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const entries = Object.entries(found[kind] ?? {}).filter(([, hash]) => typeof hash === 'string')
      store[kind] = Object.fromEntries(entries)
    }
  } catch {
    // There is none, or it is damaged: nothing is trusted then.
  }
  return store
}

function hashOf(folder: string, kind: Kind): string {
  return sha256(readRegular(join(folder, KINDS[kind]), { largest: LARGEST }))
}

/**
 * Whether the plugins that a folder's package.json names now may be loaded without being asked for; of a sweep, whether
 * it was run here and may write elsewhere than in its directory.
 */
export function isTrusted(folder: string, kind: Kind = 'projects'): boolean {
  const known = readStore()[kind]
  return Object.hasOwn(known, folder) && known[folder] === hashOf(folder, kind)
}

/** Remembers that these may be loaded. @throws Error if that cannot be written */
export function trust(folder: string, kind: Kind = 'projects'): void {
  if (isTrusted(folder, kind)) return
  const store = readStore()
  store[kind][folder] = hashOf(folder, kind)
  mkdirSync(dirname(storeFile()), { recursive: true })
  writeFileAtomic(storeFile(), `${JSON.stringify(store, null, 2)}\n`)
}
