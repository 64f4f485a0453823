import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readRegular } from '../../util/read-regular.js'

/** Folders in which no project keeps what it has written itself. */
export const NOT_SOURCES = /^(\.|node_modules$|__pycache__$|outputs$|multirun$|wandb$|site-packages$|venv$)/

/** More than this is read of no project. */
const MOST_FILES = 5000
const LARGEST = 2 ** 20
const DEEPEST = 16

/** What lies in the folder of a Python project. */
const MARKS = ['pyproject.toml', 'setup.py', 'setup.cfg', '.git']

/** The Python project around a folder: the nearest folder above it that is marked as one. */
export function markedProject(dir: string): string | undefined {
  for (let at = dirname(dir); ; at = dirname(at)) {
    if (MARKS.some((name) => existsSync(join(at, name)))) return at
    if (at === dirname(at)) return undefined
  }
}

const declares = (text: string): boolean => /\b(?:ConfigStore|dataclass|Enum)\b/.test(text)

/**
 * The Python files of a project, by path. Links are not followed.
 * @param isOf whether a text is of those that are looked for. Default: it declares or registers configs
 */
export function findModules(project: string, isOf = declares): Map<string, string> {
  const found = new Map<string, string>()
  let seen = 0
  const visit = (folder: string, depth: number): void => {
    if (depth > DEEPEST) return
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !NOT_SOURCES.test(entry.name)) visit(path, depth + 1)
      if (!entry.isFile() || !entry.name.endsWith('.py') || ++seen > MOST_FILES) continue
      const text = textOf(path)
      if (isOf(text)) found.set(path, text)
    }
  }
  visit(project, 0)
  return found
}

/** What cannot be read declares nothing. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

function textOf(path: string): string {
  try {
    return readRegular(path, { largest: LARGEST, links: 'refuse' }).toString('utf8')
  } catch {
    return ''
  }
}
