import {
  find,
  type ListNode,
  type MapNode,
  merge,
  mergeAll,
  type Node,
  type ResolveOptions,
  splitKey,
} from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { LONGEST_PATH } from '../config/split-key.js'
import { ConfigError } from '../util/diagnostic.js'
import { coerce } from './coerce.js'
import type { ConfigFile } from './config-file.js'
import type { ResultDefault } from './defaults-list.js'
import { hydraSchemas } from './hydra-groups.js'
import { hydraShape, type Shape, withShape } from './hydra-shape.js'
import type { Repository } from './repository.js'
import { hasReused, mergeReused } from './reused-files.js'
import { withEntries } from './scalar-nodes.js'

const EMPTY: MapNode = { kind: 'map', entries: new Map() }

/** Puts a config's content at its package. */
function embed(content: Node, packageName: string): Node {
  if (packageName === '') return content
  const keys = splitKey(packageName)
  if (keys.includes('__proto__')) {
    throw new ConfigError({
      code: 'proto-key',
      path: packageName,
      message: `'__proto__' cannot be a key of a config, so it cannot be part of the package '${packageName}'`,
    })
  }
  if (keys.length > LONGEST_PATH) {
    const message = `a package has at most ${LONGEST_PATH} keys, but '${packageName.slice(0, 40)}…' has ${keys.length}`
    throw new ConfigError({ code: 'too-deep', path: '', message })
  }
  return keys.reduceRight<Node>(
    (node, key) => ({ kind: 'map', entries: new Map([[key, node]]), deletes: node.deletes }),
    content,
  )
}

function isGiven(node: MapNode, path: string, resolving: ResolveOptions): boolean {
  const found = find(node, path, resolving)?.node
  return found !== undefined && found.kind !== 'null' && found.kind !== 'missing'
}

function checkContent(item: ResultDefault, node: Node, resolving: ResolveOptions): asserts node is MapNode {
  if (node.kind !== 'map') {
    throw new ConfigError({
      code: 'config-type',
      path: '',
      message: `'${item.path}' is a list, which cannot be merged into the root of the config`,
      source: node.source,
      hint: "give it a package: '# @package NAME' in its first line",
    })
  }
  const hydra = node.entries.get('hydra')
  if (item.primary || item.path === 'hydra/config' || hydra?.kind !== 'map') return
  const path = hydra.entries.get('searchpath')
  if (!path || !isGiven(node, 'hydra.searchpath', resolving)) return
  throw new ConfigError({
    code: 'searchpath',
    path: 'hydra.searchpath',
    message: `'${item.path}' sets hydra.searchpath, which only the primary config and the command line can`,
    source: path.source,
  })
}

/** A folder's config of the same name as a declared one is merged into that, and must have its keys only. */
function onSchema(item: ResultDefault, content: MapNode | ListNode, repository: Repository): MapNode | ListNode {
  const name = item.path.replace(/\.yaml$/, '')
  const declared = Object.hasOwn(hydraSchemas, name) ? hydraSchemas[name] : undefined
  if (!declared) return content
  const schema = repository.sources.at(-1)?.load(name, {})?.content
  if (name === 'hydra/config' || schema?.kind !== 'map') {
    throw new ConfigError({
      code: 'hydra-config',
      path: 'hydra',
      message: `'${item.path}' is the name of polyhead's own hydra node, which a file cannot take`,
      source: content.source,
      hint: "set keys of 'hydra:' in the primary config instead",
    })
  }
  const { shape } = declared()
  return merge(schema, shape ? coerce(name, content, shape, true) : content) as MapNode
}

/** A part of the hydra node, such as the launcher, that a config with declared keys fills. */
interface TypedPart {
  /** Below the hydra node. */
  readonly keys: readonly string[]
  readonly shape: Shape
}

function typedPart({ path, package: at }: ResultDefault): TypedPart | undefined {
  const name = path.replace(/\.yaml$/, '')
  const shape = Object.hasOwn(hydraSchemas, name) ? hydraSchemas[name]?.().shape : undefined
  // What is chosen can be given up: the part itself may be null.
  return shape?.kind === 'node' && at.startsWith('hydra.')
    ? { keys: at.split('.').slice(1), shape: { ...shape, optional: true } }
    : undefined
}

/** The types of the hydra node, with those of the launcher and the sweeper that the defaults list chooses. */
function shapeOf(list: readonly ResultDefault[]): Shape {
  const parts = list.flatMap((item) => typedPart(item) ?? [])
  // A part's types go into those of what it is a part of.
  parts.sort((a, b) => a.keys.length - b.keys.length)
  return parts.reduce((shape, part) => withShape(shape, part.keys, part.shape), hydraShape as Shape)
}

/** What the defaults list comes to: the config, and the types that its hydra node has by then. */
export interface MergedDefaults {
  readonly root: MapNode
  readonly hydraShape: Shape
}

/**
 * Merges the configs of the defaults list, in order.
 * @throws ConfigError where two of them do not go together
 */
export function mergeDefaults(
  list: readonly ResultDefault[],
  repository: Repository,
  load: (path: string) => ConfigFile | undefined,
  resolving: ResolveOptions,
): MergedDefaults {
  const shape = shapeOf(list)
  // Until the hydra node's own config is merged, it has no declared keys.
  let declared = false
  const declaredParts: TypedPart[] = []
  const parts = list.map((item) => {
    const config = load(item.path)
    if (!config) {
      throw new ConfigError({
        code: 'config-not-found',
        path: item.package,
        message: `there is no config '${item.path}'`,
        source: item.source,
      })
    }
    const builtIn = config.provider === 'schema' || config.provider === 'hydra'
    if (item.path === 'hydra/config') declared = true
    const strict = declared
    const before = [...declaredParts]
    const own = typedPart(item)
    if (own) declaredParts.push(own)
    return {
      path: item.path,
      package: item.package,
      builtIn,
      content: builtIn ? config.content : onSchema(item, config.content, repository),
      embed(content: Node) {
        const node = embed(content, item.package)
        checkContent(item, node, resolving)
        const hydra = node.entries.get('hydra')
        if (!hydra || builtIn) return node
        for (const part of strict ? [] : before) {
          const given = entryAt(hydra, ...part.keys)
          if (given) coerce(['hydra', ...part.keys].join('.'), given, part.shape, true)
        }
        return withEntries(node, [['hydra', coerce('hydra', hydra, shape, strict)]])
      },
    }
  })
  if (hasReused(parts)) return { root: mergeReused(parts, resolving), hydraShape: shape }
  // The list begins with the hydra node's configs, which are the same each time unless an override chooses others.
  const own = parts.findIndex((part) => !part.builtIn)
  const first = own === -1 ? parts : parts.slice(0, own)
  const nodes = (some: typeof parts): MapNode[] => some.map((part) => part.embed(part.content))
  const base = repository.remember(
    first.map((part) => `${part.path}@${part.package}`).join(),
    () => merge(EMPTY, ...nodes(first)) as MapNode,
  )
  return { root: mergeAll([base, ...nodes(parts.slice(first.length))], resolving) as MapNode, hydraShape: shape }
}
