import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { editorSchemas } from '../../inspect/editor-schemas.js'
import { editorSchemaFor, withModeline, withoutModeline } from '../../inspect/modeline.js'
import type { Registry } from '../../registry/registry.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { shownPath } from '../../util/shown-path.js'
import type { Flags } from '../arguments/flags.js'
import { usageError } from '../arguments/usage-error.js'
import type { Project } from '../project.js'
import { requireFolder } from '../search-path.js'

/** Where a project keeps the schemas that its files point to. */
const folder = join('.polyhead', 'schema')

/**
 * Puts a line on each of the project's config files that tells an editor its schema, and writes the schemas.
 * @returns the files that changed
 */
export function writeModelines({ flags, cwd }: Project, registry: Registry): string[] {
  const files = projectFiles(flags, cwd)
  if (files.length === 0) throw usageError('there are no config files here: no ./configs and no ./experiments')
  mkdirSync(join(cwd, folder), { recursive: true })
  for (const [name, schema] of editorSchemas(registry)) {
    writeFileAtomic(join(cwd, folder, `${name}.json`), `${JSON.stringify(schema)}\n`)
  }
  return changeFiles(files, cwd, (text, { path, file }) => {
    const schema = editorSchemaFor(path, text)
    if (schema === undefined) return text
    return withModeline(
      text,
      relative(dirname(file), join(cwd, folder, `${schema}.json`))
        .split(sep)
        .join('/'),
    )
  })
}

/** Takes the lines and the schemas away again. @returns the files that changed */
export function removeModelines({ flags, cwd }: Project): string[] {
  const changed = changeFiles(projectFiles(flags, cwd), cwd, withoutModeline)
  rmSync(join(cwd, folder), { recursive: true, force: true })
  return changed
}

interface ProjectFile {
  file: string
  /** Below its config folder; experiments as `experiment/…`. */
  path: string
}

function projectFiles(flags: Flags, cwd: string): ProjectFile[] {
  const named = [...(flags.configPath === undefined ? [] : [flags.configPath]), ...flags.configDir]
  for (const dir of named) requireFolder(dir, cwd)
  const folders = [...(flags.configPath === undefined ? ['configs'] : []), ...named]
  return [
    ...folders.flatMap((dir) => yamlFiles(join(cwd, dir)).map((path) => ({ file: join(cwd, dir, path), path }))),
    ...yamlFiles(join(cwd, 'experiments')).map((path) => ({
      file: join(cwd, 'experiments', path),
      path: `experiment/${path}`,
    })),
  ]
}

function yamlFiles(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml'))
      .map((path) => path.split(sep).join('/'))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function changeFiles(
  files: readonly ProjectFile[],
  cwd: string,
  change: (text: string, file: ProjectFile) => string,
): string[] {
  return files.flatMap((file) => {
    const before = readFileSync(file.file, 'utf8')
    const after = change(before, file)
    if (after === before) return []
    writeFileAtomic(file.file, after)
    return [shownPath(file.file, cwd)]
  })
}
