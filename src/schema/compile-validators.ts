import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import standalone from 'ajv/dist/standalone/index.js'
import type { JsonSchema } from '../registry/manifest.js'
import { packageRoot } from '../util/package-root.js'
import { createAjv } from './compile-schema.js'
import { readSchema, withReservedKeys } from './component-schema.js'
import { FILE_SCHEMAS, withoutClosing } from './file-fault.js'
import { schemaDigest } from './schema-digest.js'

/**
 * The validators of all built-in schemas as ES modules, by the schema's name (`optimizer/adam`): `validate` and the
 * `digest` of the schema it was made from. They import parts of ajv's runtime: the build bundles each into one file.
 */
export function compileValidators(): Map<string, string> {
  const modules = new Map<string, string>()
  for (const name of schemaNames()) {
    const schema = name.includes('/') ? withReservedKeys(readSchema(name), name) : readSchema(name)
    const isFile = (FILE_SCHEMAS as readonly string[]).includes(name)
    // Of a damaged file the first fault says enough.
    const ajv = createAjv({ code: { source: true, esm: true }, messages: false, allErrors: !isFile })
    const code = toModule(ajv, ajv.compile((isFile ? withoutClosing(bare(schema)) : bare(schema)) as JsonSchema))
    modules.set(name, `${code}\nexport const digest = ${JSON.stringify(schemaDigest(schema))}\n`)
  }
  return modules
}

/** Without what only readers and editors look at, which ajv would copy into its code. */
function bare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bare)
  if (typeof schema !== 'object' || schema === null) return schema
  const { title, description, default: fallback, examples, ...rest } = schema as JsonSchema
  const { properties, patternProperties, ...keywords } = rest
  return {
    ...Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, bare(value)])),
    ...(properties !== undefined && { properties: bareEach(properties) }),
    ...(patternProperties !== undefined && { patternProperties: bareEach(patternProperties) }),
  }
}

/** Names of properties are no keywords: one may be called `title`. */
function bareEach(properties: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties as JsonSchema).map(([key, value]) => [key, bare(value)]))
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
