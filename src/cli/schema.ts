import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { editorSchemas } from '../inspect/editor-schemas.js'
import { editorSchemaFor, withModeline, withoutModeline } from '../inspect/modeline.js'
import type { Registry } from '../registry/registry.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { componentSchema, readSchema, schemaName } from '../schema/component-schema.js'
import { ConfigError } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import type { App } from './app.js'
import type { Arguments, Flags } from './arguments.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'
import { requireFolder } from './search-path.js'

/** Where a project keeps the schemas that its files point to. */
const folder = join('.polyhead', 'schema')

/**
 * `polyhead schema --write` puts a line on each of the project's config files that tells an editor its schema; `--remove` takes it away again.
 * `polyhead schema NAME` prints a schema: `optimizer/adam`, `config`, or a group's for editors.
 */
export async function schemaCommand({ flags, operands, options }: Arguments, _app: App): Promise<number> {
  const cwd = process.cwd()
  const registry = await projectRegistry(flags, cwd)
  if (options.write === true || options.remove === true) {
    const changed = options.remove === true ? removeModelines(flags, cwd) : writeModelines(flags, cwd, registry)
    process.stdout.write(`${changed.length === 0 ? 'nothing to change' : changed.join('\n')}\n`)
    return EXIT.done
  }
  const [name] = operands
  if (name === undefined) throw usage('schema needs --write, --remove, or the name of a schema, such as optimizer/adam')
  process.stdout.write(`${JSON.stringify(schemaByName(name, registry), null, 2)}\n`)
  return EXIT.done
}

function writeModelines(flags: Flags, cwd: string, registry: Registry): string[] {
  const files = projectFiles(flags, cwd)
  if (files.length === 0) throw usage('there are no config files here: no ./configs and no ./experiments')
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

function removeModelines(flags: Flags, cwd: string): string[] {
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
    return [relative(cwd, file.file)]
  })
}

function schemaByName(name: string, registry: Registry): object {
  if (name === 'config' || name === 'hydra') return readSchema(name)
  const manifest = registry.list().find((one) => schemaName(one) === name) ?? registry.find(name)
  if (manifest) return componentSchema(manifest)
  const editor = editorSchemas(registry)
  const found = editor.get(name)
  if (found) return found
  const names = ['config', 'hydra', ...editor.keys(), ...registry.list().map(schemaName)]
  throw usage(`there is no schema '${name}'`, didYouMean(name, names))
}

function usage(message: string, hint = 'polyhead schema [NAME | --write | --remove]'): ConfigError {
  return new ConfigError({ code: 'usage', path: '', message, hint })
}
