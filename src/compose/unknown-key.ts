import { find, type MapNode, type Node, splitKey } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { nearest } from '../util/suggest.js'
import { keyPart } from './key-part.js'
import type { Override } from './override/index.js'

/** The dotted path joined from split keys. */
const join = (keys: readonly unknown[]): string => keys.map(String).join('.')

function tryRead(root: MapNode, path: string): Node | undefined {
  try {
    return path === '' ? root : find(root, path)?.node
  } catch {
    // What cannot be resolved holds no keys to suggest.
    return undefined
  }
}

/** Every dotted path of the config that ends in a given key. */
function pathsEndingIn(node: Node, key: string, prefix = '', found: string[] = []): string[] {
  if (node.kind !== 'map' || found.length > 3) return found
  for (const [name, child] of node.entries) {
    const path = prefix === '' ? String(name) : `${prefix}.${String(name)}`
    if (name === key) found.push(path)
    pathsEndingIn(child, key, path, found)
  }
  return found
}

/**
 * The error for an override of a key that the config does not have, with the nearest key as a hint;
 * undefined where the key is there, so that something else is wrong.
 * @param groups groups that may have been meant
 */
export function unknownKey(
  root: MapNode,
  override: Override,
  groups: readonly string[],
  cause?: ConfigError,
): ConfigError | undefined {
  const key = override.keyOrGroup
  const keys = splitKey(key)
  let depth = 0
  let holder: Node = root
  while (depth < keys.length) {
    const next = tryRead(root, join(keys.slice(0, depth + 1)))
    if (!next) break
    holder = next
    depth++
  }
  if (depth === keys.length) return undefined
  const add = `to add it, use '+${override.text}'`
  const parent = join(keys.slice(0, depth))
  const code = 'unknown-key'
  // The caret goes under the part of the key that is not there.
  const source = keyPart(override, keys.slice(0, depth + 1))
  if (holder.kind !== 'map') {
    if (holder.kind === 'list') return undefined
    return new ConfigError(
      {
        code,
        path: key,
        message: `'${parent}' is ${holder.kind === 'null' ? 'null' : `a value (${holder.kind})`}, so there is no key '${key}'`,
        source,
        hint: `to replace it by a map, use '+${override.text}'`,
      },
      cause && { cause },
    )
  }
  const names = [...holder.entries.keys()].filter(
    (name): name is string => typeof name === 'string' && (depth > 0 || name !== 'hydra'),
  )
  const missing = String(keys[depth])
  const near = nearest(missing, depth === 0 ? [...names, ...groups] : names)
  const better = near !== undefined ? join([...keys.slice(0, depth), near, ...keys.slice(depth + 1)]) : undefined
  const elsewhere = better === undefined ? pathsEndingIn(root, String(keys.at(-1)))[0] : undefined
  const suggestion = better ?? elsewhere
  return new ConfigError(
    {
      code,
      path: key,
      message: `there is no key '${key}'`,
      source,
      hint: suggestion === undefined ? add : `did you mean '${suggestion}'?`,
      notes: [
        ...(suggestion === undefined ? [] : [add]),
        ...(names.length > 0 && names.length <= 20 ? [`known keys: ${names.join(', ')}`] : []),
      ],
    },
    cause && { cause },
  )
}
