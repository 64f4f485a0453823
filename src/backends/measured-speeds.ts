import { renameSync, writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform } from 'node:os'
import { dirname } from 'node:path'
import { parseJson } from '../util/bounded-json.js'
import { isMap } from '../util/is-map.js'
import { makeFolder } from '../util/make-folder.js'
import { readRegular } from '../util/read-regular.js'
import { userCache } from '../util/user-folders.js'
import { polyheadVersion } from '../util/version.js'
import type { ModelKind } from './proxy-step.js'

/** Steps a second, by backend. */
export type Speeds = Readonly<Record<string, number>>

/** What speeds depend on, beside the machine. */
export interface Circumstances {
  kind: ModelKind
  /** Asked for; null: the backends' own choice. */
  threads: number | null
  /** Of the backends' packages, by backend. */
  versions: Readonly<Record<string, string>>
}

const LARGEST = 2 ** 20

/** `$XDG_CACHE_HOME/polyhead/speeds.json`, by default in `~/.cache`. */
function storeFile(): string {
  return userCache('speeds.json')
}

/** What was measured on this machine under the same circumstances; undefined where not every backend was. */
export function measuredSpeeds(circumstances: Circumstances): Speeds | undefined {
  const found = readStore()[keyOf(circumstances)]
  return found && whole(circumstances, found) ? found : undefined
}

/** A backend that did not start may do so the next time. */
function whole({ versions }: Circumstances, speeds: Speeds): boolean {
  const rates: unknown[] = Object.keys(versions).map((name) => speeds[name])
  return rates.every((rate) => typeof rate === 'number' && rate > 0)
}

/** Keeps them for other runs, where every backend was measured; a cache that cannot be written is none. */
export function keepSpeeds(circumstances: Circumstances, speeds: Speeds): void {
  if (!whole(circumstances, speeds)) return
  const file = storeFile()
  const temporary = `${file}.${process.pid}.tmp`
  try {
    makeFolder(dirname(file))
    writeFileSync(temporary, JSON.stringify({ ...readStore(), [keyOf(circumstances)]: speeds }))
    renameSync(temporary, file)
  } catch {
    // measured again the next time
  }
}

function readStore(): Record<string, Speeds> {
  try {
    const found = parseJson(readRegular(storeFile(), { largest: LARGEST }).toString('utf8'))
    return isMap(found) ? (found as Record<string, Speeds>) : {}
  } catch {
    return {}
  }
}

function keyOf({ kind, threads, versions }: Circumstances): string {
  const machine = [platform(), arch(), cpus()[0]?.model ?? '', availableParallelism()]
  const own = Object.entries(versions).map(([name, of]) => `${name} ${of}`)
  return [...machine, `polyhead ${polyheadVersion()}`, `node ${process.version}`, ...own, kind, threads ?? 'any'].join(
    ' | ',
  )
}
