import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { ListNode, MapNode, Node, ScalarNode } from '../node.js'

/** How resolvers learn about this run. */
export interface ResolveContext {
  /** The whole config: `${hydra:…}` reads its `hydra` node, whose own interpolations may refer to all of it. */
  config?: MapNode
  /** What `${now:…}` prints; the time of the call where it is not given. */
  now?: Date
}

/** What interpolations are resolved with. */
export interface ResolveOptions {
  /** Environment variables for `oc.env`; the process's own where it is not given. */
  env?: Readonly<Record<string, string | undefined>>
  /** Default: the built-in resolvers. */
  resolvers?: ResolverRegistry
  context?: ResolveContext
  /** An interpolation to a missing value is `???` itself, as in `OmegaConf.resolve`. Default: it is an error. */
  keepMissing?: boolean
  /** Errors come without hints, which cost more than the rest: for who only asks whether there is a value. */
  quiet?: boolean
  /** Called for what is not wrong, but worth knowing: of `oc.deprecated`, of arguments left empty. */
  warn?: (warning: Diagnostic) => void
}

/** What a resolver may ask about the interpolation that calls it. */
export interface ResolverInfo {
  /** The whole tree, unresolved. */
  readonly root: Node
  /** The map or list that holds the interpolation. */
  readonly parent: MapNode | ListNode
  readonly node: ScalarNode
  /** Dotted path of the interpolation. */
  readonly path: string
  readonly context: ResolveContext
  readonly env: Readonly<Record<string, string | undefined>>
  /** The arguments as written. */
  readonly texts: readonly string[]
  /** A resolved value by its path (relative if it begins with a dot); undefined where there is none. */
  select(key: string): Node | undefined
  /** Where a container argument stands in the tree; undefined where the interpolation itself spells it out. */
  pathOf(arg: Node): string | undefined
  /** An argument with the interpolations below it resolved: containers are passed as they stand. */
  resolve(arg: Node): Node
}

/**
 * Gives an interpolation's value from its arguments. It throws where the arguments make no sense: the error is shown at
 * the interpolation.
 */
export type Resolver = (args: readonly Node[], info: ResolverInfo) => Node

/** A resolver, and how it is called. */
export interface RegisteredResolver {
  readonly resolve: Resolver
  /** Called once for the same arguments, as written, while one tree is resolved. */
  readonly useCache: boolean
  /** Who brought it, for messages: `plugin './mine.js'`. */
  readonly origin?: string | undefined
}

/** The resolvers that interpolations may name, beside the built-in ones. */
export interface ResolverRegistry {
  readonly resolvers: ReadonlyMap<string, RegisteredResolver>
  /** Names of built-in resolvers that are switched off. */
  readonly without: ReadonlySet<string>
}

/** A registry with the built-in resolvers (but `without`). */
export function createResolverRegistry(options: { without?: readonly string[] } = {}): ResolverRegistry {
  return { resolvers: new Map(), without: new Set(options.without) }
}

/**
 * Adds a resolver to `registry`.
 * @throws ConfigError where the name is no name, or is taken and `replace` is not set.
 */
export function registerResolver(
  registry: ResolverRegistry,
  name: string,
  resolve: Resolver,
  options: { useCache?: boolean; replace?: boolean; origin?: string } = {},
): void {
  if (!/^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/.test(name))
    throw new ConfigError({ code: 'resolver', path: '', message: `'${name}' cannot be the name of a resolver` })
  if (registry.resolvers.has(name) && !options.replace)
    throw new ConfigError({ code: 'resolver', path: '', message: `a resolver '${name}' is registered already` })
  const resolvers = registry.resolvers as Map<string, RegisteredResolver>
  resolvers.set(name, { resolve, useCache: options.useCache === true, origin: options.origin })
}
