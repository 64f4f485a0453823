import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Folders in which runs lie unless their config says otherwise. */
const FOLDERS = ['outputs', 'multirun']
/** `outputs/<name>/<time>/saved_models`, and a sweep's number between them. */
const DEEPEST = 5

/**
 * Models that runs of a project saved, the newest first.
 * @param cwd the project's folder
 * @param name without its ending
 * @returns paths from there
 */
export function savedModels(cwd: string, name: string): string[] {
  const found: { file: string; time: number }[] = []
  const visit = (folder: string, depth: number) => {
    for (const entry of list(join(cwd, folder))) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && depth < DEEPEST && !entry.name.startsWith('.')) visit(path, depth + 1)
      if (entry.isFile() && [`${name}.pth`, `${name}.safetensors`].includes(entry.name)) {
        // one that is gone meanwhile is none
        const there = statSync(join(cwd, path), { throwIfNoEntry: false })
        if (there) found.push({ file: path, time: there.mtimeMs })
      }
    }
  }
  for (const folder of FOLDERS) visit(folder, 1)
  return found.sort((a, b) => b.time - a.time).map(({ file }) => file)
}

function list(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}
