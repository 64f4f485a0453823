import { type Config, compose, type Repository } from '../compose/index.js'
import { resolve } from '../config/index.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { ownGroup } from '../util/their-names.js'
import { providerOf } from './check.js'
import { bindForCheck, once } from './check-parts.js'
import { type Composing, composablePrimaries, composeOption } from './compose-option.js'
import { firstCommands, type Start } from './first-commands.js'
import { optionsToGive } from './options-to-give.js'
import { type OtherFolder, OtherFolders } from './other-folders.js'
import {
  pluginsIn,
  readConfigs,
  resolversIn,
  type SurveyedPlugin,
  type SurveyedResolver,
  type SurveyedTarget,
  type SurveyedVariable,
  targetsIn,
  variablesIn,
} from './surveyed-names.js'

/** What a tree written for Hydra comes to here. */
export interface Survey {
  /** The configs that compose, and the primary config that an option needs beneath it; null: none. */
  composed: readonly { path: string; over: string | null }[]
  /** Of those, the primary configs that leave groups open (`???`), and overrides with which they compose. */
  toGive: readonly { path: string; overrides: readonly string[] }[]
  failed: readonly { path: string; diagnostics: readonly Diagnostic[] }[]
  /** The configs that compose with another folder of the project on the search path, by the override that adds it. */
  elsewhere: readonly { override: string; paths: readonly string[] }[]
  /** The configs that compose where the resolvers and environment variables below are there. */
  waiting: readonly string[]
  /** What is wrong with interpolations of primary configs and experiments that compose. */
  unresolved: readonly Diagnostic[]
  targets: readonly SurveyedTarget[]
  /** The tree's groups that polyhead has, too, and its name for them. */
  groups: readonly { group: string; own: string }[]
  plugins: readonly SurveyedPlugin[]
  resolvers: readonly SurveyedResolver[]
  variables: readonly SurveyedVariable[]
  /** What a first look takes: the words after `polyhead --config-path DIR`. Each of them composes. */
  commands: readonly (readonly string[])[]
}

/** What the project around a tree has. */
export interface Around {
  /** What the first commands compose from. Default: what is surveyed. */
  typed?: Repository
  /** The primary configs that its programs name, the likeliest first. */
  mains: readonly string[]
  /** Its folders of configs beside the tree. */
  others: () => readonly OtherFolder[]
}

/**
 * Composes every primary config and every option of a tree, alone or over a primary config, and collects what it names:
 * components, groups, plugins of Hydra, resolvers. Runs nothing of it.
 */
export function surveyTree(
  repository: Repository,
  registry: Registry,
  { typed = repository, mains, others }: Around = { mains: [], others: () => [] },
): Survey {
  const composing: Composing = { repository, resolvers: registry.resolvers, origin: 'init' }
  const composed: { path: string; over: string | null }[] = []
  const failed: { path: string; diagnostics: readonly Diagnostic[] }[] = []
  const waiting: string[] = []
  const unresolved: Diagnostic[] = []
  const all = treePaths(repository)
  const names = all.filter((path) => !path.includes('/'))
  const primaries = composablePrimaries(names, composing)
  const folders = new OtherFolders(others, names, composing)
  const elsewhere = new Map<string, string[]>()
  const starts = primaries.flatMap(({ name, chooses }) =>
    name === null ? [] : [{ name, chooses, given: optionsToGive(name, composing) }],
  )
  const toGive = starts.flatMap(({ name, given = [] }) => (given.length > 0 ? [{ path: name, overrides: given }] : []))
  for (const path of all) {
    const found = composeOption(path, primaries, composing)
    if ('config' in found) {
      composed.push({ path, over: found.configName === path ? null : found.configName })
      const isWhole = !path.includes('/') || path.startsWith('experiment/')
      const overrides = toGive.find((each) => each.path === path)?.overrides
      const whole = overrides ? compose({ ...composing, configName: path, overrides }) : found.config
      if (isWhole) unresolved.push(...brokenInterpolations(whole))
      continue
    }
    const override = folders.searchPathFor(path, found)
    if (found.every(isNeed)) waiting.push(path)
    else if (override === undefined) failed.push({ path, diagnostics: found })
    else elsewhere.set(override, [...(elsewhere.get(override) ?? []), path])
  }
  /** A program's primary config may be an option of a group, too. */
  const inGroups = (some: readonly string[]): Start[] =>
    some
      .filter((name) => name.includes('/') && all.includes(name))
      .map((name) => {
        const override = [...elsewhere].find(([, paths]) => paths.includes(name))?.[0]
        const given = optionsToGive(name, composing, override === undefined ? [] : [override])
        return { name, chooses: new Set(), given }
      })
  const files = readConfigs(all, composing)
  return {
    composed,
    toGive,
    failed,
    elsewhere: [...elsewhere].map(([override, paths]) => ({ override, paths })),
    waiting,
    unresolved: sortByPlace(once(unresolved)),
    targets: targetsIn(files, registry),
    groups: repository.groups('').flatMap((group) => {
      const own = group === 'hydra' ? undefined : ownGroup(group)
      return own === undefined ? [] : [{ group, own }]
    }),
    plugins: pluginsIn(files, repository, registry),
    resolvers: resolversIn(files, registry),
    variables: variablesIn(files, process.env),
    commands: firstCommands(
      [...starts, ...inGroups(mains)],
      composed.map(({ path }) => path).filter((path) => path.includes('/')),
      { mains, composing: { ...composing, repository: typed } },
    ),
  }
}

/** Whether it is wrong for want of a resolver or an environment variable, which the program or its user brings. */
const isNeed = ({ code }: Diagnostic): boolean => code === 'unknown-resolver' || code === 'unset-variable'

/** What is wrong with a config's interpolations. What the command line or the environment gives is missing rightly. */
function brokenInterpolations(config: Config): readonly Diagnostic[] {
  const { root, resolving } = bindForCheck(config, new Date(0))
  try {
    resolve(root, { ...resolving, keepMissing: true })
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.diagnostics.filter((each) => !isNeed(each))
  }
}

/** The configs of a tree, primary configs first: none of those that every repository has. */
export function treePaths(repository: Repository): string[] {
  return [...repository.options(''), ...optionPaths(repository, '')].filter((path) => !isBuiltIn(repository, path))
}

/** Every option of every group below one, as `group/option`. */
function optionPaths(repository: Repository, group: string): string[] {
  return repository.groups(group).flatMap((name) => {
    const path = group === '' ? name : `${group}/${name}`
    return [...repository.options(path).map((option) => `${path}/${option}`), ...optionPaths(repository, path)]
  })
}

/** Hydra's own configs are found in every repository. */
function isBuiltIn(repository: Repository, path: string): boolean {
  const provider = providerOf(repository, path)
  return provider === 'hydra' || provider === 'schema'
}
