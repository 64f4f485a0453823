import { componentGroups, hydraGroups, type JsonSchema, type Manifest, partGroups } from '../registry/manifest.js'
import { componentSchema, ownProperties, readSchema } from './component-schema.js'
import { expectation } from './expectation.js'

/** The page `docs/config.md`: the keys of a run's config, group by group, as the schemas say them. */
export function configReference(manifests: readonly Manifest[]): string {
  const groups = [...componentGroups, ...partGroups, ...hydraGroups].flatMap((group) => {
    const own = manifests.filter((manifest) => manifest.group === group)
    return own.length === 0 ? [] : [`## ${group}\n`, ...own.map(componentSection)]
  })
  return [intro, '## The config itself\n', keyTable(readSchema('config')), ...groups].join('\n')
}

const intro = `# Config reference

Every key that a run's config can have: what it must be, what it is where nothing sets it, and an example. Written from
the schemas by \`npm run generate\`; \`polyhead explain KEY\` says the same of one key, with its value and who set it. A
group's heading is the key that it has in the config (weighting: \`algorithm.weighting\`; hydra/sweeper and
hydra/launcher: in the hydra node); below it are its components, by the option that chooses them.
`

function componentSection(manifest: Manifest): string {
  const schema = componentSchema(manifest)
  const names = [manifest.target, ...manifest.aliases].map(code).join(', ')
  const parts = [`### ${manifest.option}\n`, `${schema.description ?? schema.title}\n`, `\`_target_\`: ${names}\n`]
  const keys = Object.keys(ownProperties(schema)).length > 0 ? [keyTable(schema)] : []
  return [...parts, ...keys].join('\n')
}

function keyTable(schema: JsonSchema): string {
  const required = new Set((schema.required ?? []) as string[])
  const rows = Object.entries(ownProperties(schema)).map(([key, own]) => [
    code(key),
    expectation(own),
    required.has(key) ? 'required' : own.default === undefined ? '' : code(inYaml(own.default)),
    example(own),
    String(own.description ?? ''),
  ])
  return table([['key', 'value', 'default', 'example', ''], ['---', '---', '---', '---', '---'], ...rows])
}

function example({ examples }: JsonSchema): string {
  const [first] = (examples ?? []) as unknown[]
  return first === undefined ? '' : code(inYaml(first))
}

/** A value in one line of YAML, as an override takes it. */
function inYaml(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function table(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  return `${rows.map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')}\n`
}

function code(text: string): string {
  return `\`${text}\``
}
