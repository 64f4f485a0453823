import type { MapNode, ResolveOptions } from '../config/index.js'
import { type ConfigFile, parseConfigFile } from './config-file.js'
import { type ConfigSource, type FileCache, folderSource, hydraSources } from './config-source.js'

/** A folder of the search path. */
export interface RepositoryEntry {
  /** Path of the folder, or a `file://` address. */
  dir: string
  /** The group that the folder is mounted as, such as `experiment`; without it, its subfolders are the groups. */
  mount?: string
  /** Who gave it, for display. Default: `main`. */
  provider?: string
  /** Asked after everything else, also after `hydra.searchpath`. Default: false. */
  fallback?: boolean
}

/** Where configs are found by name. */
export interface Repository {
  /** In the order in which they are asked. */
  readonly sources: readonly ConfigSource[]
  /** The config of a path such as `db/mysql`: the first source that has it; undefined where none has. */
  load(path: string, resolving?: ResolveOptions): ConfigFile | undefined
  isConfig(path: string): boolean
  isGroup(path: string): boolean
  /** Sorted names of the configs in a group. */
  options(group: string): string[]
  /** Sorted names of the groups directly in a group; `''` is the root. */
  groups(group: string): string[]
  /** The same repository with more folders, asked before its fallbacks. */
  with(entries: readonly RepositoryEntry[]): Repository
  /**
   * What `make` gave for this key the first time: for what comes of polyhead's own configs alone, which never change.
   */
  remember(key: string, make: () => MapNode): MapNode
}

interface Caches {
  readonly files: FileCache
  readonly merged: Map<string, MapNode>
}

function over(sources: readonly ConfigSource[], caches: Caches): Repository {
  const names = (group: string, kind: 'configs' | 'groups'): string[] =>
    [...new Set(sources.filter((s) => s.isGroup(group)).flatMap((s) => s.list(group)[kind]))].sort()
  return {
    sources,
    load(path, resolving = {}) {
      for (const source of sources) {
        const found = source.load(path, resolving)
        if (found) return found
      }
      return undefined
    },
    isConfig: (path) => sources.some((source) => source.isConfig(path)),
    isGroup: (path) => sources.some((source) => source.isGroup(path)),
    options: (group) => names(group, 'configs'),
    groups: (group) => names(group, 'groups'),
    with(entries) {
      const added = entries.map((entry) => fromEntry(entry, caches.files))
      return over(
        [...sources, ...added].sort((a, b) => a.rank - b.rank),
        caches,
      )
    },
    remember(key, make) {
      let node = caches.merged.get(key)
      if (!node) {
        node = make()
        caches.merged.set(key, node)
      }
      return node
    },
  }
}

const fromEntry = (entry: RepositoryEntry, cache: FileCache): ConfigSource =>
  folderSource(entry.dir, { provider: 'main', ...entry, cache })

/**
 * Opens a search path. Nothing is read until it is asked for; parsed files are kept as long as their path,
 * modification time and size stay the same.
 * The `hydra` groups are always found, as in Hydra.
 */
export function openRepository(dirs: string | RepositoryEntry | readonly (string | RepositoryEntry)[]): Repository {
  const list = (Array.isArray(dirs) ? dirs : [dirs]) as readonly (string | RepositoryEntry)[]
  const entries = list.map((dir) => (typeof dir === 'string' ? { dir } : dir))
  return over(hydraSources(), { files: new Map(), merged: new Map() }).with(entries)
}

/**
 * The repository with one config more, found before all others: to see what a file would do before it is written.
 * @param path such as `experiment/first`
 */
export function withConfig(repository: Repository, path: string, file: string, text: string): Repository {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const isPath = (asked: string): boolean => asked.replace(/\.yaml$/, '') === path
  const isAbove = (group: string): boolean => group === '' || group === folder || folder.startsWith(`${group}/`)
  const source: ConfigSource = {
    provider: 'trial',
    path: `file://${file}`,
    rank: 1,
    available: () => true,
    load: (asked, resolving) =>
      isPath(asked) ? parseConfigFile(text, { file, provider: 'trial', resolving }) : undefined,
    isConfig: isPath,
    isGroup: isAbove,
    list: (group) => ({
      configs: group === folder ? [path.slice(folder.length + 1)] : [],
      groups:
        isAbove(group) && group !== folder
          ? [folder.slice(group === '' ? 0 : group.length + 1).split('/')[0] as string]
          : [],
    }),
  }
  const [first, ...others] = repository.sources
  return over([first as ConfigSource, source, ...others], { files: new Map(), merged: new Map() })
}

/**
 * The repository as it is when something is first asked of it: what has been read is not looked at again. For many
 * compositions, by the same resolvers and environment, that must not differ by what somebody edits meanwhile.
 */
export function frozenRepository(repository: Repository): Repository {
  const once = <Result>(ask: (key: string) => Result): ((key: string) => Result) => {
    const answers = new Map<string, Result>()
    return (key) => {
      if (!answers.has(key)) answers.set(key, ask(key))
      return answers.get(key) as Result
    }
  }
  const files = new Map<string, ConfigFile | undefined>()
  const extended = new Map<string, Repository>()
  return {
    sources: repository.sources,
    load(path, resolving) {
      if (!files.has(path)) files.set(path, repository.load(path, resolving))
      return files.get(path)
    },
    isConfig: once(repository.isConfig),
    isGroup: once(repository.isGroup),
    options: once(repository.options),
    groups: once(repository.groups),
    with(entries) {
      const key = JSON.stringify(entries)
      const found = extended.get(key) ?? frozenRepository(repository.with(entries))
      extended.set(key, found)
      return found
    },
    remember: repository.remember,
  }
}

/**
 * A view of the repository in which each config is looked up once: what one composition sees does not change under it.
 */
export function snapshot(repository: Repository, resolving: ResolveOptions): (path: string) => ConfigFile | undefined {
  const seen = new Map<string, ConfigFile | undefined>()
  return (path) => {
    let found = seen.get(path)
    if (found === undefined && !seen.has(path)) {
      found = repository.load(path, resolving)
      seen.set(path, found)
    }
    return found
  }
}
