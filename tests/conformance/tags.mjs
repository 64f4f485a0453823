// The exact form in which the vectors hold values (docs/hydra-differences.md).
import { pythonStr, textNode } from '../../dist/config.js'

/** An int: a JSON number where it is exact, else its digits. */
export function tagInt(value) {
  return typeof value === 'bigint' ? { $int: String(value) } : value
}

/** A float: never a JSON number, as Python writes it. */
export function tagFloat(value) {
  return { $float: pythonStr({ kind: 'float', value }) }
}

/** A map's tagged `[key, value]` pairs: an object where every key is a string that keeps its place in one. */
export function tagMap(pairs) {
  return pairs.every(([key]) => isPlainKey(key)) ? Object.fromEntries(pairs) : { $dict: pairs }
}

const isPlainKey = (key) =>
  typeof key === 'string' && !key.startsWith('$') && !/^(0|[1-9][0-9]*)$/.test(key) && key !== '__proto__'

function tagKey(key, floatKeys) {
  if (typeof key === 'bigint') return tagInt(key)
  if (typeof key !== 'number') return key
  const float = floatKeys?.get(key)
  return float === undefined && Number.isInteger(key) ? key : tagFloat(float ?? key)
}

/** A config node. */
export function tagNode(node) {
  switch (node.kind) {
    case 'map':
      return tagMap([...node.entries].map(([key, value]) => [tagKey(key, node.floatKeys), tagNode(value)]))
    case 'list':
      return node.items.map(tagNode)
    case 'float':
      return tagFloat(node.value)
    case 'int':
      return tagInt(node.value)
    case 'bytes':
      return { $bytes: Buffer.from(node.value).toString('base64') }
    default:
      return node.value
  }
}

function untagFloat(text) {
  const value = text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)
  return { kind: 'float', value }
}

function untagKey(key) {
  if (typeof key !== 'object' || key === null) return key
  return '$int' in key ? BigInt(key.$int) : untagFloat(key.$float).value
}

/** The config node that a tagged value stands for. */
export function untagNode(value) {
  if (value === null) return { kind: 'null', value }
  if (typeof value === 'boolean') return { kind: 'bool', value }
  if (typeof value === 'number') return { kind: 'int', value }
  if (typeof value === 'string') return textNode(value)
  if (Array.isArray(value)) return { kind: 'list', items: value.map(untagNode) }
  if ('$int' in value) return { kind: 'int', value: BigInt(value.$int) }
  if ('$float' in value) return untagFloat(value.$float)
  if ('$bytes' in value) return { kind: 'bytes', value: Buffer.from(value.$bytes, 'base64') }
  const pairs = value.$dict ?? Object.entries(value)
  const floats = pairs.map(([key]) => key?.$float && untagKey(key)).filter(Number.isInteger)
  return {
    kind: 'map',
    entries: new Map(pairs.map(([key, item]) => [untagKey(key), untagNode(item)])),
    floatKeys: new Map(floats.map((key) => [key, key])),
  }
}
