import type { PlacedDefault } from './placed-default.js'

/** A config in the tree of defaults, with the entries of its own defaults list in order. */
export interface DefaultsNode {
  /** Null at the root, which holds `hydra/config` and the primary config. */
  readonly default: PlacedDefault | null
  readonly parent?: DefaultsNode
  /** Undefined for a config without a defaults list, and for one that is left out. */
  children?: DefaultsNode[]
}
