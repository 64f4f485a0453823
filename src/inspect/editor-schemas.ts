import { componentGroups, dictGroups, type JsonSchema, type Manifest, partGroups } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { componentSchema, readSchema } from '../schema/component-schema.js'

/** A JSON Schema for an editor. Unlike those that validate runs, it fits a part of a config, before it is composed. */
export type EditorSchema = JsonSchema

const draft = 'http://json-schema.org/draft-07/schema#'

/** What may stand for any value until a config is composed. */
const later: readonly JsonSchema[] = [
  { type: 'string', pattern: '\\$\\{', description: 'An interpolation.' },
  { type: 'string', const: '???', description: 'Mandatory: to be given by another config or on the command line.' },
]

const defaults: JsonSchema = {
  description: 'The configs that this one is composed from, in order.',
  type: 'array',
  items: { type: ['string', 'object'] },
  examples: [['_self_', { optimizer: 'adam' }]],
}

/**
 * The schemas for a project's files, by name: one per group (for an option's file, by the `_target_` that it names),
 * `config` for primary configs and experiments. All are for partial files: nothing is required, interpolations and
 * `???` are allowed at every leaf, `defaults` at the top.
 */
export function editorSchemas(registry: Registry): ReadonlyMap<string, EditorSchema> {
  const schemas = new Map<string, EditorSchema>()
  for (const group of [...componentGroups, ...partGroups]) {
    const manifests = registry.list(group)
    if (manifests.length > 0)
      schemas.set(group, {
        $schema: draft,
        title: group,
        ...groupFile(manifests, (dictGroups as ReadonlySet<string>).has(group)),
      })
  }
  schemas.set('config', { $schema: draft, title: 'polyhead config', ...rootFile(registry) })
  return schemas
}

/** An option of a group: one component by its `_target_`; in groups that are dicts, also components by name. */
function groupFile(manifests: readonly Manifest[], byName: boolean): JsonSchema {
  const component = anyComponent(manifests, { defaults })
  if (!byName) return component
  const named = { type: 'object', properties: { defaults }, additionalProperties: nullOrLater(anyComponent(manifests)) }
  return { allOf: [when(hasTarget, component), when({ not: hasTarget }, named)] }
}

/**
 * The schema of the component that `_target_` names. Where it names none, a key of any of them is allowed: the file may
 * complete another one.
 */
function anyComponent(manifests: readonly Manifest[], extra: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const names = manifests.flatMap(({ target, aliases }) => [target, ...aliases])
  const target: JsonSchema = { description: 'The component to create.', type: 'string', enum: names }
  const cases = manifests.map((manifest) =>
    when(
      { ...hasTarget, properties: { _target_: { enum: [manifest.target, ...manifest.aliases] } } },
      partial(componentSchema(manifest), { _target_: target, ...extra }),
    ),
  )
  const properties = { _target_: target, ...extra, ...commonProperties(manifests) }
  const unnamed = when({ not: hasTarget }, { properties, additionalProperties: false })
  return { type: 'object', properties: { _target_: target }, allOf: [...cases, unnamed] }
}

const hasTarget: JsonSchema = { required: ['_target_'] }

function when(condition: JsonSchema, consequence: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { if: condition, then: consequence }
}

function commonProperties(manifests: readonly Manifest[]): Record<string, JsonSchema> {
  const all = new Map<string, JsonSchema[]>()
  for (const manifest of manifests) {
    const properties = componentSchema(manifest).properties as Record<string, JsonSchema>
    for (const [key, property] of Object.entries(properties)) {
      if (key !== '_target_') all.set(key, [...(all.get(key) ?? []), property])
    }
  }
  return Object.fromEntries(
    [...all].map(([key, found]) => {
      const distinct = [...new Map(found.map((property) => [JSON.stringify(property), property])).values()]
      const [first] = distinct
      return [
        key,
        orLater(first && distinct.length === 1 ? first : { description: first?.description, anyOf: distinct }),
      ]
    }),
  )
}

/** A primary config, or an experiment: the root's keys, each group's in place. */
function rootFile(registry: Registry): JsonSchema {
  const properties: Record<string, JsonSchema> = { defaults, hydra: partial(readSchema('hydra')) }
  for (const [key, property] of Object.entries(readSchema('config').properties as Record<string, JsonSchema>)) {
    const group = componentGroups.find((name) => name === key)
    const manifests = group ? registry.list(group) : []
    if (!group || manifests.length === 0) properties[key] = orLater(property)
    else properties[key] = { description: property.description, ...nullOrLater(inRoot(group, manifests, property)) }
  }
  // A root key of the user's own is right where something refers to it, which one file does not tell.
  return { type: 'object', properties }
}

function inRoot(
  group: (typeof componentGroups)[number],
  manifests: readonly Manifest[],
  property: JsonSchema,
): JsonSchema {
  const component = anyComponent(manifests)
  if (!dictGroups.has(group)) return component
  const own = Object.fromEntries(
    Object.entries((property.properties ?? {}) as Record<string, JsonSchema>).map(([key, value]) => [
      key,
      orLater(value),
    ]),
  )
  return { type: 'object', properties: own, additionalProperties: nullOrLater(component) }
}

function partial(schema: JsonSchema, extra: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const { $id, $schema, required, properties, ...rest } = schema
  return { ...rest, properties: { ...relaxAll(properties as Record<string, JsonSchema> | undefined), ...extra } }
}

function relaxAll(properties: Readonly<Record<string, JsonSchema>> = {}): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, orLater(property)]))
}

/** The schema, relaxed below, or what may stand for any value. What an editor shows stays on top. */
function orLater(schema: JsonSchema): JsonSchema {
  const { title, description, default: fallback, examples, ...rest } = schema
  const shown = { title, description, default: fallback, examples }
  return { ...withoutUndefined(shown), anyOf: [relax(rest), ...later] }
}

function relax(schema: JsonSchema): JsonSchema {
  const { required, numberKind, properties, items, additionalProperties, patternProperties, anyOf, ...rest } = schema
  return withoutUndefined({
    ...rest,
    anyOf: Array.isArray(anyOf) ? anyOf.map(relax) : undefined,
    properties: properties && relaxAll(properties as Record<string, JsonSchema>),
    patternProperties: patternProperties && relaxAll(patternProperties as Record<string, JsonSchema>),
    items: isSchema(items) ? orLater(items) : items,
    additionalProperties: isSchema(additionalProperties) ? orLater(additionalProperties) : additionalProperties,
  })
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A component's place: the component, nothing, or something still to come. */
function nullOrLater(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }, ...later] }
}

function withoutUndefined(schema: Readonly<Record<string, unknown>>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined))
}
