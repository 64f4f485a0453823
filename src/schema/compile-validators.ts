import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import standalone from 'ajv/dist/standalone/index.js'
import { packageRoot } from '../util/package-root.js'
import { createAjv } from './compile-schema.js'
import { readSchema, withReservedKeys } from './component-schema.js'
import { schemaDigest } from './schema-digest.js'

/**
 * The validators of all built-in schemas as ES modules, by the schema's name (`optimizer/adam`): `validate` and the `digest` of the schema
 * it was made from. They import parts of ajv's runtime: the build bundles each into one file.
 */
export function compileValidators(): Map<string, string> {
  const modules = new Map<string, string>()
  for (const name of schemaNames()) {
    const schema = name.includes('/') ? withReservedKeys(readSchema(name), name) : readSchema(name)
    const ajv = createAjv({ code: { source: true, esm: true }, messages: false })
    const code = toModule(ajv, ajv.compile(schema))
    modules.set(name, `${code}\nexport const digest = ${JSON.stringify(schemaDigest(schema))}\n`)
  }
  return modules
}

function schemaNames(): string[] {
  const folder = join(packageRoot, 'schemas')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.schema.json'))
    .map((file) => file.slice(0, -'.schema.json'.length).split(sep).join('/'))
    .sort()
}

// A CommonJS module: Node gives its exports, bundlers its default export.
const imported = standalone as unknown as typeof standalone.default & { default?: typeof standalone.default }
const toModule = imported.default ?? imported
