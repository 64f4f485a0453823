import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WireFile } from '../browser/ui/wire.js'
import { statPath } from '../util/stat-path.js'
import { nameBelow } from './run-names.js'

const DEEPEST = 4
const MOST = 1000

/** Regular files of a run's directory; links are left out, and what is hidden but for Hydra's folder. */
export function listFiles(dir: string): WireFile[] {
  const files: WireFile[] = []
  const visit = (folder: string, depth: number) => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (files.length >= MOST) return
      if (entry.isDirectory() && depth < DEEPEST) visit(path, depth + 1)
      if (!entry.isFile()) continue
      const size = statPath(path)?.size
      if (size !== undefined) files.push({ path: nameBelow(dir, path) as string, size })
    }
  }
  visit(dir, 1)
  return files
}

function entriesOf(folder: string) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries
      .filter(({ name }) => !name.startsWith('.') || name === '.hydra')
      .sort((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()) || (a.name < b.name ? -1 : 1))
  } catch {
    // It vanished, or is not ours to read.
    return []
  }
}
