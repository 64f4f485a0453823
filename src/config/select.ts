import { ConfigError } from '../util/diagnostic.js'
import { parsePythonInt } from '../util/python-number.js'
import { dereference } from './interpolation/evaluate.js'
import { isPlain, resolvePlace } from './interpolation/resolve-place.js'
import { selectFrom } from './interpolation/select-from.js'
import { childPath, entryAt, typedPath } from './key-path.js'
import type { Node } from './node.js'
import { openSession } from './open-session.js'
import { rootPlace } from './place.js'
import type { ResolveOptions } from './resolvers/registry.js'
import { isMissing } from './scalar.js'
import { splitKey } from './split-key.js'

/**
 * The resolved value at a dotted path, as OmegaConf's `select`: undefined where there is none, or where it is missing
 * (`???`). Containers come back with everything in them resolved.
 * @throws ConfigError where an interpolation on the way, or in the value, fails; with `throwOnMissing`, at `???` too.
 */
export function select(
  node: Node,
  key: string,
  options: ResolveOptions & { throwOnMissing?: boolean } = {},
): Node | undefined {
  const plain = plainAt(node, key)
  if (plain) return plain
  const session = openSession(options)
  const throwOnMissing = options.throwOnMissing === true
  const found = selectFrom(session, rootPlace(node), key, throwOnMissing)
  if (!found || isMissing(found.node)) return undefined
  return resolvePlace(session, dereference(session, found))
}

/** A value that is what it is, below maps alone: most are, and need no session. */
function plainAt(node: Node, key: string): Node | undefined {
  if (key === '' || key.startsWith('.') || key.includes('[')) return undefined
  let at: Node | undefined = node
  for (const name of key.split('.')) {
    if (at?.kind !== 'map') return undefined
    at = at.entries.get(name)
  }
  return at && isPlain(at) ? at : undefined
}

/** The value at a dotted path as it stands: interpolations are neither resolved nor followed. */
export function selectRaw(node: Node, key: string): Node | undefined {
  if (key === '') return node
  let at: Node | undefined = node
  for (const name of splitKey(key)) {
    if (at?.kind === 'list') {
      const index = parsePythonInt(name)
      at = index === undefined || index < 0 ? undefined : at.items[Number(index)]
    } else at = entryAt(at, name)
  }
  return at
}

/**
 * The same tree with every interpolation replaced by its value. Resolved values tell what they stand in for (`via`),
 * and from which environment variables they were made (`env`). Missing values stay; an interpolation to one is an
 * error.
 * @throws ConfigError with all that went wrong, each at its interpolation.
 */
export function resolve(node: Node, options: ResolveOptions = {}): Node {
  return resolvePlace(openSession(options), rootPlace(node))
}

/**
 * Refuses a tree that holds `???`.
 * @throws ConfigError naming every missing value.
 */
export function requireComplete(node: Node): void {
  const missing = missingPaths(node, '')
  if (missing.length === 0) return
  throw new ConfigError(
    missing.map(({ path, node: at }) => ({
      code: 'missing-value',
      path,
      message: `${path} is missing (???)`,
      source: at.source,
      hint: `give it a value: ${typedPath(path)}=…`,
    })),
  )
}

function missingPaths(node: Node, path: string): { path: string; node: Node }[] {
  if (node.kind === 'missing') return [{ path, node }]
  if (node.kind === 'list') return node.items.flatMap((item, i) => missingPaths(item, childPath(path, node, i)))
  if (node.kind !== 'map') return []
  return [...node.entries].flatMap(([key, value]) => missingPaths(value, childPath(path, node, key)))
}
