import { fromPlain, type MapNode, type ResolveOptions, type ResolverRegistry, update } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { applyOverrides } from './apply-overrides.js'
import { compose } from './compose.js'
import { type Config, createConfig } from './config.js'
import type { Override } from './override/index.js'
import { isHydraOverride } from './override-dirname.js'
import { parseAll } from './parse-all.js'
import type { Repository } from './repository.js'
import type { Tries } from './tried-hints.js'
import { tryOverrides } from './try-overrides.js'

/** How a saved config is changed. */
export interface ComposeOverOptions {
  /** Where the options of groups are looked up. */
  repository: Repository
  overrides?: readonly string[]
  env?: NodeJS.ProcessEnv
  /** Resolvers beside the built-in ones. */
  resolvers?: ResolverRegistry
  /** Whether a config has a use for a key that is added. Default: for any. */
  takes?: ((root: MapNode, key: string) => boolean) | undefined
  /** Who gave the overrides, for messages. */
  origin?: string
}

/**
 * Applies overrides to a config that was composed before, and is known by its values alone. An override of a group
 * replaces the group by the option; others change values. The hydra node is a new one.
 * @throws ConfigError that names every override at fault
 */
export function composeOver(root: MapNode, options: ComposeOverOptions): Config {
  const { overrides = [], repository, takes } = options
  const tries = tryOverrides(overrides, repository, (others) => overOnce(root, options, others, undefined), takes)
  return overOnce(root, options, overrides, tries)
}

function overOnce(
  root: MapNode,
  options: ComposeOverOptions,
  overrides: readonly (string | Override)[],
  tries: Tries | undefined,
): Config {
  const { repository, env = process.env, resolvers, origin = 'command line' } = options
  const resolving: ResolveOptions = { env, resolvers }
  const parsed = parseAll(overrides, origin, tries)
  const base = compose({
    repository,
    configName: null,
    overrides: parsed.filter(isHydraOverride),
    env,
    resolvers,
  })
  const own = parsed.filter((override) => !isHydraOverride(override))
  const groups = own.filter((override) => isOption(override, repository))
  const chosen = groups.reduce((tree, override) => replaceGroup(tree, override, { ...options, env }), root)
  const values = own.filter((override) => !groups.includes(override)).map(deletedByPackage)
  const changed = applyOverrides(chosen, values, {
    hydraShape: { kind: 'any' },
    groups: [],
    resolving,
    tries,
    versionBase: repository.versionBase,
    open: () => [],
    isOption: () => false,
    optionsWith: () => [],
  })
  const full = { ...changed, entries: new Map(changed.entries).set('hydra', base.hydra) }
  const task = fromPlain(own.map(({ text }) => text))
  return createConfig({
    ...base.parts,
    full: update(full, 'hydra.overrides.task', task, { merge: false }) as MapNode,
    overrides: parsed,
    tries,
  })
}

function isOption({ keyOrGroup, value, type }: Override, repository: Repository): boolean {
  return type !== 'DEL' && value?.kind === 'string' && repository.isGroup(keyOrGroup.replaceAll('.', '/'))
}

function replaceGroup(root: MapNode, override: Override, options: ComposeOverOptions): MapNode {
  const { repository, env, resolvers } = options
  const { keyOrGroup: group, package: target } = override
  const option = override.value?.kind === 'string' ? override.value.value : ''
  const what =
    target === null
      ? { configName: `${group}/${option}` }
      : { configName: null, overrides: [`+${group}@${target}=${option}`] }
  try {
    const composed = compose({ repository, ...what, env, resolvers })
    const place = target ?? placeOf(group, option, options)
    const part = place ? entryAt(composed.root, ...place.split('.')) : undefined
    if (place && part) return update(root, place, part, { merge: false }) as MapNode
    return { ...root, entries: new Map([...root.entries, ...composed.root.entries]) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const placed = (d: Diagnostic): Diagnostic => ({ ...d, path: group, source: override.source })
    throw new ConfigError(error.diagnostics.map(placed), { cause: error })
  }
}

/** The package of an option by itself; `''` where it has keys of the root. */
function placeOf(group: string, option: string, { repository, env, resolvers }: ComposeOverOptions): string {
  const header = repository.load(`${group}/${option}`, { env, resolvers })?.package ?? null
  return header === null ? group.replaceAll('/', '.') : header.replace(/^_global_\.?/, '')
}

/** Deleting a group at a package deletes what is there. */
function deletedByPackage(override: Override): Override {
  const { type, package: target } = override
  return type === 'DEL' && target ? { ...override, keyOrGroup: target, package: null } : override
}
