import type { Config } from '../compose/index.js'
import type { Tries } from '../compose/tried-hints.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { validate } from '../schema/validate.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { withoutFollowUps } from './follow-ups.js'
import { checkOwnSchemas } from './own-schemas.js'
import { takesKey } from './takes-key.js'

export interface Diagnosis {
  /** The root without interpolations, unless one of them fails. */
  resolved?: MapNode
  /** In order of place; warnings among them. */
  diagnostics: readonly Diagnostic[]
}

/**
 * Resolves and validates a config whose defaults are filled in. Where interpolations fail, the rest is validated all
 * the same, so that all errors come at once; those that only follow from another are left out.
 * @param resolve gives the resolved root. Default: the config's own.
 */
export async function diagnose(
  config: Config,
  registry: Registry,
  resolve: () => MapNode = () => config.resolve(),
): Promise<Diagnosis> {
  const { overrides, choices } = config.parts
  const takes = (root: MapNode, key: string) => takesKey(root, key, registry)
  const tries: Tries = (others, about) => config.parts.tries?.(others, { ...about, takes }) ?? false
  const options = {
    registry,
    hydra: { raw: config.hydra, resolved: () => hydraOf(config) },
    unresolved: config.root,
    tries,
    overrides,
    choices,
  }
  let resolved: MapNode
  try {
    resolved = resolve()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const others = [...(await validate(config.root, options)), ...(await checkOwnSchemas(config, config.root))]
    const unresolved = withoutFollowUps(error.diagnostics, others, config.root)
    return { diagnostics: sortByPlace([...unresolved, ...others]) }
  }
  const found = [...(await validate(resolved, options)), ...(await checkOwnSchemas(config, resolved))]
  return { resolved, diagnostics: sortByPlace(found) }
}

/** The hydra node, resolved where it can be: what a run does not need of it may be broken. */
function hydraOf(config: Config): MapNode {
  try {
    return config.resolveHydra()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return config.hydra
  }
}
