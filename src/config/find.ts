import { dereference } from './interpolation/evaluate.js'
import { selectFrom } from './interpolation/select-from.js'
import type { Key, Node } from './node.js'
import { openSession } from './open-session.js'
import { type Place, rootPlace } from './place.js'
import type { ResolveOptions } from './resolvers/registry.js'

/** A value that a dotted path leads to. */
export interface Found {
  /** The value: a scalar resolved, a container as it stands, with its interpolations unresolved. */
  readonly node: Node
  /**
   * The keys under which the tree holds it, once interpolations on the way are followed; undefined where a resolver
   * made it.
   */
  readonly keys: readonly Key[] | undefined
}

/**
 * What a dotted path leads to, as OmegaConf's `select`: undefined where there is nothing, or where it is missing
 * (`???`). Unlike `select` here, a container's own interpolations are left alone, and may lead nowhere.
 * @throws ConfigError where an interpolation on the way fails
 */
export function find(root: Node, key: string, options: ResolveOptions = {}): Found | undefined {
  const session = openSession(options)
  const top = rootPlace(root)
  const at = selectFrom(session, top, key, false)
  if (!at || at.node.kind === 'missing') return undefined
  const place = dereference(session, at)
  const keys: Key[] = []
  let up: Place = place
  for (; up.parent; up = up.parent) keys.unshift(up.key as Key)
  return { node: place.node, keys: up === top && !place.plain ? keys : undefined }
}
