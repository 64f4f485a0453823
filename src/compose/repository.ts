import type { MapNode, ResolveOptions } from '../config/index.js'
import { type ConfigFile, parseConfigFile } from './config-file.js'
import { type ConfigSource, type FileCache, folderSource, hydraSources, RANK } from './config-source.js'
import { type FrozenFolder, freezeFolder, frozenSource } from './frozen-folder.js'
import { DEFAULT_VERSION_BASE, type VersionBase } from './version-base.js'

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
  /** By which rules its configs are composed. */
  readonly versionBase: VersionBase
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
  /** Where no config changes any more: what `make` gave for this key the first time. Elsewhere it is made anew. */
  once<Made>(key: string, make: () => Made): Made
}

interface Caches {
  /** Opens a folder that is added. */
  readonly open: (entry: RepositoryEntry) => ConfigSource
  readonly merged: Map<string, MapNode>
  readonly versionBase: VersionBase
}

/** Sorted names of what is directly in a group. */
export function namesIn(sources: readonly ConfigSource[], group: string, kind: 'configs' | 'groups'): string[] {
  return [...new Set(sources.filter((s) => s.isGroup(group)).flatMap((s) => s.list(group)[kind]))].sort()
}

function over(sources: readonly ConfigSource[], caches: Caches): Repository {
  return {
    sources,
    versionBase: caches.versionBase,
    load(path, resolving = {}) {
      for (const source of sources) {
        const found = source.load(path, resolving)
        if (found) return found
      }
      return undefined
    },
    isConfig: (path) => sources.some((source) => source.isConfig(path)),
    isGroup: (path) => sources.some((source) => source.isGroup(path)),
    options: (group) => namesIn(sources, group, 'configs'),
    groups: (group) => namesIn(sources, group, 'groups'),
    with(entries) {
      const added = entries.map(caches.open)
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
    once: (_, make) => make(),
  }
}

/**
 * Opens a search path. Nothing is read until it is asked for; parsed files are kept as long as their path,
 * modification time and size stay the same.
 * The `hydra` groups are always found, as in Hydra.
 * @param options.versionBase by which rules its configs are composed. Default: `1.3`
 */
export function openRepository(
  dirs: string | RepositoryEntry | readonly (string | RepositoryEntry)[],
  options: { versionBase?: VersionBase | undefined } = {},
): Repository {
  const { versionBase = DEFAULT_VERSION_BASE } = options
  const list = (Array.isArray(dirs) ? dirs : [dirs]) as readonly (string | RepositoryEntry)[]
  const entries = list.map((dir) => (typeof dir === 'string' ? { dir } : dir))
  const cache: FileCache = new Map()
  const open = (entry: RepositoryEntry) => folderSource(entry.dir, { provider: 'main', ...entry, cache })
  return over(hydraSources(), { open, merged: new Map(), versionBase }).with(entries)
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
    rank: RANK.folder,
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
  return overOthers([first as ConfigSource, source, ...others], repository)
}

/**
 * The repository with the texts of a folder more, found where it has nothing of that name: to see what files would do
 * before they are written.
 */
export function withTexts(repository: Repository, folder: FrozenFolder): Repository {
  const sources = [...repository.sources, frozenSource(folder)].sort((a, b) => a.rank - b.rank)
  return overOthers(sources, repository)
}

function overOthers(sources: readonly ConfigSource[], { versionBase }: Repository): Repository {
  const open = (entry: RepositoryEntry) => folderSource(entry.dir, { provider: 'main', ...entry, cache: new Map() })
  return over(sources, { open, merged: new Map(), versionBase })
}

/** A repository whose configs do not change any more. */
export interface FrozenRepository {
  repository: Repository
  /** All that it holds of folders, those that `hydra.searchpath` has added since too. */
  folders(): readonly FrozenFolder[]
}

/** The repository as it is now: for many compositions that must not differ by what somebody edits meanwhile. */
export function freezeRepository(repository: Repository): FrozenRepository {
  const own = repository.sources.filter(({ path }) => path.startsWith(FILE))
  return thawRepository(own.map(frozen), repository.versionBase)
}

/** A repository of frozen folders; those that are added and are not among them are frozen then. */
export function thawRepository(given: readonly FrozenFolder[], versionBase: VersionBase): FrozenRepository {
  const byKey = new Map<string, FrozenFolder>(given.map((folder) => [keyOf(folder), folder]))
  const open = (entry: RepositoryEntry): ConfigSource => {
    const source = folderSource(entry.dir, { provider: 'main', ...entry, cache: new Map() })
    const folder = byKey.get(keyOf({ dir: source.path.slice(FILE.length), mount: source.mount })) ?? frozen(source)
    byKey.set(keyOf(folder), folder)
    return frozenSource({ ...folder, provider: source.provider, fallback: source.rank === RANK.fallback })
  }
  const searched = given.filter(({ provider }) => !provider.startsWith('hydra.searchpath'))
  const sources = [...hydraSources(), ...searched.map(frozenSource)].sort((a, b) => a.rank - b.rank)
  return {
    repository: remembering(over(sources, { open, merged: new Map(), versionBase })),
    folders: () => [...byKey.values()],
  }
}

const FILE = 'file://'

const keyOf = ({ dir, mount = '' }: { dir: string; mount?: string | undefined }): string => `${dir}\0${mount}`

function frozen({ path, provider, mount, rank }: ConfigSource): FrozenFolder {
  const dir = path.slice(FILE.length)
  return {
    dir,
    provider,
    ...(mount !== undefined && { mount }),
    fallback: rank === RANK.fallback,
    files: freezeFolder(dir),
  }
}

/** More than this is not kept at a time. */
const MOST_MADE = 64

/** What has been asked once is not looked up again: by the same resolvers and environment the answers are the same. */
function remembering(repository: Repository): Repository {
  const once = <Result>(ask: (key: string) => Result): ((key: string) => Result) => {
    const answers = new Map<string, Result>()
    return (key) => {
      if (!answers.has(key)) answers.set(key, ask(key))
      return answers.get(key) as Result
    }
  }
  const files = new Map<string, ConfigFile | undefined>()
  const extended = new Map<string, Repository>()
  const made = new Map<string, unknown>()
  return {
    sources: repository.sources,
    versionBase: repository.versionBase,
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
      const found = extended.get(key) ?? remembering(repository.with(entries))
      extended.set(key, found)
      return found
    },
    remember: repository.remember,
    once<Made>(key: string, make: () => Made): Made {
      if (made.has(key)) return made.get(key) as Made
      if (made.size >= MOST_MADE) made.clear()
      const one = make()
      made.set(key, one)
      return one
    },
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
