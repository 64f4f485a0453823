import { type Config, type ConfigFile, compose, type Repository, withRoot } from '../compose/index.js'
import { jobVariables } from '../compose/job-variables.js'
import { withEnvironment } from '../compose/with-root.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import {
  inOwnWords,
  inUsersWords,
  isEntrance,
  isForeign,
  lacksPipeline,
  optionInOwnWords,
  pipelineGiven,
  pipelineToGive,
  toUsersWords,
} from '../dialects/in-own-words.js'
import { componentGroups, dictGroups, partGroups, partPaths } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { fillDefaults } from '../schema/fill-defaults.js'
import { walk } from '../schema/node-paths.js'
import { idleKeys } from '../schema/python-values.js'
import { showNode } from '../schema/schema-errors.js'
import { validateComponent } from '../schema/validate-component.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { certainFix, nearest } from '../util/suggest.js'
import { bindForCheck, type CheckOptions, type CheckResult, checking, once } from './check-parts.js'
import { diagnose } from './diagnose.js'
import { quotedName, splitOption } from './option-name.js'
import { readConfigs } from './surveyed-names.js'

/**
 * Composes and validates every primary config and every experiment as a run would, and every option of every group by
 * itself, against its own component's schema: an option's interpolations may refer to what others bring, and values
 * that it lacks are for others to give. Writes nothing.
 */
