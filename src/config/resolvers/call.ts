import { counted } from '../../util/counted.js'
import { ConfigError } from '../../util/diagnostic.js'
import { didYouMean } from '../../util/suggest.js'
import type { ResolverTree } from '../interpolation/ast.js'
import { plainPlace, selectPlace } from '../interpolation/evaluate.js'
import { resolvePlace } from '../interpolation/resolve-place.js'
import { type Frame, failAt } from '../interpolation/session.js'
import type { ListNode, MapNode, Node, ScalarNode } from '../node.js'
import { isContainer, type Place, pathOf, topOf } from '../place.js'
import type { Builtin } from './builtin.js'
import { builtins } from './builtins.js'
import type { RegisteredResolver, ResolverInfo } from './registry.js'

/** Calls a resolver by name: a registered one, else a built-in one. */
export function callResolver(frame: Frame, tree: ResolverTree, name: string, args: readonly Place[]): Place {
  const { session } = frame
  const custom = session.registry?.resolvers.get(name)
  const builtin = session.registry?.without.has(name) ? undefined : builtins.get(name)
  if (!custom && !builtin) return unknownResolver(frame, tree, name)
  const useCache = custom ? custom.useCache : builtin?.useCache === true
  const cacheKey = useCache ? JSON.stringify([name, tree.texts]) : ''
  const cached = useCache ? session.cache.get(cacheKey) : undefined
  if (cached) return cached
  const result = custom
    ? callCustom(frame, tree, custom, args)
    : callBuiltin(frame, tree, name, builtin as Builtin, args)
  if (useCache) session.cache.set(cacheKey, result)
  return result
}

function unknownResolver(frame: Frame, tree: ResolverTree, name: string): never {
  const known = [...builtins.keys(), ...(frame.session.registry?.resolvers.keys() ?? [])]
  const hint = name === 'python_version' ? 'there is no Python here: use a value of your own' : didYouMean(name, known)
  return failAt(frame.place, tree, `there is no resolver '${name}'`, hint)
}

function callBuiltin(frame: Frame, tree: ResolverTree, name: string, builtin: Builtin, args: readonly Place[]): Place {
  if (args.length < builtin.least || args.length > builtin.most) {
    const { least, most } = builtin
    const taken = `${least === most ? '' : `${least} or `}${counted(most, 'argument')}`
    failAt(frame.place, tree, `'${name}' takes ${taken}, not ${args.length}`)
  }
  return builtin.call({ frame, tree, name, args, fail: (message, hint) => failAt(frame.place, tree, message, hint) })
}

function callCustom(frame: Frame, tree: ResolverTree, custom: RegisteredResolver, args: readonly Place[]): Place {
  const { session, place, parent } = frame
  const places = new Map<Node, Place>()
  for (const arg of args) if (isContainer(arg) || arg.inner) places.set(arg.node, arg)
  const info: ResolverInfo = {
    root: topOf(parent).node,
    parent: parent.node as MapNode | ListNode,
    node: place.node as ScalarNode,
    path: pathOf(place),
    context: session.context,
    env: session.env,
    texts: tree.texts,
    select: (key) => {
      const found = selectPlace(frame, key, { range: tree, lenient: true })
      return found && resolvePlace(session, found)
    },
    pathOf: (arg) => {
      const known = places.get(arg)
      return known && !known.plain ? pathOf(known) : undefined
    },
    resolve: (arg) => {
      const known = places.get(arg)
      return known ? resolvePlace(session, known) : arg
    },
  }
  if (!custom.useCache) session.volatileCalls++
  let node: Node
  try {
    node = custom.resolve(
      args.map((arg) => arg.node),
      info,
    )
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    return failAt(place, tree, `the resolver failed: ${reason}`, undefined, error)
  }
  return places.get(node) ?? plainPlace(node, frame, places)
}
