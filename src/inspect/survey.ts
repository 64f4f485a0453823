import { type Config, compose, type Repository } from '../compose/index.js'
import { resolve } from '../config/index.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { ownGroup } from '../util/their-names.js'
import { providerOf } from './check.js'
import { bindForCheck, once } from './check-parts.js'
import { type Composing, composablePrimaries, composeOption, type Primary } from './compose-option.js'
import { isGroupKey, quotedName, splitOption } from './option-name.js'
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
  failed: readonly { path: string; diagnostics: readonly Diagnostic[] }[]
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

/**
 * Composes every primary config and every option of a tree, alone or over a primary config, and collects what it names:
 * components, groups, plugins of Hydra, resolvers. Runs nothing of it.
 */
export function surveyTree(repository: Repository, registry: Registry): Survey {
  const composing: Composing = { repository, resolvers: registry.resolvers, origin: 'init' }
  const composed: { path: string; over: string | null }[] = []
  const failed: { path: string; diagnostics: readonly Diagnostic[] }[] = []
  const waiting: string[] = []
  const unresolved: Diagnostic[] = []
  const all = treePaths(repository)
  const primaries = composablePrimaries(
    all.filter((path) => !path.includes('/')),
    composing,
  )
  for (const path of all) {
    const found = composeOption(path, primaries, composing)
    if ('config' in found) {
      composed.push({ path, over: found.configName === path ? null : found.configName })
      const isWhole = !path.includes('/') || path.startsWith('experiment/')
      if (isWhole) unresolved.push(...brokenInterpolations(found.config))
    } else if (found.every(isNeed)) waiting.push(path)
    else failed.push({ path, diagnostics: found })
  }
  const files = readConfigs(all, composing)
  return {
    composed,
    failed,
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
    commands: firstCommands(primaries, composed, composing),
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

/** The names that a tree's main config has, the likeliest first. */
const mainNames = ['config', 'train', 'main', 'default', 'base']

/** Shows the config, with an experiment or another option, and checks the tree. */
function firstCommands(
  primaries: readonly Primary[],
  composed: Survey['composed'],
  composing: Composing,
): (readonly string[])[] {
  /** How many keys the config has; undefined: it does not compose. */
  const keysOf = (configName: string, overrides: string[]): number | undefined => {
    try {
      return compose({ ...composing, configName, overrides }).root.entries.size
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return undefined
    }
  }
  const known = new Map<string, number | undefined>()
  const keysAlone = (configName: string): number | undefined => {
    if (!known.has(configName)) known.set(configName, keysOf(configName, []))
    return known.get(configName)
  }
  const runsAlone = (configName: string): boolean => keysAlone(configName) !== undefined
  const rank = (name: string) => (mainNames.includes(name) ? mainNames.indexOf(name) : mainNames.length)
  const whole = primaries
    .flatMap((primary) => (primary.name === null ? [] : [{ ...primary, name: primary.name }]))
    .sort((a, b) => rank(a.name) - rank(b.name))
  const options = composed.map(({ path }) => path).filter((path) => path.includes('/'))
  const main = whole.find(({ name }) => runsAlone(name)) ?? whole[0]
  const configName = main?.name ?? options.find(runsAlone)
  if (configName === undefined) return [['check']]
  const named = configName === 'config' ? [] : ['--config-name', configName]
  const chooses = main?.chooses ?? new Set()
  const isEmpty = keysAlone(configName) === 0
  const choices = [...options]
    .sort((a, b) => Number(/^exp/.test(b)) - Number(/^exp/.test(a)))
    .filter((path) => !path.startsWith('hydra/') && isGroupKey(splitOption(path)[0]))
    .map((path) => {
      const [group, option] = splitOption(path)
      return `${chooses.has(group) ? '' : '+'}${group}=${quotedName(option)}`
    })
  const choice = isEmpty
    ? largest(choices, (override) => keysOf(configName, [override]) ?? 0)
    : choices.find((override) => keysOf(configName, [override]) !== undefined)
  const shows = !isEmpty && runsAlone(configName) ? [] : choice === undefined ? undefined : [choice]
  return [
    ...(shows ? [[...named, '--cfg', 'job', ...shows]] : []),
    ...(choice === undefined || shows?.length === 1 ? [] : [[...named, '--info', 'defaults', choice]]),
    [...named, 'check'],
  ]
}

/** The first of those with the most; undefined: none has any. */
function largest(names: readonly string[], sizeOf: (name: string) => number): string | undefined {
  let most = { name: undefined as string | undefined, size: 0 }
  for (const name of names) {
    const size = sizeOf(name)
    if (size > most.size) most = { name, size }
  }
  return most.name
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
