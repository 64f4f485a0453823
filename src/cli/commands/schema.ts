import type { Registry } from '../../registry/registry.js'
import { didYouMean } from '../../util/suggest.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { EXIT } from '../exit.js'

export const schema = defineCommand({
  name: 'schema',
  summary: 'schemas for editors: completion and checks in YAML files',
  help: [
    'Prints a schema, or puts a line on top of each YAML file of the project that tells editors its schema',
    '(`--write`), and takes it away again (`--remove`).',
  ],
  examples: ['polyhead schema optimizer/adam'],
  operands: {
    name: { type: 'text', name: 'NAME', count: 'optional', about: 'the name of a schema, such as optimizer/adam' },
  },
  options: {
    write: { type: 'boolean', about: 'write the lines, and the schemas into `.polyhead/schema`' },
    remove: { type: 'boolean', about: 'take the lines and the schemas away' },
  },
  overrides: false,
  async run({ operands: { name }, options: { write, remove } }, project) {
    const asked = [
      ...(name === undefined ? [] : [`'${name}'`]),
      ...(write ? ['--write'] : []),
      ...(remove ? ['--remove'] : []),
    ]
    if (asked.length !== 1) {
      const given = asked.length === 0 ? '' : `, and not ${asked.join(' and ')} at once`
      throw usageError(`schema needs --write, --remove, or the name of a schema, such as optimizer/adam${given}`)
    }
    const registry = await project.registry()
    if (name !== undefined) {
      printJson(await schemaByName(name, registry), 2)
      return EXIT.done
    }
    const { removeModelines, writeModelines } = await import('../projects/modelines.js')
    const changed = remove ? removeModelines(project) : writeModelines(project, registry)
    print(`${changed.length === 0 ? 'nothing to change' : changed.join('\n')}\n`)
    return EXIT.done
  },
})

async function schemaByName(name: string, registry: Registry): Promise<object> {
  const { componentSchema, readSchema, schemaName } = await import('../../schema/component-schema.js')
  if (name === 'config' || name === 'hydra') return readSchema(name)
  const manifest = registry.list().find((one) => schemaName(one) === name) ?? registry.find(name)
  if (manifest) return componentSchema(manifest)
  const { editorSchemas } = await import('../../inspect/editor-schemas.js')
  const editor = editorSchemas(registry)
  const found = editor.get(name)
  if (found) return found
  const names = ['config', 'hydra', ...editor.keys(), ...registry.list().map(schemaName)]
  throw usageError(`there is no schema '${name}'`, didYouMean(name, names))
}
