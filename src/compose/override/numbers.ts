import { toInt } from '../../util/python-number.js'
import type { Element, NumberElement, Range } from './types.js'

/** Whether Python counts it among `int` and `float`; a bool is an int. */
export function isNumber(element: Element): element is NumberElement {
  return element.kind === 'int' || element.kind === 'float' || element.kind === 'bool'
}

/** As a bigint where it is an int or bool, else as a number. Both compare exactly with `<` and `==`. */
export function numeric(element: NumberElement): number | bigint {
  return element.kind === 'float' ? element.value : BigInt(element.value)
}

/** Python's `float(x)`; undefined where the int is too large. */
export function toFloat(element: NumberElement): number | undefined {
  const value = Number(element.value)
  return element.kind !== 'float' && !Number.isFinite(value) ? undefined : value
}

/** Python's `a + b`, and `a - b` with sign −1; undefined where an int is too large to become a float. */
export function add(a: NumberElement, b: NumberElement, sign: 1 | -1 = 1): NumberElement | undefined {
  if (a.kind !== 'float' && b.kind !== 'float')
    return intElement(BigInt(a.value) + BigInt(sign) * BigInt(b.value), a.range)
  const [x, y] = [toFloat(a), toFloat(b)]
  return x === undefined || y === undefined ? undefined : { kind: 'float', value: x + sign * y, range: a.range }
}

export function negate(element: NumberElement): NumberElement {
  if (element.kind === 'float') return { ...element, value: -element.value }
  return intElement(-BigInt(element.value), element.range)
}

export function absolute(element: NumberElement): NumberElement {
  if (element.kind === 'float') return { ...element, value: Math.abs(element.value) }
  return numeric(element) < 0 ? negate(element) : intElement(BigInt(element.value), element.range)
}

export function intElement(value: bigint, range: Range): NumberElement {
  return { kind: 'int', value: toInt(value), range }
}
