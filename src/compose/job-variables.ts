import { childPath, entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { isNeverSet } from '../util/is-never-set.js'
import { isSecretVariable } from '../util/secret-name.js'
import type { Config } from './config.js'
import { hydraValue } from './hydra-value.js'

/** What `hydra.job.env_set` gives a job. */
export interface JobVariables {
  /** Variables of its process. */
  readonly set: Readonly<Record<string, string>>
  /** The environment that its config reads. */
  readonly env: NodeJS.ProcessEnv
  /** Which are left out, and why. */
  readonly warnings: readonly Diagnostic[]
}

const KEY = 'hydra.job.env_set'

interface Facts {
  now: Date
  env: NodeJS.ProcessEnv
}

/**
 * The variables that a bound config sets, in order: each may read those before it, as in Hydra. Left out, with a
 * warning, are those that no config may set, and those of a saved run that cannot be had here.
 * @throws ConfigError where one is no text, or none that a process can have
 */
export function jobVariables(config: Config, facts: Facts): JobVariables {
  const own = entryAt(config.hydra, 'job', 'env_set')
  const none = { set: {}, env: facts.env, warnings: [] }
  // Most configs set none.
  if (own === undefined || (own.kind === 'map' && own.entries.size === 0)) return none
  if (own.kind !== 'map') {
    hydraValue(config, KEY, facts)
    return none
  }
  const set: Record<string, string> = {}
  const env = { ...facts.env }
  const warnings: Diagnostic[] = []
  for (const [key, { source }] of own.entries) {
    const name = String(key)
    const path = childPath(KEY, own, key) as typeof KEY
    const leaveOut = (why: string, hint?: string) => {
      const message = `${path} is not set: ${why}`
      warnings.push({ code: 'no-effect', severity: 'warning', path, message, source, ...(hint && { hint }) })
    }
    try {
      const node = hydraValue(config, path, { ...facts, env })
      if (node === undefined) {
        if (config.parts.savedVariables?.has(name)) leaveOut('its value is missing (???)')
        continue
      }
      const text = textOf(name, path, node)
      const why = whyNot(name, node, text, facts.env)
      if (why === undefined) set[name] = env[name] = text
      // What `env_copy` takes from the environment is there already.
      else if (text !== facts.env[name]) leaveOut(why, 'set it in the environment of the command')
    } catch (error) {
      if (!(error instanceof ConfigError) || !config.parts.savedVariables?.has(name)) throw error
      leaveOut(error.diagnostics[0]?.message ?? error.message)
    }
  }
  return { set, env, warnings }
}

/** The environment that a bound config reads in a run; as it is where the config is wrong about it, which runs tell. */
export function environmentOfJob(config: Config, facts: Facts): NodeJS.ProcessEnv {
  try {
    return jobVariables(config, facts).env
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return facts.env
  }
}

/**
 * Why a config may not set a variable. Secrets are the environment's alone: whatever looks for one there finds what the
 * user has set, and no other one under its name, and what masks a log knows all of them.
 */
function whyNot(name: string, node: Node, text: string, env: NodeJS.ProcessEnv): string | undefined {
  if (isNeverSet(name)) return 'by this variable a config could have other code run, or other files written'
  if (isSecretVariable(name, text) || isSecretVariable(name, env[name] ?? '')) return 'this variable is a secret'
  const isMade = isSecret(node) || node.env?.some((read) => isSecretVariable(read, env[read] ?? ''))
  return isMade ? 'its value is made of a secret' : undefined
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
