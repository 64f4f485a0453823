import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonSchema, Manifest } from '../registry/manifest.js'
import { packageRoot } from '../util/package-root.js'

/** Keys that every component's node may have beside its own: `instantiate` acts on them. */
const reservedProperties: JsonSchema = {
  _target_: { type: 'string', description: 'The registered component to create.' },
  _args_: { type: 'array', description: 'Positional arguments.' },
  _partial_: {
    type: 'boolean',
    description: 'Make a function that takes the rest of the keys and creates the component.',
    default: false,
  },
  _recursive_: { type: 'boolean', description: 'Create the components nested in this node too.', default: true },
  _convert_: {
    type: 'string',
    enum: ['none', 'partial', 'object', 'all'],
    description: "Hydra's conversion of nested dicts and lists; all modes give plain ones here.",
    default: 'none',
  },
  _shared_: { type: 'string', minLength: 1, description: 'Nodes with the same name here are one instance.' },
}

/** A manifest's schema is read once: kept by manifest, so that it outlives no registry. */
const read = new WeakMap<Manifest, JsonSchema>()

/** A component's schema (draft-07) with the reserved keys added. A built-in's is read from `schemas/`. */
export function componentSchema(manifest: Manifest): JsonSchema {
  const known = read.get(manifest)
  if (known) return known
  const own = typeof manifest.schema === 'string' ? readSchema(manifest.schema) : manifest.schema
  const schema = withReservedKeys(own, schemaName(manifest))
  read.set(manifest, schema)
  return schema
}

const files = new Map<string, JsonSchema>()

/** A schema of `schemas/`, by its path without `.schema.json`: `optimizer/adam`. Each is read once. */
export function readSchema(name: string): JsonSchema {
  const known = files.get(name)
  if (known) return known
  const schema: JsonSchema = JSON.parse(readSchemaText(name))
  files.set(name, schema)
  return schema
}

export function readSchemaText(name: string): string {
  return readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8')
}

const own = new WeakMap<JsonSchema, Readonly<Record<string, JsonSchema>>>()

/** The schema's own properties: those of the component, without the reserved ones. */
export function ownProperties(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const known = own.get(schema)
  if (known) return known
  const all = (schema.properties ?? {}) as Record<string, JsonSchema>
  const properties = Object.fromEntries(Object.entries(all).filter(([key]) => !(key in reservedProperties)))
  own.set(schema, properties)
  return properties
}

/** How messages name a schema: `optimizer/adam`. */
export function schemaName(manifest: Manifest): string {
  return typeof manifest.schema === 'string' ? manifest.schema : `${manifest.group}/${manifest.option}`
}

/** The schema of a component's node: its own keys, and those that `instantiate` acts on. */
export function withReservedKeys(schema: JsonSchema, name: string): JsonSchema {
  const own = (schema.properties ?? {}) as Record<string, unknown>
  return { $id: name, ...schema, type: 'object', properties: { ...own, ...reservedProperties } }
}
