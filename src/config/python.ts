import { formatFloat } from '../util/python-number.js'
import type { Key, Node } from './node.js'

/** Python's `repr(str)`. */
export function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = ''
  for (const c of text) {
    const point = c.codePointAt(0) as number
    if (c === quote || c === '\\') out += `\\${c}`
    else if (c === '\n') out += '\\n'
    else if (c === '\r') out += '\\r'
    else if (c === '\t') out += '\\t'
    else if (c === ' ' || !/[\p{C}\p{Z}]/u.test(c)) out += c
    else if (point < 0x100) out += `\\x${point.toString(16).padStart(2, '0')}`
    else if (point < 0x10000) out += `\\u${point.toString(16).padStart(4, '0')}`
    else out += `\\U${point.toString(16).padStart(8, '0')}`
  }
  return quote + out + quote
}

function reprBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'"
  let out = ''
  for (const byte of bytes) {
    const c = String.fromCharCode(byte)
    if (c === quote || c === '\\') out += `\\${c}`
    else if (c === '\n') out += '\\n'
    else if (c === '\r') out += '\\r'
    else if (c === '\t') out += '\\t'
    else out += byte >= 32 && byte < 127 ? c : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return `b${quote}${out}${quote}`
}

function reprKey(key: Key, floatKeys: ReadonlyMap<number, number> | undefined): string {
  return typeof key === 'string' ? reprString(key) : keyText(key, floatKeys)
}

/** Python's `str(key)`: `True`, `None`, `1`, `1.5`. */
export function keyText(key: Key, floatKeys?: ReadonlyMap<number, number>): string {
  if (typeof key === 'string') return key
  if (key === null) return 'None'
  if (key === true) return 'True'
  if (key === false) return 'False'
  if (typeof key === 'bigint') return String(key)
  const float = floatKeys?.get(key)
  return float === undefined && Number.isInteger(key) ? String(key) : formatFloat(float ?? key)
}

/** Python's `repr` of the value, with interpolations and `???` as their text. */
export function pythonRepr(node: Node): string {
  switch (node.kind) {
    case 'map': {
      const parts: string[] = []
      for (const [key, value] of node.entries) parts.push(`${reprKey(key, node.floatKeys)}: ${pythonRepr(value)}`)
      return `{${parts.join(', ')}}`
    }
    case 'list':
      return `[${node.items.map(pythonRepr).join(', ')}]`
    case 'string':
    case 'missing':
    case 'interpolation':
      return reprString(node.value)
    default:
      return pythonStr(node)
  }
}

/** Python's `str` of the value: what an interpolation inside a string puts there. */
export function pythonStr(node: Node): string {
  switch (node.kind) {
    case 'null':
      return 'None'
    case 'bool':
      return node.value ? 'True' : 'False'
    case 'int':
      return String(node.value)
    case 'float':
      return formatFloat(node.value)
    case 'string':
    case 'missing':
    case 'interpolation':
      return node.value
    case 'bytes':
      return reprBytes(node.value)
    default:
      return pythonRepr(node)
  }
}
