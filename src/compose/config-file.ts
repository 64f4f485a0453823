import {
  fromPlain,
  type ListNode,
  loadYaml,
  type MapNode,
  type Node,
  type ResolveOptions,
  select,
} from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { ConfigError } from '../util/diagnostic.js'
import type { BuiltInConfig } from './built-in-config.js'
import { coerce } from './coerce.js'
import { type DefaultsEntry, readDefaults } from './defaults-entry.js'
import { type HeaderLine, ignoredHeader, keywordHeader, parsePackageHeader } from './package-header.js'

/** One config as it was read: its content, and what its header and its defaults list say. Never changed once built. */
export interface ConfigFile {
  /** The path to show: relative to the working directory where the file lies below it. */
  readonly file: string
  /** Who put its folder on the search path. */
  readonly provider: string
  /** Without the defaults list. A list is allowed everywhere but as the primary config. */
  readonly content: MapNode | ListNode
  /** The package of its header, or null. */
  readonly package: string | null
  /** A header that is none, because it does not stand first. */
  readonly ignoredHeader?: HeaderLine | undefined
  /** Its header, where that holds what was a keyword in Hydra 1.0. */
  readonly keywordHeader?: HeaderLine | undefined
  readonly defaults: readonly DefaultsEntry[]
  /** Does it hold a value of its own, beside the defaults list? */
  readonly hasContent: boolean
  /** Is its defaults list an interpolation, which the environment and resolvers may change? */
  readonly volatile: boolean
}

function defaultsOf(content: MapNode, node: Node, file: string, resolving: ResolveOptions): readonly DefaultsEntry[] {
  const list = node.kind === 'interpolation' ? select(content, 'defaults', resolving) : node
  if (list?.kind === 'missing') return []
  if (list?.kind !== 'list') {
    throw new ConfigError({
      code: 'defaults-list',
      path: 'defaults',
      message: `the defaults list of '${file}' must be a list, not ${list?.kind ?? 'null'}`,
      source: node.source,
      hint: "write each entry on a line of its own, such as '- db: mysql'",
    })
  }
  return readDefaults(file, list)
}

function build(
  content: MapNode | ListNode,
  about: Pick<ConfigFile, 'file' | 'provider' | 'package' | 'ignoredHeader' | 'keywordHeader'> & {
    resolving: ResolveOptions
  },
): ConfigFile {
  const { resolving, ...facts } = about
  const { file } = facts
  const node = entryAt(content, 'defaults')
  if (content.kind === 'list' || !node) {
    const hasContent = content.kind === 'map' && [...content.entries.values()].some((value) => value.kind !== 'missing')
    return { ...facts, content, defaults: [], hasContent, volatile: false }
  }
  const defaults = defaultsOf(content, node, file, resolving)
  const entries = new Map(content.entries)
  entries.delete('defaults')
  const hasContent = [...entries.values()].some((value) => value.kind !== 'missing')
  return {
    ...facts,
    content: { ...content, entries },
    defaults,
    hasContent,
    volatile: node.kind === 'interpolation',
  }
}

/**
 * Reads the text of a config file.
 * @throws ConfigError with the place of what is malformed in its header, its YAML or its defaults list
 */
export function parseConfigFile(
  text: string,
  about: { file: string; provider: string; resolving: ResolveOptions },
): ConfigFile {
  const header = parsePackageHeader(text, about.file)
  const content = loadYaml(text, { file: about.file })
  if (content.kind !== 'map' && content.kind !== 'list') {
    throw new ConfigError({
      code: 'config-type',
      path: '',
      message: `'${about.file}' holds ${content.kind}, but a config is a map of keys to values`,
      source: content.source,
    })
  }
  const ignored = header === null ? ignoredHeader(text, about.file) : undefined
  const keyword = keywordHeader(header, text, about.file)
  return build(content, { ...about, package: header, ignoredHeader: ignored, keywordHeader: keyword })
}

/** A config that is part of polyhead itself. */
export function builtInConfig(path: string, config: BuiltInConfig, provider: string): ConfigFile {
  const source = { kind: 'runtime', by: path } as const
  const plain = config.defaults ? { defaults: config.defaults, ...config.content } : config.content
  const node = fromPlain(plain, { source })
  const content = (config.shape ? coerce(path, node, config.shape, false) : node) as MapNode
  return build(content, { file: path, provider, package: config.package ?? null, resolving: {} })
}
