import { join } from 'node:path'
import type { Config } from '../compose/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { JsonSchema } from '../registry/manifest.js'
import { parseJson } from '../util/bounded-json.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { readRegular } from '../util/read-regular.js'
import { shownPath } from '../util/shown-path.js'
import { statPath } from '../util/stat-path.js'

const FILE = 'file://'
const LARGEST = 2 ** 20

/** Keywords with which a schema from elsewhere could keep a check busy for ever, or lead out of its file. */
const REFUSED = new Set(['$ref', 'pattern', 'patternProperties', 'format'])

/** By file: what was read of it, and when it was written. */
const known = new Map<string, { mtimeMs: number; size: number; schema: JsonSchema }>()

/**
 * What of a config does not fit the schemas of its own project: `db/mysql.schema.json` beside `db/mysql.yaml` is the
 * schema of what lies where that option goes. As in Hydra, a key that an override adds is not an unknown one.
 * @param resolved the config, resolved as far as it can be. Default: resolved where there is such a schema
 * @throws ConfigError where a schema cannot be taken
 */
export async function checkOwnSchemas(config: Config, resolved?: MapNode): Promise<Diagnostic[]> {
  let root = resolved
  const found: Diagnostic[] = []
  for (const { path, file, at } of ownSchemaFiles(config)) {
    root ??= config.resolve()
    const node: Node | undefined = at === '' ? root : entryAt(root, ...at.split('.'))
    if (node?.kind !== 'map') continue
    const schema = readOwnSchema(file)
    const { validateAgainst } = await import('../schema/check-schema.js')
    const wrong = await validateAgainst(node, schema, { path: at, owner: `'${path}'` })
    found.push(...wrong.filter(({ code, source }) => code !== 'unknown-key' || source?.kind !== 'override'))
  }
  // A value may be a part of several.
  return [...new Map(found.map((each) => [`${each.code} ${each.path}`, each])).values()]
}

interface OwnSchemaFile {
  /** Of the config that it lies beside. */
  path: string
  file: string
  /** The package of what it is a schema of. */
  at: string
}

/** By defaults list: the jobs of a sweep have one, and find what was there when it was composed. */
const listed = new WeakMap<Config['parts']['list'], readonly OwnSchemaFile[]>()

/** The schemas that a config's folders have beside the configs that it is composed of. */
function ownSchemaFiles(config: Config): readonly OwnSchemaFile[] {
  const { list } = config.parts
  const known = listed.get(list)
  if (known) return known
  const found = new Map<string, OwnSchemaFile>()
  for (const { path, package: at } of list) {
    const file = at === 'hydra' || at.startsWith('hydra.') ? undefined : placeBeside(config, path)
    const key = JSON.stringify([file, at])
    if (file !== undefined && !found.has(key)) found.set(key, { path, file, at })
  }
  const files = [...found.values()].filter(({ file }) => statPath(file)?.isFile())
  listed.set(list, files)
  return files
}

/** Where the schema of a config that a folder has lies, if there is one. */
function placeBeside({ parts }: Config, path: string): string | undefined {
  const name = path.replace(/\.yaml$/, '')
  if (name.split('/').includes('..')) return undefined
  const source = parts.sources.find((each) => each.isConfig(path))
  // What comes with polyhead has its schemas elsewhere.
  if (!source?.path.startsWith(FILE) || source.provider === 'polyhead') return undefined
  const { mount } = source
  const below = mount === undefined ? name : name.slice(mount.length + 1)
  return join(source.path.slice(FILE.length), `${below}.schema.json`)
}

/** @throws ConfigError where it is no schema, or has a keyword that is not taken */
function readOwnSchema(file: string): JsonSchema {
  const { mtimeMs, size } = statPath(file) ?? { mtimeMs: 0, size: 0 }
  const before = known.get(file)
  if (before?.mtimeMs === mtimeMs && before.size === size) return before.schema
  const shown = shownPath(file)
  const refuse = (why: string): never => {
    const source = { kind: 'file', file: shown, line: 1, column: 1, range: [0, 0] } as const
    throw new ConfigError({ code: 'invalid-schema', path: '', message: `${shown} ${why}`, source })
  }
  let schema: unknown
  try {
    schema = parseJson(readRegular(file, { largest: LARGEST }).toString('utf8'))
  } catch (error) {
    return refuse(`cannot be read as JSON: ${(error as Error).message}`)
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return refuse('is no JSON Schema')
  const keyword = refusedIn(schema, true)
  if (keyword !== undefined) return refuse(`has '${keyword}', which a schema beside a config cannot have`)
  known.set(file, { mtimeMs, size, schema: schema as JsonSchema })
  return schema as JsonSchema
}

/** @param isSchema whether keys are keywords, and not names of properties */
function refusedIn(value: object, isSchema: boolean): string | undefined {
  for (const [key, child] of Object.entries(value)) {
    if (isSchema && !Array.isArray(value) && REFUSED.has(key)) return key
    if (typeof child !== 'object' || child === null) continue
    const found = refusedIn(child, !isSchema || key !== 'properties')
    if (found !== undefined) return found
  }
  return undefined
}
