import { type InstantiateOptions, instantiate as instantiateFrom } from '../registry/instantiate.js'
import { builtinRegistry } from './manifests.js'

/**
 * Creates the components that a config names, by Hydra's rules; without a registry, of those that ship with polyhead.
 * @throws ConfigError naming path, component and argument.
 */
export function instantiate(config: unknown, options: Partial<InstantiateOptions> = {}): Promise<unknown> {
  return instantiateFrom(config, { ...options, registry: options.registry ?? builtinRegistry })
}
