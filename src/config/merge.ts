import { ConfigError } from '../util/diagnostic.js'
import { nearest } from '../util/suggest.js'
import { finishEntries, heldKey, isFloatKey, newEntries, setEntry } from './entries.js'
import { dereference } from './interpolation/evaluate.js'
import { joinPath, typedPath } from './key-path.js'
import type { Key, MapNode, Node, ScalarNode } from './node.js'
import { openSession } from './open-session.js'
import { mapChild, type Place, pathOf, rootPlace } from './place.js'
import { keyText } from './python.js'
import type { ResolveOptions } from './resolvers/registry.js'
import { withShadow } from './shadow.js'

/** Where a merge happens. */
export interface MergeSite {
  /** The place that `current`, the destination as merged so far, has in the whole tree. */
  locate(current: Node): Place
  /** Keys that the destination does not have are refused. */
  struct: boolean
  /** How interpolations that are merged into are followed. */
  resolving: ResolveOptions
}

/** The node without the keys marked `!delete`. */
export function withoutDeleted(node: Node): Node {
  if (!node.deletes) return node
  const { deletes: _, ...rest } = node
  if (rest.kind === 'list') return { ...rest, items: rest.items.map(withoutDeleted) }
  if (rest.kind !== 'map') return rest
  const entries = new Map<Key, Node>()
  for (const [key, value] of rest.entries) if (!isDeletion(value)) entries.set(key, withoutDeleted(value))
  return { ...rest, entries }
}

function isDeletion(node: Node): boolean {
  return node.kind === 'null' && node.deletes === true
}

/** A map that meets a list. */
export class MergeMismatch extends ConfigError {
  /** @param into of what is there already */
  constructor(
    path: string,
    readonly into: 'map' | 'list',
    source: Node['source'],
  ) {
    const other = into === 'map' ? 'list' : 'map'
    const message = `${path || 'the config'} is a ${into} and cannot be merged with a ${other}`
    super({ code: 'merge', path, message, ...(source && { source }) })
  }
}

/** The error for a key that a strict config does not have. */
export function unknownKey(holder: MapNode, path: string, key: Key, source: Node['source']): ConfigError {
  const name = keyText(key, holder.floatKeys)
  const full = joinPath(path, name)
  const near = nearest(
    name,
    [...holder.entries.keys()].filter((known) => typeof known === 'string'),
  )
  return new ConfigError({
    code: 'unknown-key',
    path: full,
    message: `there is no key '${full}' to set`,
    source,
    hint: near === undefined ? undefined : `did you mean '${typedPath(joinPath(path, near))}'?`,
  })
}

/** What an interpolation in the destination stands for, if that is a container (or undefined): merging goes into it. */
function expanded(site: MergeSite, current: MapNode, key: Key): Node | undefined {
  const place = site.locate(current) as Place & { node: MapNode }
  const child = mapChild(place, key)
  if (!child) return undefined
  const { value } = child.node as ScalarNode
  // Text around an interpolation makes it a text, whatever it leads to.
  if (typeof value !== 'string' || !value.startsWith('${') || !value.endsWith('}')) return undefined
  try {
    const { node, plain } = dereference(openSession({ ...site.resolving, quiet: true }), child)
    return !plain && (node.kind === 'map' || node.kind === 'list') ? node : undefined
  } catch (error) {
    // It leads nowhere: OmegaConf then takes it for a value like any other.
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

/** `src` merged into `dest`, both containers; neither is changed. */
export function mergeInto(site: MergeSite, dest: Node, src: Node): Node {
  if (dest.kind === 'list' && src.kind === 'list') return withShadow(withoutDeleted(src), dest)
  if (dest.kind !== 'map' || src.kind !== 'map') {
    throw new MergeMismatch(pathOf(site.locate(dest)), dest.kind === 'map' ? 'map' : 'list', src.source)
  }
  if (src.entries.size === 0) return dest
  const builder = newEntries(dest)
  const current = (): MapNode => ({ ...dest, ...finishEntries(builder) })
  for (const [key, value] of src.entries) {
    const held = heldKey(builder.entries, key)
    if (isDeletion(value)) {
      builder.entries.delete(held)
      continue
    }
    const there = builder.entries.get(held)
    if (there === undefined) {
      if (site.struct) throw unknownKey(dest, pathOf(site.locate(current())), key, value.keySource ?? value.source)
      setEntry(builder, key, withoutDeleted(value), isFloatKey(src, key))
      continue
    }
    const container = value.kind === 'map' || value.kind === 'list'
    let target: Node = there
    if (there.kind === 'interpolation' && (container || value.kind === 'missing')) {
      const behind = expanded(site, current(), held)
      if (behind) target = withShadow({ ...behind, ...(there.keySource && { keySource: there.keySource }) }, there)
    }
    if (container && (target.kind === 'map' || target.kind === 'list')) {
      const inner: MergeSite = {
        ...site,
        locate: (node) => {
          const entries = new Map(builder.entries).set(held, node)
          const place = site.locate({ ...current(), entries }) as Place & { node: MapNode }
          return mapChild(place, held) as Place
        },
      }
      builder.entries.set(held, mergeInto(inner, target, value))
    } else builder.entries.set(held, value.kind === 'missing' ? target : withShadow(withoutDeleted(value), there))
  }
  return current()
}

/**
 * The nodes merged from left to right, as OmegaConf does: maps deep, lists replaced, `???` never overwrites, and what
 * an interpolation stands for is merged into. A key whose value is marked `!delete` is removed. Inputs stay as they
 * are.
 * @throws MergeMismatch where a map meets a list.
 */
export function merge(first: Node, ...others: readonly Node[]): Node {
  return mergeAll([first, ...others], {})
}

/** `merge` with resolvers and an environment for the interpolations that are merged into. */
export function mergeAll([first, ...others]: readonly Node[], resolving: ResolveOptions): Node {
  let result = withoutDeleted(first as Node)
  for (const other of others) result = mergeInto({ locate: rootPlace, struct: false, resolving }, result, other)
  return result
}
