import type { ResolveOptions, ResolverRegistry } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { applyOverrides } from './apply-overrides.js'
import { checkSweeps } from './check-sweeps.js'
import { type Config, createConfig, type TypedConfig } from './config.js'
import type { ConfigFile } from './config-file.js'
import { RANK } from './config-source.js'
import { flatten, type ResultDefault } from './defaults-list.js'
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
import { Warnings } from './warnings.js'

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
  const { overrides = [], repository = openRepository(options.configDir ?? []) } = options
  const opened = { ...options, repository }
  const tries = tryOverrides(overrides, repository, (others) =>
    composeOnce({ ...opened, overrides: others, warn: undefined }, undefined),
  )
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

  const seen = snapshot(repository, resolving)
  // The primary config is what was found before hydra.searchpath was known, even if nothing was found.
  const load: typeof seen = (path) => (path === configName ? primary : seen(path))
  const choices = sortOverrides(overrides, repository, tries)
  const tree = buildDefaultsTree(
    { repository, load, choices, skipMissing: mode === 'multirun', resolving, warnings, unsearched },
    configName,
  )
  const list = flatten(tree)
  warnOfBuiltIn(list, primary, repository, load, warnings)
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
    resolvers,
    tries,
    bound: false,
  })
}

/**
 * A primary config of the user's own, and a preset that was made for the one of the fallback: they may not go together.
 */
function warnOfBuiltIn(
  list: readonly ResultDefault[],
  primary: ConfigFile | undefined,
  repository: Repository,
  load: (path: string) => ConfigFile | undefined,
  warnings: Warnings,
): void {
  const fallbacks = repository.sources.filter(({ rank }) => rank === RANK.fallback)
  if (!primary || fallbacks.some(({ provider }) => provider === primary.provider)) return
  for (const { path, source } of list) {
    const provider = load(path)?.provider
    const preset = fallbacks.find((one) => one.provider === provider && one.mount !== undefined && one.isConfig(path))
    if (!preset && (path.includes('/') || !fallbacks.some((one) => one.provider === provider))) continue
    warnings.add({
      code: 'built-in-preset',
      severity: 'warning',
      path: '',
      message: `'${path}' comes with ${provider} and was made for its own primary config, not for '${primary.file}'`,
      source,
    })
  }
}
