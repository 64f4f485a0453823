import type { ResolveOptions } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { ConfigFile } from './config-file.js'
import { RANK } from './config-source.js'
import { flatten, type ResultDefault } from './defaults-list.js'
import type { DefaultsNode } from './defaults-node.js'
import { buildDefaultsTree } from './defaults-tree.js'
import { checkAllUsed, type GroupChoices } from './group-choices.js'
import { type MergedDefaults, mergeDefaults } from './merge-defaults.js'
import { placedMismatch } from './merge-mismatch.js'
import { type Repository, snapshot } from './repository.js'
import { warnOfKeywords } from './warn-of-keywords.js'
import { Warnings } from './warnings.js'

/** What the configs of the defaults list come to, before any override of a value. */
export interface MergedGroups {
  readonly list: readonly ResultDefault[]
  readonly tree: DefaultsNode
  readonly choices: Pick<GroupChoices, 'known' | 'keys'>
  /** The option of each group, by override key. */
  readonly options: Readonly<Record<string, string | null>>
  readonly merged: MergedDefaults
  /** Warnings that arose meanwhile. */
  readonly found: readonly Diagnostic[]
}

/**
 * Builds the defaults list and merges its configs: all of a composition that depends on the overrides of groups alone.
 * @param context.primary as it was found before hydra.searchpath was known; undefined where there is none
 * @param context.warn called for each warning as it arises
 */
export function mergeGroups(context: {
  repository: Repository
  unsearched: readonly string[]
  primary: ConfigFile | undefined
  configName: string | null
  mode: 'run' | 'multirun'
  choices: GroupChoices
  resolving: ResolveOptions
  warn: (warning: Diagnostic) => void
}): MergedGroups {
  const { repository, unsearched, primary, configName, mode, choices, warn } = context
  const warnings = new Warnings(warn)
  const resolving = { ...context.resolving, warn: warnings.add }
  const seen = snapshot(repository, resolving)
  const load: typeof seen = (path) => (path === configName ? primary : seen(path))
  const tree = buildDefaultsTree(
    { repository, load, choices, skipMissing: mode === 'multirun', resolving, warnings, unsearched },
    configName,
  )
  const list = flatten(tree)
  warnOfBuiltIn(list, primary, repository, load, warnings)
  warnOfKeywords(list, load, warnings)
  checkAllUsed(choices, repository)
  let merged: MergedDefaults
  try {
    merged = mergeDefaults(list, repository, load, resolving)
  } catch (error) {
    throw placedMismatch(error, list, load, choices.tries)
  }
  return { list, tree, choices, options: Object.fromEntries(choices.known), merged, found: warnings.all }
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
