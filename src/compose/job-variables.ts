import { childPath, entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import { ConfigError } from '../util/diagnostic.js'
import { mayRunCode } from '../util/may-run-code.js'
import { isSecretVariable } from '../util/secret-name.js'
import type { Config } from './config.js'
import { hydraValue } from './hydra-value.js'

/** What `hydra.job.env_set` gives a job. */
export interface JobVariables {
  /** Variables of its process. */
  readonly set: Readonly<Record<string, string>>
  /** The environment that its config reads. */
  readonly env: NodeJS.ProcessEnv
}

const KEY = 'hydra.job.env_set'

/**
 * The variables that a bound config sets, in order: each may read those before it, as in Hydra. Those by which a config
 * could have code run are left out: who validates the config warns of them.
 * @throws ConfigError where one is no text, or none that a process can have
 */
export function jobVariables(config: Config, facts: { now: Date; env: NodeJS.ProcessEnv }): JobVariables {
  const own = entryAt(config.hydra, 'job', 'env_set')
  // Most configs set none.
  if (own === undefined || (own.kind === 'map' && own.entries.size === 0)) return { set: {}, env: facts.env }
  if (own.kind !== 'map') {
    hydraValue(config, KEY, facts)
    return { set: {}, env: facts.env }
  }
  const set: Record<string, string> = {}
  const env = { ...facts.env }
  for (const key of own.entries.keys()) {
    const path = childPath(KEY, own, key) as typeof KEY
    const node = hydraValue(config, path, { ...facts, env })
    const name = String(key)
    if (node === undefined || mayRunCode(name)) continue
    set[name] = textOf(name, path, node)
    // A secret under a name that does not say so is for programs: read by the config, it would be shown and saved.
    if (!isSecret(node) || isSecretVariable(name, set[name])) env[name] = set[name]
  }
  return { set, env }
}

function textOf(name: string, path: string, node: Node): string {
  const text = 'value' in node && node.kind !== 'null' ? String(node.value) : undefined
  const why = /^$|[=\0]/.test(name)
    ? 'an environment variable has a name, without = and NUL'
    : text === undefined
      ? `'${path}' must be a string, not ${node.kind}`
      : text.includes('\0')
        ? `'${path}' holds NUL, which no environment variable does`
        : undefined
  if (why === undefined) return text as string
  throw new ConfigError({ code: 'hydra-type', path, message: why, source: node.source })
}
