import { ConfigError } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { finishEntries, newEntries, setEntry } from './entries.js'
import type { Key, Node } from './node.js'
import { keyText } from './python.js'
import { textNode } from './scalar.js'

const DEEPEST = 128

function refuse(message: string): never {
  throw new ConfigError({ code: 'value', path: '', message })
}

/**
 * JavaScript values as nodes. A number is an int where it is a safe integer, else a float; strings with `${` are
 * interpolations, `???` is missing; a `Map` may have keys that are no strings. `source` is set on every node.
 * @throws ConfigError for functions, symbols, class instances, cycles, and the key `__proto__`.
 */
export function fromPlain(value: unknown, options: { source?: Source } = {}): Node {
  return build(value, options.source ? { source: options.source } : {}, 0)
}

function build(value: unknown, base: { source?: Source }, depth: number): Node {
  if (depth > DEEPEST) refuse(`values are nested more than ${DEEPEST} deep, or hold themselves`)
  if (value === null || value === undefined) return { kind: 'null', value: null, ...base }
  if (typeof value === 'boolean') return { kind: 'bool', value, ...base }
  if (typeof value === 'string') return { ...textNode(value), ...base }
  if (typeof value === 'bigint') return { kind: 'int', value: narrow(value), ...base }
  if (typeof value === 'number') {
    const kind = Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int' : 'float'
    return { kind, value, ...base }
  }
  if (value instanceof Uint8Array) return { kind: 'bytes', value, ...base }
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => build(item, base, depth + 1)), ...base }
  const pairs =
    value instanceof Map ? value : isRecord(value) ? Object.entries(value) : refuse('this is no config value')
  const builder = newEntries()
  for (const [key, item] of pairs as Iterable<[Key, unknown]>) {
    if (key === '__proto__') refuse("'__proto__' cannot be a key")
    setEntry(builder, key, build(item, base, depth + 1))
  }
  return { kind: 'map', ...finishEntries(builder), ...base }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/**
 * Nodes as JavaScript values: maps become objects (keys that are no strings, their text), floats numbers (`1.0` is
 * `1`), large ints bigints; missing values and interpolations their text.
 */
export function toPlain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(toPlain)
  if (node.kind !== 'map') return node.value
  const record: Record<string, unknown> = {}
  for (const [key, value] of node.entries) {
    const name = typeof key === 'boolean' || key === null ? String(key) : keyText(key, node.floatKeys)
    // Assigning to `__proto__` would change the object's prototype.
    Object.defineProperty(record, name, { value: toPlain(value), enumerable: true, writable: true, configurable: true })
  }
  return record
}
