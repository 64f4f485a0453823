import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, posix, resolve } from 'node:path'
import type { ResolveOptions } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { statPath } from '../util/stat-path.js'
import { firstNotUtf8 } from '../util/text-place.js'
import type { BuiltInConfigs } from './built-in-config.js'
import { builtInConfig, type ConfigFile, parseConfigFile } from './config-file.js'
import { hydraGroups, hydraSchemas } from './hydra-groups.js'

/** The order of a search path: `fallback` is what comes with polyhead, `schema` the configs with declared types. */
export const RANK = { hydra: 0, folder: 1, fallback: 2, schema: 3 } as const

type Rank = (typeof RANK)[keyof typeof RANK]

/** One place of the search path. */
export interface ConfigSource {
  /** Who put it there, such as `main`, `--config-dir`, `hydra.searchpath in command-line`. */
  readonly provider: string
  /** As shown: `file:///home/me/configs`, `polyhead://hydra`. */
  readonly path: string
  /** Sources of a lower rank are asked first. */
  readonly rank: Rank
  /** The group that the folder is mounted as. */
  readonly mount?: string | undefined
  available(): boolean
  /** The config of this path (`db/mysql`, with or without `.yaml`), or undefined where there is none. */
  load(path: string, resolving: ResolveOptions): ConfigFile | undefined
  isConfig(path: string): boolean
  isGroup(path: string): boolean
  /** Names of the configs and groups directly in a group, unsorted. */
  list(group: string): { configs: string[]; groups: string[] }
}

/** Files by their full path, with what told that they are unchanged. */
export type FileCache = Map<string, { mtimeMs: number; size: number; ino: number; config: ConfigFile }>

const withExtension = (path: string): string => (path.endsWith('.yaml') ? path : `${path}.yaml`)

function readText(full: string): string {
  const shown = shownPath(full)
  let bytes: Buffer
  try {
    bytes = readFileSync(full)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new ConfigError({ code: 'unreadable', path: '', message: `cannot read '${shown}': ${reason}` }, { cause })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    const source = { kind: 'file', file: shown, ...firstNotUtf8(bytes), range: [0, 0] } as const
    const message = 'this is not UTF-8 text'
    throw new ConfigError({ code: 'encoding', path: '', message, source, hint: 'save the file as UTF-8' }, { cause })
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

const hasDots = (path: string): boolean => /(?:^|\/)\.\.?(?:\/|$)/.test(path)

/**
 * The path without `.` and `..`, as Python's `realpath` has it: what is not there is gone through by its name alone,
 * and out of a linked folder `..` leads to where that really is.
 */
function withoutDots(root: string, path: string): string {
  let at = root
  for (const name of path.split('/')) {
    if (name === '..') at = dirname(statPath(at) ? realpathSync(at) : at)
    else if (name !== '.') at = `${at}/${name}`
  }
  return at
}

/** A folder of YAML files: each file a config, each subfolder a group. Mounted, the folder itself is a group. */
export function folderSource(
  folder: string,
  options: { provider: string; mount?: string; fallback?: boolean; cache: FileCache },
): ConfigSource {
  const { provider, mount, cache } = options
  const root = resolve(folder.replace(/^file:\/\//, ''))
  // Hydra would follow `..` and absolute names anywhere; here a name stays in its folder, so that a tree of configs
  // from somebody else cannot read files beside it.
  const join = (path: string): string | undefined => {
    if (path === '') return root
    if (path.startsWith('/')) return undefined
    if (!hasDots(path)) return `${root}/${path}`
    return isBelow(resolve(root, path), root) ? withoutDots(root, path) : undefined
  }
  const full = (given: string): string | undefined => {
    if (mount === undefined) return join(given)
    const path = hasDots(given) ? posix.normalize(given) : given
    if (path === mount) return root
    return path.startsWith(`${mount}/`) ? join(path.slice(mount.length + 1)) : undefined
  }
  const aboveMount = (path: string): boolean => mount !== undefined && (path === '' || mount.startsWith(`${path}/`))
  const isFile = (path: string | undefined): boolean => path !== undefined && statPath(path)?.isFile() === true
  const isFolder = (path: string | undefined): boolean => path !== undefined && statPath(path)?.isDirectory() === true

  return {
    provider,
    path: `file://${root}`,
    rank: options.fallback ? RANK.fallback : RANK.folder,
    mount,
    available: () => isFolder(root),
    isConfig: (path) => isFile(full(withExtension(path))),
    isGroup: (path) => (aboveMount(path) ? isFolder(root) : isFolder(full(path))),
    load(path, resolving) {
      const place = full(withExtension(path))
      if (place === undefined) return undefined
      const now = statPath(place)
      if (!now?.isFile()) return undefined
      const known = cache.get(place)
      if (known && known.mtimeMs === now.mtimeMs && known.size === now.size && known.ino === now.ino) {
        return known.config
      }
      const config = parseConfigFile(readText(place), { file: shownPath(place), provider, resolving })
      if (!config.volatile) cache.set(place, { mtimeMs: now.mtimeMs, size: now.size, ino: now.ino, config })
      return config
    },
    list(group) {
      const result = { configs: [] as string[], groups: [] as string[] }
      if (aboveMount(group)) {
        const below = (mount as string).slice(group === '' ? 0 : group.length + 1)
        result.groups.push(below.split('/')[0] as string)
        return result
      }
      const place = full(group)
      if (!isFolder(place)) return result
      for (const name of readdirSync(place as string)) {
        const kind = statPath(`${place}/${name}`)
        if (kind?.isDirectory() && name !== '__pycache__') result.groups.push(name)
        else if (kind?.isFile() && name.endsWith('.yaml')) result.configs.push(name.slice(0, -'.yaml'.length))
      }
      return result
    },
  }
}

function builtInSource(configs: BuiltInConfigs, about: Pick<ConfigSource, 'provider' | 'path' | 'rank'>): ConfigSource {
  const built = new Map<string, ConfigFile>()
  const groups = new Set<string>()
  const names = Object.keys(configs)
  for (const name of names) {
    for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
      groups.add(name.slice(0, slash))
    }
  }
  const clean = (path: string): string => path.replace(/\.yaml$/, '')
  const below = (all: Iterable<string>, group: string): string[] => {
    const prefix = group === '' ? '' : `${group}/`
    return [...all]
      .filter((name) => name !== group && name.startsWith(prefix) && !name.includes('/', prefix.length))
      .map((name) => name.slice(prefix.length))
  }
  return {
    ...about,
    available: () => true,
    isConfig: (path) => Object.hasOwn(configs, clean(path)),
    isGroup: (path) => path === '' || groups.has(path),
    load(path) {
      const name = clean(path)
      const config = Object.hasOwn(configs, name) ? configs[name] : undefined
      if (!config) return undefined
      let file = built.get(name)
      if (!file) {
        file = builtInConfig(name, config(), about.provider)
        built.set(name, file)
      }
      return file
    },
    list: (group) => ({ configs: below(names, group), groups: below(groups, group) }),
  }
}

/** The `hydra` groups, which every search path begins and ends with. */
export function hydraSources(): ConfigSource[] {
  return [
    builtInSource(hydraGroups, { provider: 'hydra', path: 'polyhead://hydra', rank: RANK.hydra }),
    builtInSource(hydraSchemas, { provider: 'schema', path: 'structured://', rank: RANK.schema }),
  ]
}
