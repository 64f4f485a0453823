import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { shownPath } from '../util/shown-path.js'
import { statPath } from '../util/stat-path.js'
import { type ConfigFile, parseConfigFile } from './config-file.js'
import { type ConfigSource, RANK } from './config-source.js'

/** A folder of the search path with the texts of its configs, as they were at one moment: plain data. */
export interface FrozenFolder {
  /** Its absolute path. */
  readonly dir: string
  readonly provider: string
  readonly mount?: string | undefined
  readonly fallback?: boolean
  /** Texts by their path in the folder, such as `optimizer/adam.yaml`. */
  readonly files: Readonly<Record<string, string>>
}

/** More than this is no folder of configs: what else lies there is not kept. */
const MOST_FILES = 5000
const MOST_BYTES = 8 * 2 ** 20
const DEEPEST = 16

/** Reads every config of a folder; none where there is no such folder. Hidden folders hold none. */
export function freezeFolder(dir: string): Record<string, string> {
  const files: Record<string, string> = {}
  let count = 0
  let bytes = 0
  const visit = (folder: string, below: string, depth: number): void => {
    for (const name of namesIn(folder)) {
      const path = join(folder, name)
      const stats = statPath(path)
      if (stats?.isDirectory()) {
        // A link may lead in a circle.
        const isOwn = depth < DEEPEST && !name.startsWith('.') && name !== 'node_modules' && name !== '__pycache__'
        if (isOwn && !(depth > 2 && lstatSync(path).isSymbolicLink())) visit(path, `${below}${name}/`, depth + 1)
      } else if (stats?.isFile() && name.endsWith('.yaml') && count < MOST_FILES && bytes + stats.size <= MOST_BYTES) {
        count++
        bytes += stats.size
        files[`${below}${name}`] = readFileSync(path, 'utf8')
      }
    }
  }
  visit(dir, '', 0)
  return files
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    // Not there, or not to be read: it gives no configs.
    return []
  }
}

/** A frozen folder as a place of the search path. */
export function frozenSource({ dir, provider, mount, fallback, files }: FrozenFolder): ConfigSource {
  const groups = new Set<string>([''])
  for (const path of Object.keys(files)) {
    for (let at = posix.dirname(path); at !== '.'; at = posix.dirname(at)) groups.add(at)
  }
  const parsed = new Map<string, ConfigFile>()
  const within = (path: string): string | undefined => {
    const clean = posix.normalize(path === '' ? '.' : path)
    if (clean.startsWith('..') || clean.startsWith('/')) return undefined
    const plain = clean === '.' ? '' : clean
    if (mount === undefined) return plain
    if (plain === mount) return ''
    return plain.startsWith(`${mount}/`) ? plain.slice(mount.length + 1) : undefined
  }
  const aboveMount = (path: string): boolean => mount !== undefined && (path === '' || mount.startsWith(`${path}/`))
  const fileOf = (path: string): string | undefined => {
    const name = within(path.endsWith('.yaml') ? path : `${path}.yaml`)
    return name !== undefined && Object.hasOwn(files, name) ? name : undefined
  }
  return {
    provider,
    path: `file://${dir}`,
    rank: fallback ? RANK.fallback : RANK.folder,
    mount,
    available: () => Object.keys(files).length > 0 || existsSync(dir),
    isConfig: (path) => fileOf(path) !== undefined,
    isGroup: (path) => aboveMount(path) || groups.has(within(path) ?? '\0'),
    load(path, resolving) {
      const name = fileOf(path)
      if (name === undefined) return undefined
      const known = parsed.get(name)
      if (known) return known
      const config = parseConfigFile(files[name] as string, { file: shownPath(join(dir, name)), provider, resolving })
      if (!config.volatile) parsed.set(name, config)
      return config
    },
    list(group) {
      if (aboveMount(group)) {
        const below = (mount as string).slice(group === '' ? 0 : group.length + 1)
        return { configs: [], groups: [below.split('/')[0] as string] }
      }
      const at = within(group)
      if (at === undefined || !groups.has(at)) return { configs: [], groups: [] }
      const prefix = at === '' ? '' : `${at}/`
      const directly = (name: string) => name.startsWith(prefix) && !name.includes('/', prefix.length)
      return {
        configs: Object.keys(files)
          .filter(directly)
          .map((name) => name.slice(prefix.length, -'.yaml'.length)),
        groups: [...groups].filter((name) => name !== '' && directly(name)).map((name) => name.slice(prefix.length)),
      }
    },
  }
}
