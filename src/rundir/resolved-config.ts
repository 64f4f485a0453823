import type { Config } from '../compose/index.js'
import { fromPlain, resolve } from '../config/index.js'
import type { Key, MapNode, Node } from '../config/node.js'

/** Words that make an environment variable's name a secret's, between underscores. */
const SECRET_WORDS = new Set(['TOKEN', 'SECRET', 'PASSWORD', 'PASSWD', 'KEY', 'CREDENTIAL', 'CREDENTIALS'])

/** Whether a variable's value must never be written down. */
export function isSecretName(name: string): boolean {
  return name.split('_').some((word) => SECRET_WORDS.has(word.toUpperCase()))
}

/**
 * The config with every value that the run used, from which the run can be had again. Two kinds of value stay the
 * interpolations that they were: those that depend, even through other keys, on the run's directory or the working directory,
 * since a reproduction has its own; and those built from secrets, which are never written down.
 *
 * What depends on what is found by resolving a second time in a world where just those sources differ: a value that
 * came out different, or did not come out, depends on them, whatever resolvers lie between.
 */
export function resolvedConfig(
  config: Config,
  resolved: MapNode,
  facts: { now: Date; env: NodeJS.ProcessEnv },
): MapNode {
  const hydra = elsewhere(config.hydra)
  const env = Object.fromEntries(
    Object.entries(facts.env).map(([name, value]) => [name, isSecretName(name) ? `${value}'` : value]),
  )
  const options = { env, context: { hydra, now: facts.now } }
  return keepVolatile(config.root, resolved, (node) => resolveWithin(config.root, node, options)) as MapNode
}

/** The hydra node of a run in other folders. */
function elsewhere(hydra: MapNode): MapNode {
  const moved = (node: Node | undefined, keys: readonly string[]): Node | undefined => {
    if (node?.kind !== 'map') return node
    const entries = new Map(node.entries)
    for (const key of keys) if (entries.has(key)) entries.set(key, fromPlain('\0elsewhere'))
    return { ...node, entries }
  }
  const entries = new Map(hydra.entries)
  const replace = (key: Key, keys: readonly string[]) => {
    const node = moved(entries.get(key), keys)
    if (node) entries.set(key, node)
  }
  replace('runtime', ['cwd', 'output_dir'])
  replace('run', ['dir'])
  replace('sweep', ['dir'])
  return { ...hydra, entries }
}
