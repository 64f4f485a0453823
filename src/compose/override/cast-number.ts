import { formatFloat, parsePythonFloat, parsePythonInt } from '../../util/python-number.js'
import { intElement, toFloat } from './numbers.js'
import type { Element, NumberElement, Scalar } from './types.js'

/** Why a value cannot be cast: the part of it that is at fault. */
export class CastFailure extends Error {
  constructor(
    readonly element: Element,
    reason: string,
  ) {
    super(reason)
  }
}

/** @throws CastFailure */
export function castNumber(name: 'int' | 'float', element: Exclude<Scalar, { kind: 'null' }>): NumberElement {
  const { range } = element
  if (element.kind === 'string') {
    const value = name === 'int' ? parsePythonInt(element.value) : parsePythonFloat(element.value)
    if (value === undefined) {
      throw new CastFailure(element, `${JSON.stringify(element.value)} is not ${name === 'int' ? 'an int' : 'a float'}`)
    }
    return { kind: name, value, range } as NumberElement
  }
  if (name === 'float') {
    const value = toFloat(element)
    if (value === undefined) throw new CastFailure(element, 'the int is too large for a float')
    return { kind: 'float', value, range }
  }
  if (element.kind !== 'float') return intElement(BigInt(element.value), range)
  if (!Number.isFinite(element.value)) throw new CastFailure(element, `${formatFloat(element.value)} is not an int`)
  return intElement(BigInt(Math.trunc(element.value)), range)
}
