import type { ConfigFile, Repository } from '../compose/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { packs } from '../config/packs/names.js'
import { builtins } from '../config/resolvers/builtins.js'
import { readAs } from '../dialects/clarena/read-as.js'
import { knownElsewhere } from '../registry/not-here.js'
import type { Registry } from '../registry/registry.js'
import { walk } from '../schema/node-paths.js'
import { pythonValueName } from '../schema/python-values.js'
import { ConfigError } from '../util/diagnostic.js'
import { namedAlike } from './class-names.js'
import type { Composing } from './compose-option.js'
import { splitOption } from './option-name.js'

/** The configs of a tree, by path. */
type Files = ReadonlyMap<string, ConfigFile>

/** A `_target_` of a tree, how often it is named, and in which configs. */
export interface SurveyedTarget {
  target: string
  count: number
  configs: readonly string[]
  /** The registered component by its own name, or what it is here. */
  known?: string
  /** A registered component whose class is called alike. */
  near?: string
  /** Of a class that is known, and not here: what comes nearest. */
  nearest?: string
}

/** An option that a tree chooses of one of Hydra's own groups, such as `hydra/sweeper: optuna`. */
export interface SurveyedPlugin {
  group: string
  option: string
  /** `runs`; `composes`: a run that needs it is an error; `unknown`: there is no such option. */
  state: 'runs' | 'composes' | 'unknown'
}

/** A resolver that is not built in, and who has it: a pack, the project's plugins, or nobody. */
export interface SurveyedResolver {
  name: string
  count: number
  by?: 'math' | 'plugin'
}

/** An environment variable that a tree reads, and gives no default for. */
export interface SurveyedVariable {
  name: string
  count: number
  configs: readonly string[]
  isSet: boolean
}

/** Configs as they are written, but for those that cannot be read. */
export function readConfigs(paths: readonly string[], { repository, ...resolving }: Composing): Files {
  return new Map(
    paths.flatMap((path) => {
      try {
        const file = repository.load(path, resolving)
        return file ? [[path, file] as const] : []
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        return []
      }
    }),
  )
}

/** Counts names, and notes which configs hold them. */
class Tally {
  readonly #found = new Map<string, { count: number; configs: Set<string> }>()

  add(name: string, config: string): void {
    const one = this.#found.get(name) ?? { count: 0, configs: new Set() }
    one.count++
    one.configs.add(config)
    this.#found.set(name, one)
  }

  /** By name. */
  get all(): { name: string; count: number; configs: string[] }[] {
    return [...this.#found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { count, configs }]) => ({ name, count, configs: [...configs] }))
  }
}

export function targetsIn(files: Files, registry: Registry): SurveyedTarget[] {
  const tally = new Tally()
  const names = new Map<string, Set<string>>()
  const own = registry.names()
  for (const [path, { content }] of files) {
    for (const { node, path: place } of walk(content)) {
      const target = entryAt(node, '_target_')
      if (target?.kind !== 'string' || isSampler(target.value, place)) continue
      tally.add(target.value, path)
      const name = registry.find(target.value)?.target ?? pythonValueName(target.value, node) ?? readAs(target.value)
      if (name !== undefined) names.set(target.value, (names.get(target.value) ?? new Set()).add(name))
    }
  }
  return tally.all.map(({ name: target, count, configs }) => {
    // What a class is here may depend on its keys.
    const known = names.has(target) ? [...(names.get(target) as Set<string>)].join(', ') : undefined
    if (known !== undefined) return { target, count, configs, known }
    const elsewhere = knownElsewhere(target)
    if (elsewhere)
      return { target, count, configs, ...(elsewhere.nearest !== undefined && { nearest: elsewhere.nearest }) }
    const alike = namedAlike(target, own)
    const near = alike === undefined ? undefined : registry.find(alike)?.target
    return { target, count, configs, ...(near !== undefined && { near }) }
  })
}

/** What Optuna's sweeper searches by: it takes the name for its own. */
const isSampler = (target: string, place: string): boolean =>
  target.startsWith('optuna.samplers.') && /(?:^|\.)sampler$/.test(place)

/** The options of Hydra's groups that defaults lists choose, but for those that Hydra chooses itself. */
export function pluginsIn(files: Files, repository: Repository, registry: Registry): SurveyedPlugin[] {
  const tally = new Tally()
  for (const [path, { defaults }] of files) {
    for (const entry of defaults) {
      if (entry.kind !== 'group') continue
      // Without a `/` before it, a group is named from the group of the config that names it.
      const group = entry.group.startsWith('/') ? entry.group.slice(1) : [splitOption(path)[0], entry.group].join('/')
      if (!/^\/?hydra\//.test(group)) continue
      for (const option of [entry.value ?? []].flat()) tally.add(`${group.replace(/^\//, '')} ${option}`, path)
    }
  }
  const usual = ['default', 'basic']
  return tally.all.flatMap(({ name }) => {
    const [group = '', option = ''] = name.split(' ')
    return usual.includes(option) ? [] : [{ group, option, state: stateOf(group, option, repository, registry) }]
  })
}

function stateOf(group: string, option: string, repository: Repository, registry: Registry): SurveyedPlugin['state'] {
  const file = repository.isConfig(`${group}/${option}`) ? repository.load(`${group}/${option}`) : undefined
  if (!file) return 'unknown'
  const target = entryAt(file.content, '_target_')
  return target?.kind === 'string' && registry.find(target.value) === undefined ? 'composes' : 'runs'
}

/** The resolvers that values name, but for the built-in ones. */
export function resolversIn(files: Files, registry: Registry): SurveyedResolver[] {
  const tally = new Tally()
  for (const [path, { content }] of files) {
    for (const name of resolverNames(content)) tally.add(name, path)
  }
  return tally.all
    .filter(({ name }) => !builtins.has(name))
    .map(({ name, count }) => {
      if (registry.resolvers?.resolvers.has(name)) return { name, count, by: 'plugin' }
      return packs.math.some((one) => one === name) ? { name, count, by: 'math' } : { name, count }
    })
}

function resolverNames(root: Node): string[] {
  return textsIn(root).flatMap((text) =>
    [...text.matchAll(/(?<!\\)\$\{\s*([A-Za-z_][\w.-]*)\s*:/g)].map(([, name]) => name as string),
  )
}

function textsIn(root: Node): string[] {
  return [...walk(root)].flatMap(({ node }) => (node.kind === 'interpolation' ? [node.value] : []))
}

/** The environment variables that values or defaults lists read without a default. */
export function variablesIn(files: Files, env: NodeJS.ProcessEnv): SurveyedVariable[] {
  const tally = new Tally()
  for (const [path, { content, defaults }] of files) {
    const chosen = defaults.map((entry) => JSON.stringify(entry))
    for (const text of [...textsIn(content), ...chosen]) {
      for (const [, name] of text.matchAll(/(?<!\\)\$\{\s*oc\.env\s*:\s*([A-Za-z_]\w*)\s*\}/g))
        tally.add(name as string, path)
    }
  }
  return tally.all.map((each) => ({ ...each, isSet: env[each.name] !== undefined }))
}
