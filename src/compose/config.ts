import {
  type MapNode,
  type Node,
  type ResolveOptions,
  type ResolverRegistry,
  resolve,
  select,
  selectRaw,
  toPlain,
} from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import type { ConfigSource } from './config-source.js'
import type { ResultDefault } from './defaults-list.js'
import type { DefaultsNode } from './defaults-node.js'
import type { OpenChoice } from './open-choices.js'
import type { Override } from './override/index.js'
import type { Tries } from './tried-hints.js'
import type { Warnings } from './warnings.js'

/** One of the values that a key was given on the way, the last one first. */
export interface Layer {
  readonly node: Node
  readonly source?: Source
}

/** What a config was composed from. */
export interface ConfigParts {
  /** Everything, the `hydra` node included. */
  readonly full: MapNode
  readonly configName: string | null
  readonly list: readonly ResultDefault[]
  readonly tree: DefaultsNode
  readonly choices: Readonly<Record<string, string | null>>
  readonly overrides: readonly Override[]
  readonly sources: readonly ConfigSource[]
  readonly warnings: Warnings
  readonly env: NodeJS.ProcessEnv
  readonly resolvers?: ResolverRegistry
  /** Tries other overrides in the same composition, for hints. */
  readonly tries?: Tries | undefined
  /** The groups of which no option is chosen, for hints. */
  readonly open: () => readonly OpenChoice[]
  /** Set once the run is known. */
  readonly now?: Date
  readonly bound: boolean
  /** Those in `hydra.job.env_set` that came from a saved run: what they are made of may be there alone. */
  readonly savedVariables?: ReadonlySet<string>
}

/** A composed config. Nothing in it changes: `bindRuntime` and the like return a new one. */
export interface Config {
  /** The task's config, unresolved, without the `hydra` node. */
  readonly root: MapNode
  /** The `hydra` node, unresolved. */
  readonly hydra: MapNode
  /** The configs that were merged, in order, each with the package it went to; those of `hydra/…` included. */
  readonly defaults: readonly (readonly [configPath: string, packageName: string])[]
  /** The option of each group, by override key; those of `hydra/…` included. */
  readonly choices: Readonly<Record<string, string | null>>
  /** What is not wrong, but worth knowing; what is found when values are resolved is added. */
  readonly warnings: readonly Diagnostic[]
  readonly parts: ConfigParts
  /** How its interpolations are resolved. */
  readonly resolving: ResolveOptions
  /**
   * The task's config as plain data.
   * @param options.resolve replace interpolations by their values; default true
   * @throws ConfigError where an interpolation cannot be resolved
   */
  toObject(options?: { resolve?: boolean }): unknown
  /**
   * The value of a dotted path as plain data, resolved; paths that begin with `hydra.` are found too.
   * @returns undefined where the config has no such path
   * @throws ConfigError where an interpolation cannot be resolved
   */
  get(path: string): unknown
  /** Where the value of a dotted path was written. */
  source(path: string): Source | undefined
  /** All values that a dotted path was given, the winner first. */
  layers(path: string): Layer[]
  /** The task's config with interpolations replaced by their values. */
  resolve(): MapNode
  /** The `hydra` node with interpolations replaced by their values, which may be the task's. */
  resolveHydra(): MapNode
}

/**
 * A composed config of which the caller knows the values: composing does not check them, running does.
 * @typeParam T such as `PolyheadConfig`
 */
export interface TypedConfig<T> extends Config {
  toObject(options?: { resolve?: true }): T
  toObject(options: { resolve?: boolean }): unknown
  get<Key extends keyof T & string>(path: Key): T[Key]
  get<Group extends keyof T & string, Key extends KeyOf<T[Group]>>(path: `${Group}.${Key}`): ValueOf<T[Group], Key>
  get(path: string): unknown
}

/** The keys of an object; of a union, those of each. */
type KeyOf<T> = T extends object ? keyof T & string : never

/** The value of a key; of a union, that of those that have the key, or undefined. */
type ValueOf<T, Key> = T extends object ? (Key extends keyof T ? T[Key] : undefined) : undefined

/** Getters of a class cost a config nothing; those of an object would be made for each job of a sweep, thrice. */
class ComposedConfig implements Config {
  readonly hydra: MapNode
  readonly choices: Config['choices']
  readonly parts: ConfigParts
  readonly resolving: ResolveOptions
  #root: MapNode | undefined

  constructor(parts: ConfigParts, task: MapNode | undefined) {
    const { full, env, resolvers, now, bound, warnings, choices } = parts
    this.hydra = full.entries.get('hydra') as MapNode
    this.choices = choices
    this.parts = parts
    this.resolving = { env, resolvers, context: bound ? { config: full, now } : undefined, warn: warnings.add }
    this.#root = task
  }

  get root(): MapNode {
    this.#root ??= without(this.parts.full, 'hydra')
    return this.#root
  }

  get defaults(): Config['defaults'] {
    return this.parts.list.map((item) => [item.path, item.package] as const)
  }

  get warnings(): Config['warnings'] {
    return this.parts.warnings.all
  }

  // They can be taken from a config, as in `const { get } = config`.
  readonly toObject = ({ resolve: resolved = true }: { resolve?: boolean } = {}): unknown => {
    return toPlain(resolved ? this.resolve() : this.root)
  }

  readonly get = (path: string): unknown => {
    const isHydra = path === 'hydra' || path.startsWith('hydra.')
    const node = select(isHydra ? this.parts.full : this.root, path, this.resolving)
    return node && toPlain(node)
  }

  readonly source = (path: string): Source | undefined => {
    return selectRaw(this.parts.full, path)?.source
  }

  readonly layers = (path: string): Layer[] => {
    const layers: Layer[] = []
    for (let node = selectRaw(this.parts.full, path); node; node = node.shadows) {
      layers.push({ node, source: node.source })
    }
    return layers
  }

  readonly resolve = (): MapNode => {
    return resolve(this.root, this.resolving) as MapNode
  }

  readonly resolveHydra = (): MapNode => {
    // It holds the overrides as they were typed: what is deprecated in them is told where it is used.
    return select(this.parts.full, 'hydra', { ...this.resolving, warn: () => {} }) as MapNode
  }
}

/**
 * Makes a config of its parts.
 * @param task the task's config, where it is known. Default: the whole one without the `hydra` node
 */
export function createConfig(parts: ConfigParts, task?: MapNode): Config {
  return new ComposedConfig(parts, task)
}

function without(node: MapNode, key: string): MapNode {
  const entries = new Map(node.entries)
  entries.delete(key)
  return { ...node, entries }
}
