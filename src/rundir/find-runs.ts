import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every run directory below a folder (the folder itself too), in order of name. Run directories are not searched for
 * runs of their own; neither are hidden folders nor `node_modules`.
 */
export function findRuns(folder: string): string[] {
  return searchRuns(folder).runs
}

/** Every run directory below a folder, and the folders that were searched for them: there new ones appear. */
export function searchRuns(folder: string): { runs: string[]; folders: string[] } {
  const runs: string[] = []
  const folders: string[] = []
  const visit = (dir: string) => {
    const entries = list(dir)
    if (entries.some((entry) => entry.name === 'run.json' && entry.isFile())) {
      runs.push(dir)
      return
    }
    folders.push(dir)
    const below = entries.filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
    for (const { name } of below.sort((a, b) => compareNames(a.name, b.name))) visit(join(dir, name))
  }
  visit(folder)
  return { runs, folders }
}

function list(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    // A folder that vanished meanwhile, or that is not ours to read, holds no run for us.
    return []
  }
}

/** Jobs of a sweep are numbered: 10 comes after 9. */
function compareNames(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (Number.isInteger(x) && Number.isInteger(y)) return x - y
  return a < b ? -1 : 1
}
