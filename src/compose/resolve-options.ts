import type { ResolveOptions } from '../config/index.js'
import type { Config } from './config.js'

/** How interpolations of a config that knows its run are resolved. */
export function resolveOptions(config: Config, facts: { now: Date; env: NodeJS.ProcessEnv }): ResolveOptions {
  return { ...config.resolving, env: facts.env, context: { config: config.parts.full, now: facts.now } }
}
