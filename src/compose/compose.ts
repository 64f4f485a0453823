import type { MapNode, ResolveOptions, ResolverRegistry } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { applyOverrides } from './apply-overrides.js'
import { checkSweeps } from './check-sweeps.js'
import { type Config, createConfig, type TypedConfig } from './config.js'
import { sortOverrides } from './group-choices.js'
import { finishHydraNode } from './hydra-node.js'
import { mergeGroups } from './merge-groups.js'
import { openChoices } from './open-choices.js'
import { optionsWith } from './options-with.js'
import type { Override } from './override/index.js'
import { parseAll } from './parse-all.js'
import { openRepository, type Repository, type RepositoryEntry } from './repository.js'
import { extendSearchPath } from './search-path.js'
import type { Tries } from './tried-hints.js'
import { tryOverrides } from './try-overrides.js'
import type { VersionBase } from './version-base.js'
import { Warnings } from './warnings.js'

/** How a config is composed. */
export interface ComposeOptions {
  /** The folder, or folders, of the search path. Either this or `repository`. */
  configDir?: string | RepositoryEntry | readonly (string | RepositoryEntry)[]
  /** An open search path: composing again from the same one reads only what has changed. */
  repository?: Repository
  /**
   * By which version's rules: `1.4` mends what gives values in Hydra 1.3 that nobody asked for. An open search path has
   * its own. Default: `1.3`.
   */
  versionBase?: VersionBase
  /** The primary config, such as `config`; null composes from an empty one. Default: null. */
  configName?: string | null
  /** Overrides as typed, such as `optimizer.lr=0.1`, or parsed ones. Default: none. */
  overrides?: readonly (string | Override)[]
  /** In `multirun`, sweeps are skipped and groups whose option is `???` are left out. Default: `run`. */
  mode?: 'run' | 'multirun'
  /** The environment that `oc.env` reads. Default: `process.env`. */
  env?: NodeJS.ProcessEnv
  /** Resolvers beside the built-in ones. */
  resolvers?: ResolverRegistry
  /** Who gave the overrides, for messages. Default: `API`. */
  origin?: string
  /** Whether a config has a use for a key: a hint that adds another one is not given. Default: for all. */
  takes?: ((root: MapNode, key: string) => boolean) | undefined
  /** Called for each warning as it arises, be it that composing fails in the end. They are in `Config.warnings` too. */
  warn?: ((warning: Diagnostic) => void) | undefined
}

/**
 * Composes a config as Hydra does: the defaults list of the primary config, merged in order, then the overrides.
 * Nothing is validated against schemas, and nothing is resolved.
 * @typeParam T what the caller knows of the config's values, such as `PolyheadConfig`; it types `get` and `toObject`
 * @throws ConfigError where a config, an option or an override is at fault
 */
export function compose<T = unknown>(options: ComposeOptions = {}): TypedConfig<T> {
  const { overrides = [], repository = openRepository(options.configDir ?? [], options) } = options
  const opened = { ...options, repository }
  const composeWith = (others: readonly (string | Override)[]) =>
    composeOnce({ ...opened, overrides: others, warn: undefined }, undefined)
  const tries = tryOverrides(overrides, repository, composeWith, options.takes)
  return composeOnce(opened, tries) as TypedConfig<T>
}

/** @param tries tells which hints an error is given; undefined: none */
function composeOnce(options: ComposeOptions & { repository: Repository }, tries: Tries | undefined): Config {
  const { configName = null, mode = 'run', env = process.env, resolvers } = options
  const warnings = new Warnings(options.warn)
  const resolving: ResolveOptions = { env, resolvers, warn: warnings.add }
  const base = options.repository
  const overrides = parseAll(options.overrides ?? [], options.origin ?? 'API', tries)
  const primary = configName === null ? undefined : base.load(configName, resolving)
  const { repository, unsearched } = extendSearchPath(base, primary, overrides, resolving, warnings)
  checkSweeps(overrides, mode, tries)

  const sorted = sortOverrides(overrides, repository, tries)
  const { values } = sorted
  const ofValues = new Set(values)
  const ofGroups = overrides.filter((override) => !ofValues.has(override))
  const key = [JSON.stringify([configName, mode]), ...ofGroups.map(groupKey)].join()
  const {
    list,
    tree,
    choices,
    options: chosen,
    merged,
    found,
  } = repository.once(key, () =>
    mergeGroups({ repository, unsearched, primary, configName, mode, choices: sorted, resolving, warn: warnings.add }),
  )
  found.forEach(warnings.add)

  const { hydraShape } = merged
  const open = () => openChoices(choices.known, repository)
  const applied = applyOverrides(merged.root, values, {
    hydraShape,
    groups: [...choices.keys.keys()],
    resolving,
    tries,
    versionBase: repository.versionBase,
    open,
    isOption: (group, name) => repository.isGroup(group) && repository.options(group).includes(name),
    optionsWith: (node, key) => optionsWith(repository, choices.known, node, key),
  })
  const full = finishHydraNode(applied, {
    overrides,
    choices: choices.known,
    configName,
    resolving,
    hydraShape,
    versionBase: repository.versionBase,
  })
  return createConfig({
    full,
    configName,
    list,
    tree,
    choices: chosen,
    overrides,
    sources: repository.sources,
    warnings,
    env,
    resolvers,
    tries,
    open,
    bound: false,
  })
}

const groupKeys = new WeakMap<Override, string>()

/** Of an override of a group: what tells it from others. */
function groupKey(override: Override): string {
  const { text, source } = override
  const key = groupKeys.get(override) ?? JSON.stringify([text, source?.kind === 'override' ? source.origin : ''])
  groupKeys.set(override, key)
  return key
}
