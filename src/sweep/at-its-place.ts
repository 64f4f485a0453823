import type { Config } from '../compose/index.js'
import { selectRaw } from '../config/index.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'

/**
 * Lets a sweeper or a launcher do something: what it says of its keys is told with the place where they are set, or
 * where it was chosen.
 */
export async function atItsPlace<T>(master: Config, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.diagnostics.map((diagnostic) => withPlace(master, diagnostic)),
      { cause: error },
    )
  }
}

export function withPlace(master: Config, diagnostic: Diagnostic): Diagnostic {
  const [, part] = /^hydra\.(sweeper|launcher)\b/.exec(diagnostic.path) ?? []
  if (diagnostic.source || part === undefined) return diagnostic
  const set = selectRaw(master.parts.full, diagnostic.path)?.source
  const source = isOfUser(set) ? set : chosenAt(master, `hydra/${part}`)
  return source ? { ...diagnostic, source } : diagnostic
}

function isOfUser(source: Source | undefined): boolean {
  return source?.kind === 'file' || source?.kind === 'override'
}

function chosenAt({ parts }: Config, group: string): Source | undefined {
  const override = parts.overrides.find(({ keyOrGroup }) => keyOrGroup === group)
  return override?.source ?? parts.list.find(({ path }) => path.startsWith(`${group}/`))?.source
}
