import { compile } from 'json-schema-to-typescript'
import {
  componentGroups,
  dictGroups,
  type JsonSchema,
  type Manifest,
  partGroups,
  partPaths,
} from '../registry/manifest.js'
import { componentSchema, ownProperties, readSchema } from './component-schema.js'

const banner = '// Generated from schemas/ by `npm run generate`. Do not edit: change a schema instead.\n'

/**
 * The TypeScript source of `generated/config-types.ts`: one type per component, one per group, and `PolyheadConfig`.
 */
export async function generateTypes(manifests: readonly Manifest[]): Promise<string> {
  const parts = [banner]
  for (const manifest of manifests) parts.push(await typeOf(typeSchema(manifest), typeName(manifest)))
  for (const group of [...componentGroups, ...partGroups]) {
    const names = manifests.filter((manifest) => manifest.group === group).map(typeName)
    if (names.length > 0) parts.push(`export type ${groupType(group)} = ${names.join(' | ')}\n`)
  }
  parts.push(await rootType(manifests))
  return parts.join('\n')
}

/** `polyhead.optimizers.Adam` → `AdamConfig`. */
function typeName(manifest: Manifest): string {
  return `${manifest.target.split('.').at(-1)}Config`
}

/** `lr_scheduler` → `AnyLrSchedulerConfig`: any of a group's components. */
function groupType(group: string): string {
  const words = group.split('_').map((word) => word[0]?.toUpperCase() + word.slice(1))
  return `Any${words.join('')}Config`
}

function typeSchema(manifest: Manifest): JsonSchema {
  const { $id, $schema, title, ...schema } = componentSchema(manifest)
  const names = [manifest.target, ...manifest.aliases]
  const target = { type: 'string', enum: names, description: 'The component to create.' }
  const required = [...new Set(['_target_', ...((schema.required ?? []) as string[])])]
  const properties: Record<string, JsonSchema> = { ...ownProperties(schema) }
  for (const part of partGroups) {
    const [group, key] = partPaths[part]
    const own = properties[key]
    if (group !== manifest.group || !own) continue
    properties[key] = { description: own.description, tsType: `${groupType(part)} | null` }
  }
  return { ...schema, required, properties: { _target_: target, ...properties } }
}

async function rootType(manifests: readonly Manifest[]): Promise<string> {
  const { $id, $schema, title, ...schema } = readSchema('config')
  // A title would make a type of its own, and a name that users might come to rely on.
  const titled = Object.entries(schema.properties as Record<string, JsonSchema>)
  const properties: Record<string, JsonSchema> = Object.fromEntries(
    titled.map(([key, { title, ...own }]) => [key, own]),
  )
  for (const group of componentGroups) {
    const own = properties[group]
    if (!own || !manifests.some((manifest) => manifest.group === group)) continue
    const component = { tsType: groupType(group) }
    if (dictGroups.has(group))
      properties[group] = { ...own, additionalProperties: { tsType: `${component.tsType} | null` } }
    else {
      const nullable = Array.isArray(own.type) && own.type.includes('null')
      properties[group] = { description: own.description, tsType: component.tsType + (nullable ? ' | null' : '') }
    }
  }
  return typeOf({ ...schema, properties }, 'PolyheadConfig')
}

function typeOf(schema: JsonSchema, name: string): Promise<string> {
  return compile(schema as Parameters<typeof compile>[0], name, {
    bannerComment: '',
    additionalProperties: true,
    declareExternallyReferenced: true,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
}
