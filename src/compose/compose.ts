import type { ResolveOptions, ResolverRegistry } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { applyOverrides } from './apply-overrides.js'
import { checkSweeps } from './check-sweeps.js'
import { type Config, createConfig, type TypedConfig } from './config.js'
import { flatten } from './defaults-list.js'
import { buildDefaultsTree } from './defaults-tree.js'
import { checkAllUsed, sortOverrides } from './group-choices.js'
import { finishHydraNode } from './hydra-node.js'
import { mergeDefaults } from './merge-defaults.js'
import type { Override } from './override/index.js'
import { parseAll } from './parse-all.js'
import { openRepository, type Repository, type RepositoryEntry, snapshot } from './repository.js'
import { extendSearchPath } from './search-path.js'
import type { Tries } from './tried-hints.js'
import { tryOverrides } from './try-overrides.js'

/** How a config is composed. */
export interface ComposeOptions {
  /** The folder, or folders, of the search path. Either this or `repository`. */
  configDir?: string | RepositoryEntry | readonly (string | RepositoryEntry)[]
  /** An open search path: composing again from the same one reads only what has changed. */
  repository?: Repository
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
}

/**
 * Composes a config as Hydra does: the defaults list of the primary config, merged in order, then the overrides.
 * Nothing is validated against schemas, and nothing is resolved.
 * @typeParam T what the caller knows of the config's values, such as `PolyheadConfig`; it types `get` and `toObject`
 * @throws ConfigError where a config, an option or an override is at fault
 */
export function compose<T = unknown>(options: ComposeOptions = {}): TypedConfig<T> {
  const { overrides = [], repository = openRepository(options.configDir ?? []) } = options
  const opened = { ...options, repository }
  const tries = tryOverrides(overrides, repository, (others) =>
    composeOnce({ ...opened, overrides: others }, undefined),
  )
  return composeOnce(opened, tries) as TypedConfig<T>
}

/** @param tries tells which hints an error is given; undefined: none */
function composeOnce(options: ComposeOptions & { repository: Repository }, tries: Tries | undefined): Config {
  const { configName = null, mode = 'run', env = process.env, resolvers } = options
  const resolving: ResolveOptions = { env, ...(resolvers && { resolvers }) }
  const base = options.repository
  const warnings: Diagnostic[] = []
  const overrides = parseAll(options.overrides ?? [], options.origin ?? 'API', tries)
  const primary = configName === null ? undefined : base.load(configName, resolving)
  const repository = extendSearchPath(base, primary, overrides, resolving, warnings)
  checkSweeps(overrides, mode, tries)

  const seen = snapshot(repository, resolving)
  // The primary config is the one found before hydra.searchpath is known, also where that is none.
  const load: typeof seen = (path) => (path === configName ? primary : seen(path))
  const choices = sortOverrides(overrides, repository, tries)
  const tree = buildDefaultsTree(
    { repository, load, choices, skipMissing: mode === 'multirun', resolving, warnings },
    configName,
  )
  const list = flatten(tree)
  checkAllUsed(choices)

  const merged = mergeDefaults(list, repository, load, resolving)
  const { hydraShape } = merged
  const applied = applyOverrides(merged.root, choices.values, {
    hydraShape,
    groups: [...choices.keys.keys()],
    resolving,
    tries,
  })
  const full = finishHydraNode(applied, {
    overrides,
    choices: choices.known,
    configName,
    resolving,
    hydraShape,
  })
  return createConfig({
    full,
    configName,
    list,
    tree,
    choices: Object.fromEntries(choices.known),
    overrides,
    sources: repository.sources,
    warnings,
    env,
    ...(resolvers && { resolvers }),
    tries,
    bound: false,
  })
}
