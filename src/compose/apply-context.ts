import type { ResolveOptions } from '../config/index.js'
import type { Shape } from './hydra-shape.js'
import type { OpenChoice } from './open-choices.js'
import type { Tries } from './tried-hints.js'
import type { VersionBase } from './version-base.js'

/** What overrides of values need beside the config. */
export interface ApplyContext {
  /** The types of the hydra node. */
  readonly hydraShape: Shape
  /** The groups that the defaults list has, to suggest. */
  readonly groups: readonly string[]
  readonly resolving: ResolveOptions
  readonly tries: Tries | undefined
  /** By whose rules. */
  readonly versionBase: VersionBase
  /** Whether a group has an option. */
  readonly isOption: (group: string, name: string) => boolean
  /** The groups of which no option is chosen. Looked at where something is wrong. */
  readonly open: () => readonly OpenChoice[]
  /** Overrides that choose another option of a node's group, one that has a key. Looked at where something is wrong. */
  readonly optionsWith: (node: string, key: string) => readonly string[]
}
