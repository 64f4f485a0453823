import { lstatSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { writeFileAtomic } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { polyheadVersion } from '../util/version.js'
import { projectFiles } from './new-project-files.js'

/**
 * Writes a new project. @returns the files' paths
 * @throws ConfigError where any of them is there already: then nothing is written
 */
export function layProject(dir: string): string[] {
  const name =
    basename(dir)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '') || 'experiments'
  const files = projectFiles(name, polyheadVersion())
  try {
    const there = [...files.keys()].filter((file) => lstatSync(join(dir, file), { throwIfNoEntry: false }))
    if (there.length > 0) throw new ConfigError(there.map((file) => inTheWay(join(dir, file))))
    for (const [file, text] of files) {
      mkdirSync(dirname(join(dir, file)), { recursive: true })
      writeFileAtomic(join(dir, file), text)
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const message = `cannot write a project to '${dir}': ${(cause as Error).message}`
    throw new ConfigError({ code: 'unwritable-directory', path: '', message }, { cause })
  }
  return [...files.keys()]
}

function inTheWay(file: string): ConfigError['diagnostics'][number] {
  const shown = shownPath(file)
  return {
    code: 'file-exists',
    path: '',
    message: `${shown} is there already, and init overwrites nothing`,
    source: { kind: 'file', file: shown, line: 1, column: 1, range: [0, 0] },
    hint: 'choose a new folder: polyhead init my-project',
  }
}
