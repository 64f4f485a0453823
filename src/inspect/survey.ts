import { compose, type Repository } from '../compose/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { walk } from '../schema/node-paths.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { nearest } from '../util/suggest.js'
import { providerOf } from './check.js'

/** A `_target_` of a tree, and how often it is named. */
export interface SurveyedTarget {
  target: string
  count: number
  /** The registered component, by its own name. */
  known?: string
  /** A registered component with a similar name. */
  near?: string
}

/** What a tree written for Hydra comes to here. */
export interface Survey {
  composed: readonly string[]
  failed: readonly { path: string; diagnostics: readonly Diagnostic[] }[]
  targets: readonly SurveyedTarget[]
}

/**
 * Composes every primary config and every option of a tree, and collects the components that it names. Runs nothing of
 * it.
 */
export function surveyTree(repository: Repository, registry: Registry): Survey {
  const composed: string[] = []
  const failed: { path: string; diagnostics: readonly Diagnostic[] }[] = []
  const counts = new Map<string, number>()
  const count = (root: Node | undefined) => {
    for (const { node } of root ? walk(root) : []) {
      const target = entryAt(node, '_target_')
      if (target?.kind === 'string') counts.set(target.value, (counts.get(target.value) ?? 0) + 1)
    }
  }
  const attempt = (path: string, configName: string | null, overrides: string[]) => {
    try {
      const { resolvers } = registry
      const { root } = compose({ repository, configName, overrides, resolvers, origin: 'init', mode: 'multirun' })
      // What the options of a primary config bring is counted with them.
      count(configName === null ? root : repository.load(configName)?.content)
      composed.push(path)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      failed.push({ path, diagnostics: error.diagnostics })
    }
  }
  const primaries = repository.options('').filter((one) => !isBuiltIn(repository, one))
  for (const name of primaries) attempt(name, name, [])
  for (const path of optionPaths(repository, '')) {
    if (isBuiltIn(repository, path)) continue
    const slash = path.lastIndexOf('/')
    attempt(path, null, [`+${path.slice(0, slash)}=${quoted(path.slice(slash + 1))}`])
  }
  const targets = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([target, count]): SurveyedTarget => {
      const known = registry.find(target)?.target
      const near = known === undefined ? nearestByClass(target, registry) : undefined
      return { target, count, known, near }
    })
  return { composed, failed, targets }
}

/** By the class alone: a Python module's path says little about which component is meant. */
function nearestByClass(target: string, registry: Registry): string | undefined {
  const classOf = (name: string) => name.split('.').at(-1) as string
  const names = new Map(registry.names().map((name) => [classOf(name), name]))
  const near = nearest(classOf(target), names.keys())
  return near === undefined ? undefined : registry.find(names.get(near) as string)?.target
}

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

/** A file's name as one word of the override grammar. */
function quoted(name: string): string {
  return `'${name.replaceAll("'", "\\'")}'`
}
