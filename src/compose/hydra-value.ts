import { type Node, select } from '../config/index.js'
import { isPlain } from '../config/interpolation/resolve-place.js'
import { entryAt } from '../config/key-path.js'
import { coerce } from './coerce.js'
import type { Config } from './config.js'
import { hydraShape, shapeAt } from './hydra-shape.js'
import { resolveOptions } from './resolve-options.js'

/** By key: each job of a sweep asks for the same few. */
const known = new Map<string, { keys: readonly string[]; shape: ReturnType<typeof shapeAt> }>()

function about(key: `hydra.${string}`) {
  const before = known.get(key)
  if (before) return before
  const keys = key.split('.')
  const found = { keys, shape: shapeAt(hydraShape, keys.slice(1)) }
  known.set(key, found)
  return found
}

/**
 * A value of the hydra node, resolved, of the type that its key has: `hydra.job.env_set` is a map of strings, wherever
 * it comes from. Undefined where it is missing (`???`).
 * @throws ConfigError where it cannot be resolved, or does not fit its type
 */
export function hydraValue(
  config: Config,
  key: `hydra.${string}`,
  facts: { now: Date; env: NodeJS.ProcessEnv },
): Node | undefined {
  const { keys, shape } = about(key)
  const raw = entryAt(config.parts.full, ...keys)
  const node = raw && isPlain(raw) ? raw : select(config.parts.full, key, resolveOptions(config, facts))
  return node && shape ? coerce(key, node, shape, false) : node
}
