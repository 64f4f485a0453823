import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import type { Source } from '../util/source.js'

export interface ValidateOptions {
  registry: Registry
  /** The `hydra` node, checked by its own schema: as it is, and how it is resolved. */
  hydra?: { readonly raw: MapNode; resolved(): MapNode }
  /** The root before it was resolved: tells which root keys interpolations refer to. */
  unresolved?: MapNode
  /** Whether the config composes with other overrides: hints are tried before they are given. */
  tries?: ((overrides: readonly string[], options?: { instead?: string | undefined }) => boolean) | undefined
  /** The option of each group that was chosen. Default: none. */
  choices?: Readonly<Record<string, string | null>>
  /** What the config was composed with. Default: nothing. */
  overrides?: readonly { readonly keyElement: string; readonly text: string; readonly source?: Source }[]
}
