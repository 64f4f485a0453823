import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { statPath } from '../../util/stat-path.js'
import { type Candidate, finished, open } from './candidate.js'

/** What a path may name. */
export type PathKind = 'dir' | 'file' | 'run'

/**
 * Paths that begin like `word`. Of kind `run`, folders that hold a run are finished, and where there is only one folder
 * to go on with, what lies in it is offered: run directories are deep.
 */
export function completePath(word: string, kind: PathKind, cwd: string): Candidate[] {
  const slash = word.lastIndexOf('/')
  const found = entries(word.slice(0, slash + 1), word.slice(slash + 1), kind, cwd)
  const [only] = found
  if (kind === 'run' && found.length === 1 && only && !only.finished && depth(only.text) < 12) {
    const deeper = completePath(only.text, kind, cwd)
    return deeper.length > 0 ? deeper : found
  }
  return found
}

const depth = (path: string): number => path.split('/').length

function entries(folder: string, start: string, kind: PathKind, cwd: string): Candidate[] {
  let names: string[]
  try {
    names = readdirSync(resolve(cwd, folder || '.')).sort()
  } catch {
    return []
  }
  return names
    .filter((name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
    .filter((name) => kind !== 'run' || name !== 'node_modules')
    .flatMap((name): Candidate[] => {
      const full = join(resolve(cwd, folder || '.'), name)
      if (statPath(full)?.isDirectory()) {
        return kind === 'run' && existsSync(join(full, 'run.json'))
          ? [finished(folder + name, 'run')]
          : [open(`${folder}${name}/`)]
      }
      return kind === 'file' ? [finished(folder + name)] : []
    })
}
