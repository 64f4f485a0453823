import { type MapNode, type Node, type ResolveOptions, select } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import type { ConfigFile } from './config-file.js'
import type { Override } from './override/index.js'
import { packageFolder } from './package-folder.js'
import type { Repository, RepositoryEntry } from './repository.js'
import type { Warnings } from './warnings.js'

const KEY = 'hydra.searchpath'

const isText = (node: Node): node is Node & { value: string } =>
  node.kind === 'string' || node.kind === 'missing' || node.kind === 'interpolation'

const schemeOf = (path: string): string | undefined => /^(.*?):\/\//s.exec(path)?.[1]

function entryOf(path: string, provider: string, source: Source | undefined): RepositoryEntry {
  const scheme = schemeOf(path)
  if (scheme === undefined || scheme === 'file') return { dir: path, provider }
  throw new ConfigError({
    code: 'searchpath',
    path: KEY,
    message: `'${path}' in ${KEY} is not the path of a folder`,
    source,
    hint: 'use a path, file://PATH or pkg://PACKAGE',
  })
}

/** The primary config's own `hydra.searchpath`, with its interpolations resolved. */
function fromPrimary(content: MapNode, resolving: ResolveOptions): Node | undefined {
  if (!content.entries.has('hydra')) return undefined
  const node = select(content, KEY, resolving)
  if (node?.kind !== 'list') return node?.kind === 'missing' ? undefined : node
  const items = node.items.map((_, index) => select(content, `${KEY}.${index}`, resolving))
  return { ...node, items: items.map((item): Node => item ?? { kind: 'null', value: null }) }
}

export interface SearchPath {
  /** What to compose from. */
  readonly repository: Repository
  /** The packages that the search path names, and that are not there. */
  readonly unsearched: readonly string[]
}

/**
 * Adds the folders of `hydra.searchpath`: the one given as an override, or else the primary config's.
 * What cannot be searched is named in `warnings`.
 * @throws ConfigError where it is not a list of paths
 */
export function extendSearchPath(
  repository: Repository,
  primary: ConfigFile | undefined,
  overrides: readonly Override[],
  resolving: ResolveOptions,
  warnings: Warnings,
): SearchPath {
  if (primary && primary.content.kind !== 'map') {
    throw new ConfigError({
      code: 'primary-type',
      path: '',
      message: `the primary config '${primary.file}' must be a map, not a list`,
      source: primary.content.source,
    })
  }
  const override = overrides.find((o) => o.keyElement === KEY)
  let node: Node | undefined
  if (override && override.value?.kind !== 'null') node = override.value as Node
  const given = node !== undefined
  if (!given && primary) node = fromPrimary(primary.content as MapNode, resolving)
  if (!node || node.kind === 'null') return { repository, unsearched: [] }
  const source = given ? override?.source : node.source
  if (node.kind !== 'list' || !('items' in node) || !node.items.every(isText)) {
    throw new ConfigError({
      code: 'searchpath',
      path: KEY,
      message: `${KEY} must be a list of paths`,
      source,
      hint: `such as ${KEY}=[../shared-configs]`,
    })
  }
  const entries: RepositoryEntry[] = []
  const unsearched: string[] = []
  const warn = (message: string, at: Source | undefined): void => {
    warnings.add({ code: 'searchpath', severity: 'warning', path: KEY, message, source: at })
  }
  for (const item of node.items) {
    const at = item.source ?? source
    const { value } = item as { value: string }
    const provider = `${KEY} in ${given ? 'command-line' : 'main'}`
    if (schemeOf(value) === 'pkg') {
      const dir = packageFolder(value.slice('pkg://'.length), resolving.env ?? process.env)
      if (dir !== undefined) {
        entries.push({ dir, provider })
        continue
      }
      unsearched.push(value)
      warn(`'${value}' in ${KEY} names a package that is neither in node_modules nor below PYTHONPATH`, at)
    } else entries.push(entryOf(value, provider, at))
  }
  const extended = repository.with(entries)
  for (const place of extended.sources) {
    if (!place.available())
      warn(`the folder '${place.path.replace(/^file:\/\//, '')}' of the search path does not exist`, source)
  }
  return { repository: extended, unsearched }
}
