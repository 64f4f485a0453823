import { join } from 'node:path'
import type { FrozenFolder } from '../compose/frozen-folder.js'
import { isSweepOverride, parseOverride } from '../compose/override/index.js'
import { childPath, loadYaml } from '../config/index.js'
import type { Node } from '../config/node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { SECRET_TEXT } from '../util/mask-diagnostics.js'
import { secretValues } from '../util/mask-secrets.js'
import { isSecretNameInText } from '../util/secret-name.js'
import { shownPath } from '../util/shown-path.js'
import { hasUrlPassword } from '../util/url-password.js'

/**
 * Refuses jobs that would take a secret along to another machine, where it stands in a config or an override in clear.
 * @param folders with the texts of the configs that the jobs are composed from
 * @throws ConfigError that names each
 */
export function refuseLiteralSecrets(
  folders: readonly FrozenFolder[],
  overrides: Iterable<string>,
  env: NodeJS.ProcessEnv,
): void {
  const values = secretValues(env)
  const places = [
    ...folders.flatMap((folder) => Object.keys(folder.files).flatMap((name) => placesInFile(folder, name, values))),
    ...[...new Set(overrides)].flatMap((text) => placesInOverride(text, values)),
  ]
  if (places.length > 0) throw new ConfigError(places)
}

function placesInFile({ dir, files }: FrozenFolder, name: string, values: readonly string[]): Diagnostic[] {
  try {
    const node = loadYaml(files[name] as string, { file: shownPath(join(dir, name)) })
    return placesIn(node, { path: '', key: '' }, values)
  } catch (error) {
    // What is no YAML is told where it is used.
    if (!(error instanceof ConfigError)) throw error
    return []
  }
}

function placesInOverride(text: string, values: readonly string[]): Diagnostic[] {
  const override = parseOverride(text)
  const { keyOrGroup: path, value } = override
  if (!value || value.kind === 'list-edit' || isSweepOverride(override)) return []
  return placesIn(value as Node, { path, key: path.split('.').at(-1) as string }, values)
}

/** @param at the node's place, and the last name in it */
function placesIn(node: Node, at: { path: string; key: string }, values: readonly string[]): Diagnostic[] {
  const { path, key } = at
  if (node.kind === 'map') {
    return [...node.entries].flatMap(([name, child]) =>
      placesIn(child, { path: childPath(path, node, name), key: String(name) }, values),
    )
  }
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) => placesIn(item, { path: childPath(path, node, index), key }, values))
  }
  if (node.kind !== 'string' || !isSecret(key, node.value, values)) return []
  return [
    {
      code: 'secret-in-job',
      path,
      message: `${path} holds a secret in clear, which the jobs of this launcher would take to other machines`,
      source: node.source,
      secret: true,
      hint: `write '\${oc.env:NAME}' in its place, and set NAME where the jobs run`,
    },
  ]
}

function isSecret(key: string, value: string, values: readonly string[]): boolean {
  if (isSecretNameInText(key) && SECRET_TEXT.test(value)) return true
  return hasUrlPassword(value) || values.some((secret) => value.includes(secret))
}
