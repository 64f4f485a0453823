import type { Manifest } from '../registry/manifest.js'
import { createRegistry, type Registry } from '../registry/registry.js'
import { optimizerManifests } from './optimizer/manifests.js'

/** Every component that ships with polyhead, group by group. */
export const builtinManifests: readonly Manifest[] = [...optimizerManifests]

/** The registry of what ships with polyhead; plugins are added by `builtinRegistry.with(manifests)`. */
export const builtinRegistry: Registry = createRegistry(builtinManifests)
