import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function find(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'schemas'))) {
    if (dirname(folder) === folder)
      throw new Error("polyhead's own files are missing: it cannot be bundled without them")
    folder = dirname(folder)
  }
  return folder
}

/**
 * The folder of the installed package: holds `configs/`, `experiments/`, `schemas/`, `data/`; the same from `src/` and
 * from `dist/`.
 */
export const packageRoot: string = find()