export async function checkProject(given: CheckOptions): Promise<CheckResult> {
  // a check of its own: what it has composed is no other's
  const options = { ...given }
  const { repository, only = () => true } = options
  const configName = options.configName ?? 'config'
  const found: Diagnostic[] = []
  const failed: string[] = []
  const run = async (path: string, check: () => Promise<readonly Diagnostic[]>) => {
    const diagnostics = await collect(check)
    if (diagnostics.some(({ severity }) => severity !== 'warning')) failed.push(path)
    found.push(...diagnostics)
  }

  const groups = groupsBelow(repository, '')
  const all = ['', ...groups].flatMap((group) =>
    repository.options(group).map((name) => (group === '' ? name : `${group}/${name}`)),
  )
  const paths = ownPaths(repository, all, options.requirePrimary !== undefined).filter(only)
  const primaries = paths.filter((path) => !path.includes('/'))
  if (isWrittenElsewhere(options, primaries, paths)) {
    const { checkForeign } = await import('./check-foreign.js')
    return checkForeign(
      primaries,
      paths.filter((path) => path.includes('/')),
      options,
    )
  }
  for (const name of primaries) await run(name, () => checkWhole(options, name, []))
  const experiments = paths.filter((path) => path.startsWith('experiment/'))
  for (const path of experiments) {
    await run(path, () => checkExperiment(options, configName, path.slice('experiment/'.length)))
  }
  const others = paths.filter((path) => path.includes('/') && !/^(?:experiment|hydra)\//.test(path))
  const entrance = primaries.find((name) => isEntranceHere(options, name))
  for (const path of others) await run(path, () => checkOption(options, path, entrance))
  return {
    diagnostics: sortByPlace(once(found)),
    primaries: primaries.length,
    options: others.length,
    experiments: experiments.length,
    failed,
  }
}

/**
 * Whether a tree of its own is written for another program: none of its primary configs has the most of what a run
 * needs, and none names a component of polyhead's. Where there are none that compose, no config of the tree names one.
 */
function isWrittenElsewhere(options: CheckOptions, primaries: readonly string[], paths: readonly string[]): boolean {
  const isTree = options.requirePrimary !== undefined
  if (!isTree && primaries.length === 0) return false
  const composed = primaries.flatMap((configName) => {
    try {
      return [primary(options, configName, 'multirun')]
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return []
    }
  })
  const { registry } = options
  if (composed.some((config) => isForeign(config.root) || isOurs(config, registry))) return false
  const ownNames = () => files.some(([, { content }]) => namesOurs(content))
  const files = composed.every((config) => isEntrance(config)) ? [...readConfigs(paths, checking(options))] : []
  if (composed.length > 0) return !ownNames()
  const ours = ownNames() || namesKnown(files.flatMap(targetsOf), registry)
  return isTree && files.length > 0 && !ours
}

/** Primary configs, composed alone, or why they cannot be: each is looked at for several reasons. */
const composedOnce = new WeakMap<CheckOptions, Map<string, Config | ConfigError>>()

/**
 * A primary config, composed alone: once, unless a run lacks a choice that a sweep may leave open.
 * @throws ConfigError where it does not compose
 */
function primary(options: CheckOptions, configName: string, mode: 'run' | 'multirun'): Config {
  const known = composedOnce.get(options) ?? new Map<string, Config | ConfigError>()
  composedOnce.set(options, known)
  const isWhole = (found: Config | ConfigError | undefined) =>
    found && !(found instanceof ConfigError) && !Object.values(found.choices).includes('???')
  const sweep = known.get(`multirun ${configName}`)
  const found = known.get(`${mode} ${configName}`) ?? (isWhole(sweep) ? sweep : undefined)
  const result = found ?? composedOrNot(options, configName, mode)
  known.set(`${mode} ${configName}`, result)
  if (result instanceof ConfigError) throw result
  return result
}

function composedOrNot(options: CheckOptions, configName: string, mode: 'run' | 'multirun'): Config | ConfigError {
  try {
    return compose({ configName, mode, ...checking(options) })
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/** Whether a primary config leaves it to the command line what is run. One that does not compose leaves nothing. */
function isEntranceHere(options: CheckOptions, configName: string): boolean {
  try {
    return isEntrance(primary(options, configName, 'multirun'))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return false
  }
}

/** A run's config has nine groups and keys that it must have. */
function isOurs({ root }: Config, registry: Registry): boolean {
  const needed = [...componentGroups, 'train_tasks', 'eval_tasks', 'backend'].filter((key) => root.entries.has(key))
  return needed.length > 5 || namesOurs(root) || namesKnown(targetsIn(root), registry)
}

/** The names of components in a config, and where they are in a run's. */
interface PlacedTarget {
  target: string
  path: string
}

function targetsIn(root: Node): PlacedTarget[] {
  return [...walk(root)].flatMap(({ node, path }) => {
    const target = entryAt(node, '_target_')
    return target?.kind === 'string' ? [{ target: target.value, path }] : []
  })
}

/** @param file with its path, which says its group */
function targetsOf([file, { content }]: readonly [string, ConfigFile]): PlacedTarget[] {
  const group = file.split('/').slice(0, -1)
  return targetsIn(content).map(({ target, path }) => ({ target, path: [...group, path].join('.') }))
}

/** Whether all components, of which there are some, are known by a name of PyTorch's, say, and where a run has them. */
function namesKnown(targets: readonly PlacedTarget[], registry: Registry): boolean {
  const isKnown = ({ target, path }: PlacedTarget) => registry.find(target)?.group === path.split('.', 1)[0]
  return targets.length > 0 && targets.every(isKnown)
}

function namesOurs(root: Node): boolean {
  return [...walk(root)].some(({ node }) => {
    const target = entryAt(node, '_target_')
    return target?.kind === 'string' && /^(?:polyhead|clarena)\./.test(target.value)
  })
}

/**
 * Hydra's own configs are found in every repository; those that come with polyhead are checked where there are no
 * others, and never with a tree of its own.
 */
function ownPaths(repository: Repository, paths: readonly string[], isTree: boolean): string[] {
  const providers = new Map(paths.map((path) => [path, providerOf(repository, path)]))
  const from = (names: readonly string[]) => paths.filter((path) => !names.includes(providers.get(path) ?? ''))
  const own = from(['hydra', 'schema', 'polyhead'])
  return isTree || own.length > 0 ? own : from(['hydra', 'schema'])
}

/** Who put the folder with this config on the search path. Its file is not read: it may be broken. */
export function providerOf(repository: Repository, path: string): string | undefined {
  return repository.sources.find((source) => source.isConfig(path))?.provider
}

async function collect(check: () => Promise<readonly Diagnostic[]>): Promise<readonly Diagnostic[]> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.diagnostics
  }
}

async function checkWhole(
  options: CheckOptions,
  configName: string,
  overrides: string[],
): Promise<readonly Diagnostic[]> {
  if (overrides.length === 0 && isEntranceHere(options, configName)) return []
  return checkComposed(options, configName, overrides)
}

/** @param configName null: none */
async function checkComposed(
  options: CheckOptions,
  configName: string | null,
  overrides: readonly string[],
): Promise<readonly Diagnostic[]> {
  const alone = configName !== null && overrides.length === 0
  const plain = alone ? primary(options, configName, 'run') : compose({ configName, overrides, ...checking(options) })
  const pipeline = pipelineToGive(plain.root)
  if (pipeline === undefined) return checkRunnable(options, plain)
  const given = compose({ configName, overrides: [...overrides, pipeline], ...checking(options) })
  return [...pipelineGiven(plain.root, pipeline), ...(await collect(() => checkRunnable(options, given)))]
}

/** A config as a run of it would be checked. */
async function checkRunnable(options: CheckOptions, composed: Config): Promise<readonly Diagnostic[]> {
  const { registry } = options
  const now = new Date(0)
  const bound = bindForCheck(composed, now)
  const { root } = composed
  const found = await inUsersWords(root, async () => {
    const { env, warnings } = jobVariables(bound, { now, env: options.env ?? process.env })
    const told = [...warnings]
    const facts = { now, env, warn: (each: Diagnostic) => told.push(each) }
    const config = await inOwnWords(withEnvironment(bound, env), registry, facts)
    const filled = withRoot(config, fillDefaults(config.root, registry, config.resolving))
    return [...told, ...idleKeys(config.root), ...(await diagnose(filled, registry)).diagnostics]
  })
  return [...composed.warnings, ...(await toUsersWords(root, found))]
}

/**
 * An experiment as its user would choose it: some primary configs have the group in their defaults list, others do not.
 */
async function checkExperiment(
  options: CheckOptions,
  configName: string,
  name: string,
): Promise<readonly Diagnostic[]> {
  options.requirePrimary?.()
  const add = Object.hasOwn(primary(options, configName, 'run').choices, 'experiment') ? '' : '+'
  return checkWhole(options, configName, [`${add}experiment=${quotedName(name)}`])
}

/** @param entrance a primary config that leaves it to the command line which option is run */
async function checkOption(
  options: CheckOptions,
  path: string,
  entrance: string | undefined,
): Promise<readonly Diagnostic[]> {
  const { registry } = options
  const [group, option] = splitOption(path)
  const chosen = `${group}=${quotedName(option)}`
  const config = compose({ configName: null, overrides: [`+${chosen}`], ...checking(options) })
  if (isForeign(config.root) || lacksPipeline(config.root)) {
    if (group !== 'index' || entrance === undefined) return checkComposed(options, null, [`+${chosen}`])
    // An entrance may have a pipeline of its own, in place of which the command line gives the option's.
    const given = pipelineToGive(config.root)?.replace('+', '')
    const own = config.root.entries.get('pipeline')
    const pipeline = own?.kind === 'string' ? `pipeline=${quotedName(own.value)}` : given
    const over = compose({ configName: entrance, overrides: [chosen], ...checking(options) })
    const composed = over.root.entries.get('pipeline')
    const isOwn = own?.kind === 'string' && composed?.kind === 'string' && composed.value === own.value
    const takes = pipeline !== undefined && composed !== undefined && !isOwn
    return checkComposed(options, entrance, takes ? [chosen, pipeline] : [chosen])
  }
  const own = await optionInOwnWords(config.root, registry)
  const root = fillDefaults(own.root, registry, config.resolving)
  const diagnostics: Diagnostic[] = [...own.diagnostics]
  for (const place of walk(root)) {
    if (place.node.kind !== 'map' || !place.node.entries.has('_target_')) continue
    const found = await validateComponent(place, root, registry)
    diagnostics.push(...found.filter(({ code }) => code !== 'missing-value'))
  }
  return [...diagnostics, ...withoutTarget(root, group, path)]
}

/**
 * An option of a component group that holds keys but names no component: a slip where some key is nearly `_target_`,
 * else worth a warning, since it may be there to complete another option.
 */
function withoutTarget(root: MapNode, group: string, path: string): Diagnostic[] {
  const known = [...componentGroups, ...partGroups].find((name) => name === group)
  const isByName = (dictGroups as ReadonlySet<string>).has(group)
  const part = partGroups.find((name) => name === group)
  const node = part ? entryAt(root, ...partPaths[part]) : root.entries.get(group)
  if (!known) return []
  if (node?.kind === 'list') {
    const message = `${path} must be a dict, but is ${showNode(node)}`
    return [{ code: 'wrong-type', path: group, message, source: node.source }]
  }
  if (node?.kind !== 'map' || node.entries.has('_target_')) return []
  if (node.entries.size === 0) return isByName ? [] : [nothingIn(node, group, path)]
  const message = `${path} names no component: it has no _target_`
  for (const [key, child] of node.entries) {
    if (typeof key !== 'string' || nearest(key, ['_target_']) === undefined) continue
    const source = child.keySource ?? child.source
    const fix = certainFix(child.keySource, key, ['_target_'])
    return [{ code: 'missing-target', path: group, message, source, hint: "did you mean '_target_'?", fix }]
  }
  if (isByName) return []
  const [first] = node.entries.values()
  return [
    { code: 'missing-target', severity: 'warning', path: group, message, source: first?.keySource ?? first?.source },
  ]
}

/** Of an option that holds nothing, or comments alone: Hydra takes it for an empty dict, which no run takes. */
function nothingIn(node: Node, group: string, path: string): Diagnostic {
  const source = node.keySource ?? node.source
  const message = `${path} is empty: it must name a component of group ${group}`
  return { code: 'missing-target', path: group, message, source, hint: "add '_target_: NAME', or delete the file" }
}

function groupsBelow(repository: Repository, group: string): string[] {
  return repository.groups(group).flatMap((name) => {
    const path = group === '' ? name : `${group}/${name}`
    return [path, ...groupsBelow(repository, path)]
  })
}
