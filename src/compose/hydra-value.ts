import { type Node, select, selectRaw } from '../config/index.js'
import { isPlain } from '../config/interpolation/resolve-place.js'
import { coerce } from './coerce.js'
import type { Config } from './config.js'
import { hydraShape, shapeAt } from './hydra-shape.js'
import { resolveOptions } from './resolve-options.js'

/** By key: each job of a sweep asks for the same few. */
const shapes = new Map<string, ReturnType<typeof shapeAt>>()

function shapeOf(key: `hydra.${string}`): ReturnType<typeof shapeAt> {
  if (!shapes.has(key)) shapes.set(key, shapeAt(hydraShape, key.split('.').slice(1)))
  return shapes.get(key)
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
  const raw = selectRaw(config.parts.full, key)
  const node = raw && isPlain(raw) ? raw : select(config.parts.full, key, resolveOptions(config, facts))
  const shape = shapeOf(key)
  return node && shape ? coerce(key, node, shape, false) : node
}
