import { counted } from '../../util/counted.js'
import { ConfigError } from '../../util/diagnostic.js'
import { certainFix, didYouMean } from '../../util/suggest.js'
import type { ResolverTree } from '../interpolation/ast.js'
import { plainPlace, selectPlace } from '../interpolation/evaluate.js'
import { resolvePlace } from '../interpolation/resolve-place.js'
import { type Frame, failAt, withReads } from '../interpolation/session.js'
import type { ListNode, MapNode, Node, ScalarNode } from '../node.js'
import { packHint } from '../packs/names.js'
import { isContainer, type Place, pathOf, topOf } from '../place.js'
import type { Builtin, Call } from './builtin.js'
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
  if (cached) {
    for (const variable of cached.reads) session.envReads.add(variable)
    return cached.place
  }
  const { value: place, reads } = withReads(session, () =>
    custom ? callCustom(frame, tree, name, custom, args) : callBuiltin(frame, tree, name, builtin as Builtin, args),
  )
  if (useCache) session.cache.set(cacheKey, { place, reads })
  return place
}

/** The environment as a resolver sees it: what it reads counts as read by the interpolation. */
function watchedEnv({ session }: Frame): ResolverInfo['env'] {
  return new Proxy(session.env, {
    get(env, name) {
      const value = typeof name === 'string' && Object.hasOwn(env, name) ? env[name] : undefined
      if (value !== undefined) session.envReads.add(name as string)
      return value
    },
    getOwnPropertyDescriptor(env, name) {
      const found = Object.getOwnPropertyDescriptor(env, name)
      if (found?.value !== undefined) session.envReads.add(name as string)
      return found
    },
  })
}

function unknownResolver(frame: Frame, tree: ResolverTree, name: string): never {
  const known = [...builtins.keys(), ...(frame.session.registry?.resolvers.keys() ?? [])]
  const python = name === 'python_version' ? 'there is no Python here: use a value of your own' : undefined
  const hint = python ?? packHint(name) ?? didYouMean(name, known)
  const fix = hint?.startsWith('did you mean') ? certainFix(frame.place.node.source, name, known) : undefined
  return failAt(frame.place, tree, `there is no resolver '${name}'`, hint, {
    code: 'unknown-resolver',
    ...(fix && { fix }),
  })
}

function callBuiltin(frame: Frame, tree: ResolverTree, name: string, builtin: Builtin, args: readonly Place[]): Place {
  if (args.length < builtin.least || args.length > builtin.most) {
    const { least, most } = builtin
    const taken = `${least === most ? '' : `${least} or `}${counted(most, 'argument')}`
    failAt(frame.place, tree, `'${name}' takes ${taken}, not ${args.length}`)
  }
  const fail: Call['fail'] = (message, hint, code) =>
    failAt(frame.place, tree, message, hint, code === undefined ? {} : { code })
  return builtin.call({ frame, tree, name, args, fail })
}

function callCustom(
  frame: Frame,
  tree: ResolverTree,
  name: string,
  custom: RegisteredResolver,
  args: readonly Place[],
): Place {
  const { session, place, parent } = frame
  const places = new Map<Node, Place>()
  for (const arg of args) if (isContainer(arg) || arg.inner) places.set(arg.node, arg)
  const info: ResolverInfo = {
    root: topOf(parent).node,
    parent: parent.node as MapNode | ListNode,
    node: place.node as ScalarNode,
    path: pathOf(place),
    context: session.context,
    env: watchedEnv(frame),
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
  const called = `the resolver '${name}'${custom.origin ? ` of ${custom.origin}` : ''}`
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
    return failAt(place, tree, `${called} failed: ${reason}`, undefined, { cause: error })
  }
  const wrong = faultOf(node)
  if (wrong !== undefined) return failAt(place, tree, `${called} gives ${wrong}`, 'fromPlain(value) makes a node')
  return places.get(node) ?? plainPlace(node, frame, places)
}

const VALUES: Readonly<Record<ScalarNode['kind'], (value: unknown) => boolean>> = {
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint' || Number.isSafeInteger(value),
  float: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  missing: (value) => value === '???',
  interpolation: (value) => typeof value === 'string',
}

/** What is wrong with a resolver's answer; undefined where it is a node. */
function faultOf(answer: unknown, depth = 0): string | undefined {
  if (answer instanceof Promise) return 'a promise, but a resolver answers at once'
  if (typeof answer !== 'object' || answer === null) return `${String(answer)}, which is no node`
  if (depth > 128) return 'nodes that are nested too deep, or hold themselves'
  const { kind, entries, items, value } = answer as Record<string, unknown>
  if (kind === 'map') {
    if (!(entries instanceof Map)) return 'a map without entries'
    for (const [key, child] of entries as Map<unknown, unknown>) {
      if (key === '__proto__' || !(key === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof key)))
        return `a map with a key that no config can have: ${String(key)}`
      const wrong = faultOf(child, depth + 1)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }
  if (kind === 'list') {
    if (!Array.isArray(items)) return 'a list without items'
    return Array.from(items, (item) => faultOf(item, depth + 1)).find((wrong) => wrong !== undefined)
  }
  const fits = typeof kind === 'string' && Object.hasOwn(VALUES, kind) ? VALUES[kind as ScalarNode['kind']] : undefined
  if (!fits) return 'an object that is no node'
  return fits(value) ? undefined : `a node of kind ${kind as string} whose value is ${typeof value}`
}
