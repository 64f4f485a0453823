import type { MapNode } from '../config/index.js'
import { type Config, createConfig } from './config.js'

/** The same config, hydra node and all, with another task's config in it. */
export function withRoot(config: Config, root: MapNode): Config {
  const entries = new Map(root.entries).set('hydra', config.hydra)
  return createConfig({ ...config.parts, full: { ...root, entries } }, root.entries.has('hydra') ? undefined : root)
}

/** The same config, which reads another environment. */
export function withEnvironment(config: Config, env: NodeJS.ProcessEnv): Config {
  return createConfig({ ...config.parts, env }, config.root)
}

/** The same config with another hydra node. */
export function withHydra(config: Config, hydra: MapNode): Config {
  const entries = new Map(config.root.entries).set('hydra', hydra)
  return createConfig({ ...config.parts, full: { ...config.root, entries } }, config.root)
}
