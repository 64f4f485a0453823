import type { Node } from '../node.js'
import { fromPlain } from '../plain.js'
import { ArithmeticError, type Value } from './arithmetic.js'

/** A config value as Python has it. */
export function toValue(node: Node): Value {
  switch (node.kind) {
    case 'null':
    case 'bool':
    case 'string':
    case 'float':
      return node.value
    case 'int':
      return BigInt(node.value)
    case 'list':
      return node.items.map(toValue)
    default:
      throw new ArithmeticError(`it takes numbers, texts and lists, not a ${node.kind}`)
  }
}

/** A value of Python's as a config has it. */
export function toNode(value: Value): Node {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return { kind: 'int', value: Number.isSafeInteger(number) ? number : value }
  }
  if (typeof value === 'number') return { kind: 'float', value }
  return Array.isArray(value) ? { kind: 'list', items: value.map(toNode) } : fromPlain(value)
}
