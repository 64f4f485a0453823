import type { Node } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** The groups of which a run is made, in the order in which it creates them. */
export const componentGroups = [
  'backend',
  'dataset',
  'backbone',
  'heads',
  'algorithm',
  'optimizer',
  'lr_scheduler',
  'metrics',
  'callbacks',
  'loggers',
  'trainer',
] as const

/** A group of components. */
export type ComponentGroup = (typeof componentGroups)[number]

/** Groups whose components are part of another one: their node is in that one's. */
export const partGroups = ['weighting'] as const

/** One of those groups. */
export type PartGroup = (typeof partGroups)[number]

/** Where the node of such a group stands in a config. */
export const partPaths: Readonly<Record<PartGroup, readonly [group: ComponentGroup, key: string]>> = {
  weighting: ['algorithm', 'weighting'],
}

/** The groups of what runs a sweep. Their nodes are in the hydra node: `hydra.sweeper`, `hydra.launcher`. */
export const sweepGroups = ['hydra/sweeper', 'hydra/launcher'] as const

/** One of those groups. */
export type SweepGroup = (typeof sweepGroups)[number]

/** The groups of components whose nodes are in the hydra node. */
export const hydraGroups = [...sweepGroups, 'hydra/callbacks'] as const

/** One of those groups. */
export type HydraGroup = (typeof hydraGroups)[number]

/** Groups whose node is a dict of components by name. */
export const dictGroups: ReadonlySet<ComponentGroup> = new Set(['metrics', 'callbacks', 'loggers'])

/** Draft-07. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** A component's class: its one argument holds the config's keys, by their names, beside what the run passes in. */
// biome-ignore lint/suspicious/noExplicitAny: each component types its own parameters
export type ComponentClass = new (params: any) => object

/**
 * All that polyhead needs to know of a component without loading its code. Listing, validating, completing and
 * explaining never call `load`.
 */
export interface Manifest {
  /** The name for `_target_`: `polyhead.optimizers.Adam`. */
  target: string
  /** Other names for `_target_`: `torch.optim.Adam`. */
  aliases: readonly string[]
  /** Where the component stands in a config. */
  group: ComponentGroup | PartGroup | HydraGroup
  /** The option's name (`adam`): names `configs/<group>/<option>.yaml`. */
  option: string
  /** A built-in's schema by its path under `schemas/`, without `.schema.json`; a plugin brings the schema itself. */
  schema: string | JsonSchema
  /** Defaults that it has by its other names, and not by its own: those of the class that they name. */
  aliasDefaults?: Readonly<Record<string, string | number | null>>
  /** Parameters that `_args_` fill, in order. */
  positional?: readonly string[]
  /** False: nodes in it that have a `_target_` are handed on as data, as with `_recursive_: false`. Default: true. */
  recursive?: false
  /**
   * Keys where a float is a fraction and an int a count: the constructor gets `{fraction: 1}` for `1.0`, and `1` for
   * `1`.
   */
  fractions?: readonly string[]
  /**
   * Of a metric, a callback or an algorithm: the names that it logs, which others may `monitor`; where they depend on
   * the config, of its node and the whole resolved config. `<t>` stands for the id of a task that is trained, another
   * name in `<>` for anything. Missing: not known.
   */
  logs?: readonly string[] | ((node: Node, root: Node) => readonly string[])
  /** Logged metrics that a text of its node names, by the text's key: a warning tells of those that nothing logs. */
  mentions?: (node: Node) => Readonly<Record<string, readonly string[]>>
  /** What JSON Schema cannot say about this node. `root` is the whole resolved config. */
  check?: (node: Node, path: string, root: Node) => readonly Diagnostic[]
  /** Imports the component's code: called when a run needs it. */
  load: () => Promise<ComponentClass>
}
