import { finishEntries, newEntries, setEntry } from '../config/entries.js'
import { fromPlain, textNode } from '../config/index.js'
import type { Node } from '../config/node.js'
import { ConfigError } from '../util/diagnostic.js'
import { reservedKeys } from './reserved-keys.js'

/**
 * What a node stands for that no config could hold. Merging and resolving copy a node with all that it has, this too.
 */
const GIVEN = Symbol('given')

/** As deep as configs go. */
const DEEPEST = 128

export function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const node = value as { kind: unknown; entries?: unknown; items?: unknown; value?: unknown }
  if (node.kind === 'map') return node.entries instanceof Map
  return node.kind === 'list' ? Array.isArray(node.items) : typeof node.kind === 'string' && 'value' in node
}

/** Whether the node stands for a value of JavaScript's, which is handed on as it is. */
export function isGiven(node: Node): boolean {
  return GIVEN in node
}

/** That value. */
export function givenValue(node: Node): unknown {
  return (node as { [GIVEN]?: unknown })[GIVEN]
}

/**
 * Any value of JavaScript's as a node: plain objects and arrays become maps and lists, texts may be interpolations, and
 * what no config knows (instances, functions) stands for itself.
 * @param whole an object in which nothing has to be made or resolved stands for itself too: only for what is not merged
 *   into
 * @throws ConfigError for the key `__proto__`, and where objects are nested too deep
 */
export function givenNode(value: unknown, whole: boolean): Node {
  return build(value, whole, [])
}

function build(value: unknown, whole: boolean, outer: readonly object[]): Node {
  if (isNode(value)) return value
  if (typeof value === 'string') {
    const node = textNode(value)
    return node.kind === 'string' ? given(node, value) : node
  }
  // What holds itself can be no tree: there it stands for itself.
  if (!isContainer(value) || outer.includes(value)) return given(isScalar(value) ? fromPlain(value) : NULL, value)
  if (outer.length === DEEPEST) throw refused(`values are nested more than ${DEEPEST} deep`)
  const inner = [...outer, value]
  if (Array.isArray(value)) {
    const items = value.map((item) => build(item, whole, inner))
    const list = { kind: 'list', items } as const
    return whole && items.every(isGiven) ? given(list, value) : list
  }
  const builder = newEntries()
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw refused("'__proto__' cannot be a key")
    setEntry(builder, key, build(item, whole, inner))
  }
  const map = { kind: 'map', ...finishEntries(builder) } as const
  const finished = [...map.entries].every(([key, item]) => !reservedKeys.has(key as string) && isGiven(item))
  return whole && finished ? given(map, value) : map
}

const NULL: Node = { kind: 'null', value: null }

function given(node: Node, value: unknown): Node {
  return Object.assign({ ...node }, { [GIVEN]: value })
}

function isScalar(value: unknown): boolean {
  return value === null || value === undefined || ['boolean', 'number', 'bigint'].includes(typeof value)
}

function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function refused(message: string): ConfigError {
  return new ConfigError({ code: 'value', path: '', message })
}
