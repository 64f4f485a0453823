import { formatFloat } from '../../util/python-number.js'
import { CastFailure, castNumber } from './cast-number.js'
import { castRange } from './cast-range.js'
import type { OverrideContext } from './errors.js'
import type { Element, NumberElement, Scalar } from './types.js'

export type CastName = 'int' | 'float' | 'str' | 'bool'

/**
 * Python's `int`, `float`, `str` and `bool` of a value; of each item of a list, of each value of a dict, of what a
 * choice or an interval is made of, and of each value of a range. A choice loses its tags and its shuffling, as in
 * Hydra.
 * @throws CastFailure
 */
export function cast(name: CastName, element: Element, context: OverrideContext): Element {
  switch (element.kind) {
    case 'list':
      return { ...element, items: element.items.map((item) => cast(name, item, context)) }
    case 'dict':
      return { ...element, entries: element.entries.map(([key, value]) => [key, cast(name, value, context)] as const) }
    case 'choice': {
      const list = element.list.map((item) => cast(name, item, context))
      const odd = list.findIndex((item) => item.kind === 'choice' || item.kind === 'range' || item.kind === 'interval')
      if (odd >= 0) throw new CastFailure(element.list[odd] as Element, 'a sweep inside a choice cannot be cast')
      return { ...element, list, shuffle: false, tags: [] }
    }
    case 'range': {
      if (name !== 'int' && name !== 'float') throw new CastFailure(element, 'a range can only be cast to int or float')
      return castRange(name, element, castNumber, context)
    }
    case 'interval':
      if (name !== 'int' && name !== 'float') {
        throw new CastFailure(element, 'an interval can only be cast to int or float')
      }
      return { ...element, start: castNumber(name, element.start), end: castNumber(name, element.end) }
    case 'glob':
      // Any object is true to Python, and its `bool` alone asks no further.
      if (name === 'bool') return { kind: 'bool', value: true, range: element.range }
      throw new CastFailure(element, 'a glob cannot be cast')
    case 'zip':
    case 'list-edit':
      throw new CastFailure(element, `${element.kind === 'list-edit' ? element.edit : element.kind}(…) cannot be cast`)
    default:
      return castScalar(name, element)
  }
}

function castScalar(name: CastName, element: Scalar): Scalar {
  const { range } = element
  if (element.kind === 'null') {
    if (name === 'bool') return { kind: 'bool', value: false, range }
    throw new CastFailure(element, `null cannot be cast to ${name}`)
  }
  switch (name) {
    case 'str': {
      if (element.kind === 'string') return { kind: 'string', value: element.value, range }
      return { kind: 'string', value: numberText(element), range }
    }
    case 'bool': {
      if (element.kind !== 'string')
        return { kind: 'bool', value: Boolean(element.value) || isNaNFloat(element), range }
      const word = element.value.toLowerCase()
      if (word !== 'true' && word !== 'false') {
        throw new CastFailure(element, `${JSON.stringify(element.value)} is neither true nor false`)
      }
      return { kind: 'bool', value: word === 'true', range }
    }
    default:
      return castNumber(name, element)
  }
}

/** `str(x)` of the grammar: a bool in lower case, unlike everywhere else. */
function numberText(element: NumberElement): string {
  if (element.kind === 'float') return formatFloat(element.value)
  return String(element.value)
}

function isNaNFloat(element: NumberElement): boolean {
  return element.kind === 'float' && Number.isNaN(element.value)
}
