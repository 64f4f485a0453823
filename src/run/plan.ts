import { type Config, withRoot } from '../compose/index.js'
import { resolve } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { fillDefaults } from '../schema/fill-defaults.js'
import { validate } from '../schema/validate.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'

export interface Plan {
  /** Bound, with the schemas' defaults filled in; interpolations as they were written. */
  config: Config
  /** The same, without interpolations. */
  resolved: MapNode
  warnings: readonly Diagnostic[]
}

/** Fills a bound config with its schemas' defaults and resolves it. */
export function resolvePlan(config: Config, registry: Registry, facts: { now: Date; env: NodeJS.ProcessEnv }): Plan {
  const filled = withRoot(config, fillDefaults(config.root, registry))
  const resolved = resolve(filled.root, { env: facts.env, context: { hydra: filled.hydra, now: facts.now } }) as MapNode
  return { config: filled, resolved, warnings: [] }
}

/**
 * Resolves and validates a bound config: everything that can be known before data are opened.
 * @throws ConfigError with everything that is wrong
 */
export async function planRun(
  config: Config,
  registry: Registry,
  facts: { now: Date; env: NodeJS.ProcessEnv },
): Promise<Plan> {
  const plan = resolvePlan(config, registry, facts)
  const found = await validate(plan.resolved, { registry, unresolved: plan.config.root, hydra: plan.config.hydra })
  const errors = found.filter((diagnostic) => diagnostic.severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  return { ...plan, warnings: found }
}
